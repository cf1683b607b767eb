package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** Writes the conversation of a request: the instructions and the turns. */
final class TurnWriter {
    /** From this version on a document may not stand in what the assistant said. */
    static final String STRICT_VERSION = "2026-10-21";

    private static final byte[] SYSTEM = JsonWriter.name("system");
    private static final byte[] MESSAGES = JsonWriter.name("messages");
    private static final byte[] ROLE = JsonWriter.name("role");
    private static final byte[] USER = Json.ascii("\"user\"");
    private static final byte[] ASSISTANT = Json.ascii("\"assistant\"");
    private static final byte[] ROLE_SYSTEM = Json.ascii("\"system\"");
    private static final SystemText JSON_ONLY =
            new SystemText(JsonString.of("Respond with one valid JSON object and nothing else."), null, 0);

    private final CacheMarks marks;
    private final JsonWriter json;
    private final BlockWriter blocks;
    private final List<SystemText> leading = new ArrayList<>();
    private final List<SystemText> inline = new ArrayList<>();

    TurnWriter(CacheMarks marks, JsonWriter json) {
        this.marks = marks;
        this.json = json;
        blocks = new BlockWriter(marks, json);
    }

    void write(Request request, Work work) throws UnsupportedException {
        sortSystem(request, work);
        system();
        json.member(MESSAGES).array();
        final List<Turn> turns = request.turns();
        boolean any = false;
        for (int i = 0; i < turns.size(); i++) {
            any |= turn(turns.get(i), i == turns.size() - 1, work);
            inlineAfter(i);
        }
        if (!any) {
            throw new UnsupportedException("messages", "the conversation has nothing in it that can be told");
        }
        json.endArray();
        leading.clear();
        inline.clear();
    }

    private void sortSystem(Request request, Work work) {
        leading.clear();
        inline.clear();
        final boolean mayStay = work.settings().inlineSystemTurns();
        for (final SystemText text : request.system()) {
            if (BlockWriter.isBlank(text.text())) {
                continue;
            }
            if (mayStay && isBetween(text.beforeTurn(), request.turns())) {
                inline.add(text);
            } else {
                leading.add(text);
            }
        }
        if (request.answering().format() instanceof Format.Json) {
            work.losses().approximate("response_format");
            leading.add(JSON_ONLY);
        }
    }

    /** Instructions may stand behind what a user said, if the assistant comes next or nobody. */
    private static boolean isBetween(int beforeTurn, List<Turn> turns) {
        return beforeTurn > 0
                && isWritten(turns.get(beforeTurn - 1), Turn.Role.USER)
                && (beforeTurn == turns.size() || isWritten(turns.get(beforeTurn), Turn.Role.ASSISTANT));
    }

    private static boolean isWritten(Turn turn, Turn.Role role) {
        if (turn.role() != role) {
            return false;
        }
        for (final Part part : turn.parts()) {
            if (BlockWriter.isTold(part)) {
                return true;
            }
        }
        return false;
    }

    private void system() throws UnsupportedException {
        if (leading.isEmpty()) {
            return;
        }
        json.member(SYSTEM);
        if (leading.size() == 1 && leading.get(0).cache() == null) {
            json.string(leading.get(0).text());
        } else {
            texts(leading);
        }
    }

    private void texts(List<SystemText> texts) {
        json.array();
        for (final SystemText text : texts) {
            json.object().member(BlockWriter.TYPE).raw(BlockWriter.TYPE_TEXT);
            json.member(BlockWriter.TEXT).string(text.text());
            marks.write(text.cache(), json);
            json.endObject();
        }
        json.endArray();
    }

    private void inlineAfter(int turn) {
        if (inline.isEmpty() || inline.get(0).beforeTurn() != turn + 1) {
            return;
        }
        int end = 1;
        while (end < inline.size() && inline.get(end).beforeTurn() == turn + 1) {
            end++;
        }
        final List<SystemText> here = inline.subList(0, end);
        json.object().member(ROLE).raw(ROLE_SYSTEM).member(BlockWriter.CONTENT);
        texts(here);
        json.endObject();
        here.clear();
    }

    /** @return false when nothing of the turn is left */
    private boolean turn(Turn turn, boolean last, Work work) throws UnsupportedException {
        final List<Part> parts = turn.parts();
        int told = 0;
        int lastTold = -1;
        for (int i = 0; i < parts.size(); i++) {
            if (BlockWriter.isTold(parts.get(i))) {
                told++;
                lastTold = i;
            }
        }
        if (told == 0) {
            return false;
        }
        final boolean assistant = turn.role() == Turn.Role.ASSISTANT;
        json.object().member(ROLE).raw(assistant ? ASSISTANT : USER).member(BlockWriter.CONTENT);
        if (told == 1 && parts.get(lastTold) instanceof Part.Text text && text.cache() == null) {
            json.string(assistant && last ? withoutTrailingSpace(text.text()) : text.text());
        } else {
            json.array();
            for (int i = 0; i <= lastTold; i++) {
                part(parts.get(i), assistant, last && i == lastTold, work);
            }
            json.endArray();
        }
        json.endObject();
        return true;
    }

    private void part(Part part, boolean assistant, boolean last, Work work) throws UnsupportedException {
        if (!BlockWriter.isTold(part)) {
            return;
        }
        if (assistant
                && part instanceof Part.Document
                && work.settings().anthropicVersion().compareTo(STRICT_VERSION) >= 0) {
            throw Losses.unsupported("messages.content.document", Dialect.ANTHROPIC);
        }
        if (assistant && last && part instanceof Part.Text text) {
            blocks.write(new Part.Text(withoutTrailingSpace(text.text()), text.cache()), work);
        } else {
            blocks.write(part, work);
        }
    }

    /** The vendor refuses an answer begun with white space at its end. */
    private static JsonString withoutTrailingSpace(JsonString text) {
        final byte end = text.byteAt(text.length() - 1);
        final boolean escape = text.length() > 1 && text.byteAt(text.length() - 2) == '\\';
        if (end != ' ' && !(escape && (end == 'n' || end == 'r' || end == 't'))) {
            return text;
        }
        return JsonString.of(text.text().stripTrailing());
    }
}

package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.DataUrls;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.ToolNames;
import io.sluice.codec.dialect.neutral.TranslateSettings.CacheBreakpoints;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the conversation: one system message, a tool message for each result, and a message for the rest of each turn. */
final class MessageWriter {
    private static final Dialect UPSTREAM = Dialect.OPENAI;
    private static final int MAX_ID_LENGTH = 40;

    private static final byte[] MESSAGES = JsonWriter.name("messages");
    private static final byte[] TOOL_CALL_ID = JsonWriter.name("tool_call_id");
    private static final byte[] IMAGE_URL = JsonWriter.name("image_url");
    private static final byte[] URL = JsonWriter.name("url");
    private static final byte[] DETAIL = JsonWriter.name("detail");
    private static final byte[] INPUT_AUDIO = JsonWriter.name("input_audio");
    private static final byte[] FORMAT = JsonWriter.name("format");
    private static final byte[] FILE = JsonWriter.name("file");
    private static final byte[] FILE_DATA = JsonWriter.name("file_data");
    private static final byte[] FILENAME = JsonWriter.name("filename");
    private static final byte[] BREAKPOINT = JsonWriter.name("prompt_cache_breakpoint");

    private static final byte[] SYSTEM = Words.ascii("\"system\"");
    private static final byte[] DEVELOPER = Words.ascii("\"developer\"");
    private static final byte[] USER = Words.ascii("\"user\"");
    private static final byte[] ASSISTANT = Words.ascii("\"assistant\"");
    private static final byte[] TOOL = Words.ascii("\"tool\"");
    private static final byte[] TYPE_IMAGE = Words.ascii("\"image_url\"");
    private static final byte[] TYPE_AUDIO = Words.ascii("\"input_audio\"");
    private static final byte[] TYPE_FILE = Words.ascii("\"file\"");
    private static final byte[] EXPLICIT = Words.ascii("{\"mode\":\"explicit\"}");
    private static final byte[] LINE_FEED = Words.ascii("\\n");
    private static final JsonString PDF_NAME = JsonString.of("document.pdf");
    private static final JsonString TEXT_NAME = JsonString.of("document.txt");

    private final JsonWriter json;
    private final List<Part> content = new ArrayList<>();
    private boolean marks;
    private boolean plainContent;

    MessageWriter(JsonWriter json) {
        this.json = json;
    }

    /** Writes the member {@code messages}. */
    void write(Request request, Work work) throws UnsupportedException {
        marks = work.settings().cacheBreakpoints() == CacheBreakpoints.YES;
        plainContent = !work.settings().contentParts();
        json.member(MESSAGES).array();
        system(request.system(), work.settings().developerRole());
        for (final Turn turn : request.turns()) {
            if (turn.role() == Turn.Role.USER) {
                user(turn.parts());
            } else {
                assistant(turn.parts(), work);
            }
        }
        json.endArray();
    }

    private void system(List<SystemText> system, boolean developer) throws UnsupportedException {
        if (system.isEmpty()) {
            return;
        }
        content.clear();
        for (final SystemText text : system) {
            content.add(new Part.Text(text.text(), text.cache()));
        }
        json.object().member(Words.ROLE).raw(developer ? DEVELOPER : SYSTEM);
        content();
        json.endObject();
    }

    private void user(List<Part> parts) throws UnsupportedException {
        content.clear();
        for (final Part part : parts) {
            if (part instanceof Part.Result result) {
                json.object().member(Words.ROLE).raw(TOOL);
                json.member(TOOL_CALL_ID).string(id(result.id()));
                result(result);
                content.addAll(result.media());
            } else if (!(part instanceof Part.Reasoning)) {
                content.add(part);
            }
        }
        if (!content.isEmpty()) {
            json.object().member(Words.ROLE).raw(USER);
            content();
            json.endObject();
        }
    }

    private void result(Part.Result result) throws UnsupportedException {
        json.member(Words.CONTENT);
        if (isMarked(result.cache()) && !plainContent) {
            json.array();
            part(new Part.Text(result.text(), result.cache()));
            json.endArray();
        } else {
            json.string(result.text());
        }
        json.endObject();
    }

    private void assistant(List<Part> parts, Work work) throws UnsupportedException {
        content.clear();
        int calls = 0;
        boolean sealed = false;
        for (final Part part : parts) {
            switch (part) {
                case Part.Call _ -> calls++;
                case Part.Reasoning thought -> sealed |= isOwn(thought.seal());
                case Part.Text _ -> content.add(part);
                case Part.Image _, Part.Audio _, Part.Document _, Part.Result _ ->
                    throw Losses.unsupported("messages.content", UPSTREAM);
            }
        }
        if (content.isEmpty() && calls == 0) {
            return;
        }
        json.object().member(Words.ROLE).raw(ASSISTANT);
        content();
        if (sealed) {
            reasoning(parts);
        }
        if (calls > 0) {
            json.member(Words.TOOL_CALLS).array();
            for (final Part part : parts) {
                if (part instanceof Part.Call call) {
                    call(call, work);
                }
            }
            json.endArray();
        }
        json.endObject();
    }

    /** Whether a server of this dialect made the mark, and so takes it back. */
    private static boolean isOwn(@Nullable Seal seal) {
        return seal != null && seal.origin() == Origin.OPENAI && !seal.value().isEmpty();
    }

    private void reasoning(List<Part> parts) {
        json.member(Words.REASONING_DETAILS).array();
        for (final Part part : parts) {
            if (part instanceof Part.Reasoning thought && thought.seal() != null && isOwn(thought.seal())) {
                ReasoningDetails.writeToUpstream(json, thought.text(), thought.seal());
            }
        }
        json.endArray();
    }

    private void call(Part.Call call, Work work) throws UnsupportedException {
        json.object().member(Words.ID).string(id(call.id()));
        json.member(Words.TYPE).raw(Words.TYPE_FUNCTION).member(Words.FUNCTION).object();
        json.member(Words.NAME).string(ToolNames.plain(call.name(), work));
        json.member(Words.ARGUMENTS).openString();
        call.args().escapeTo(json.out());
        json.closeString().endObject();
        final Seal seal = call.seal();
        if (seal != null && isOwn(seal)) {
            ThoughtSignature.write(json, seal.value());
        }
        json.endObject();
    }

    private static JsonString id(JsonString id) {
        return CallIds.atMost(CallIds.clean(id), MAX_ID_LENGTH);
    }

    private void content() throws UnsupportedException {
        json.member(Words.CONTENT);
        if (content.isEmpty()) {
            json.nul();
        } else if (content.size() == 1 && content.get(0) instanceof Part.Text text && !isMarked(text.cache())) {
            json.string(text.text());
        } else if (plainContent) {
            joined();
        } else {
            json.array();
            for (final Part part : content) {
                part(part);
            }
            json.endArray();
        }
    }

    /** For servers that take nothing but a string. */
    private void joined() throws UnsupportedException {
        json.openString();
        boolean first = true;
        for (final Part part : content) {
            if (!(part instanceof Part.Text text)) {
                throw new UnsupportedException("messages.content", "this channel takes text alone");
            }
            if (!first) {
                json.out().writeBytes(LINE_FEED);
            }
            text.text().writeTo(json.out());
            first = false;
        }
        json.closeString();
    }

    private void part(Part part) throws UnsupportedException {
        json.object();
        switch (part) {
            case Part.Text text -> {
                json.member(Words.TYPE).raw(Words.TYPE_TEXT).member(Words.TEXT).string(text.text());
                mark(text.cache());
            }
            case Part.Image image -> image(image);
            case Part.Audio audio -> {
                json.member(Words.TYPE).raw(TYPE_AUDIO).member(INPUT_AUDIO).object();
                json.member(Words.DATA).string(audio.base64());
                json.member(FORMAT).string(audio.format()).endObject();
            }
            case Part.Document document -> document(document);
            case Part.Call call -> throw Losses.unsupported("messages.content", UPSTREAM);
            case Part.Result result -> throw Losses.unsupported("messages.content", UPSTREAM);
            case Part.Reasoning reasoning -> throw Losses.unsupported("messages.content", UPSTREAM);
        }
        json.endObject();
    }

    private void image(Part.Image image) throws UnsupportedException {
        json.member(Words.TYPE).raw(TYPE_IMAGE).member(IMAGE_URL).object().member(URL);
        switch (image.media()) {
            case Media.Bytes bytes -> {
                json.openString();
                DataUrls.write(bytes, json.out());
                json.closeString();
            }
            case Media.Url url -> json.string(url.url());
            case Media.PlainText text -> throw Losses.unsupported("messages.content", UPSTREAM);
        }
        final JsonString detail = image.detail();
        if (detail != null) {
            json.member(DETAIL).string(detail);
        }
        json.endObject();
        mark(image.cache());
    }

    private void document(Part.Document document) throws UnsupportedException {
        switch (document.media()) {
            case Media.Bytes bytes -> {
                final JsonString name = document.name();
                json.member(Words.TYPE).raw(TYPE_FILE).member(FILE).object();
                json.member(FILENAME).string(name == null ? nameFor(bytes.mime()) : name);
                json.member(FILE_DATA).openString();
                DataUrls.write(bytes, json.out());
                json.closeString().endObject();
            }
            case Media.PlainText text ->
                json.member(Words.TYPE).raw(Words.TYPE_TEXT).member(Words.TEXT).string(text.text());
            case Media.Url url ->
                throw new UnsupportedException(
                        "messages.content",
                        "a document behind an address can't be told to an upstream that speaks openai");
        }
        mark(document.cache());
    }

    /** The vendor wants a name and goes by its ending. */
    private static JsonString nameFor(JsonString mime) {
        return mime.startsWith("text/") ? TEXT_NAME : PDF_NAME;
    }

    private boolean isMarked(@Nullable CacheMark cache) {
        return marks && cache != null;
    }

    private void mark(@Nullable CacheMark cache) {
        if (isMarked(cache)) {
            json.member(BREAKPOINT).raw(EXPLICIT);
        }
    }
}

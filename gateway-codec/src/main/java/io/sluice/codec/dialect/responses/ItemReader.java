package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a client's flat list of items into turns. Owned by one reader, reused. */
final class ItemReader {
    private enum Field {
        TYPE,
        ROLE,
        CONTENT,
        CALL_ID,
        NAME,
        NAMESPACE,
        ARGUMENTS,
        OUTPUT,
        SUMMARY,
        ENCRYPTED_CONTENT,
        ID
    }

    private enum Kind {
        MESSAGE,
        FUNCTION_CALL,
        FUNCTION_CALL_OUTPUT,
        REASONING,
        ITEM_REFERENCE,
        COMPACTION,
        COMPACTION_TRIGGER
    }

    private enum Role {
        USER,
        ASSISTANT,
        SYSTEM,
        DEVELOPER
    }

    private static final Field[] FIELDS = Field.values();
    private static final Kind[] KINDS = Kind.values();
    private static final Role[] ROLES = Role.values();
    private static final NameTable FIELD_NAMES = NameTable.ofLowerCase(FIELDS);
    private static final NameTable KIND_NAMES = NameTable.ofLowerCase(KINDS);
    private static final NameTable ROLE_NAMES = NameTable.ofLowerCase(ROLES);

    /** What an item says of itself when it comes back, and nobody needs. */
    private static final NameTable NEEDLESS = NameTable.of("status", "phase", "created_by");

    private final JsonCursor cursor;
    private final JsonCursor scratch = new JsonCursor();
    private final ContentReader contents;
    private final List<Part> content = new ArrayList<>();
    private final List<Part> summary = new ArrayList<>();

    private int index;
    private @Nullable Kind kind;
    private @Nullable String otherKind;
    private @Nullable Role role;
    private JsonString callId = JsonString.EMPTY;
    private JsonString name = JsonString.EMPTY;
    private JsonString namespace = JsonString.EMPTY;
    private JsonString arguments = JsonString.EMPTY;
    private JsonString encrypted = JsonString.EMPTY;
    private JsonString id = JsonString.EMPTY;
    /** Reasoning whose mark may belong to the call that follows. */
    private Part.@Nullable Reasoning pending;

    ItemReader(JsonCursor cursor) {
        this.cursor = cursor;
        contents = new ContentReader(cursor);
    }

    /** Reads the value behind the name {@code input}. */
    void read(Request.Builder into) throws UnsupportedException {
        pending = null;
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            into.turns.add(Turn.Role.USER, new Part.Text(cursor.string(), null));
            return;
        }
        if (token != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        index = 0;
        while (cursor.next() == JsonToken.OBJECT) {
            item(into);
            index++;
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw new UnsupportedException(place(), "an item has to be an object");
        }
        flush(into);
    }

    private void item(Request.Builder into) throws UnsupportedException {
        clear();
        while (cursor.next() == JsonToken.NAME) {
            final int field = cursor.nameIn(FIELD_NAMES);
            if (field < 0) {
                unknown(into);
            } else {
                member(FIELDS[field], into);
            }
        }
        if (!cursor.failed()) {
            made(into);
        }
    }

    private void unknown(Request.Builder into) {
        if (kind == null || cursor.nameIn(NEEDLESS) >= 0) {
            cursor.skip();
        } else {
            ContentReader.lost(cursor, into);
        }
    }

    private void clear() {
        content.clear();
        summary.clear();
        kind = Kind.MESSAGE;
        otherKind = null;
        role = null;
        callId = JsonString.EMPTY;
        name = JsonString.EMPTY;
        namespace = JsonString.EMPTY;
        arguments = JsonString.EMPTY;
        encrypted = JsonString.EMPTY;
        id = JsonString.EMPTY;
    }

    private void member(Field field, Request.Builder into) throws UnsupportedException {
        switch (field) {
            case TYPE -> type();
            case ROLE -> {
                cursor.next();
                final int known = cursor.textIn(ROLE_NAMES);
                role = known < 0 ? null : ROLES[known];
                cursor.skip();
            }
            case CONTENT -> content("content", content, into);
            case OUTPUT -> content("output", content, into);
            case SUMMARY -> content("summary", summary, into);
            case CALL_ID -> callId = string();
            case NAME -> name = string();
            case NAMESPACE -> namespace = string();
            case ARGUMENTS -> arguments = string();
            case ENCRYPTED_CONTENT -> encrypted = string();
            case ID -> id = string();
        }
    }

    private void type() {
        if (cursor.next() == JsonToken.STRING) {
            final int known = cursor.textIn(KIND_NAMES);
            kind = known < 0 ? null : KINDS[known];
            otherKind = known < 0 ? cursor.text() : null;
        }
        cursor.skip();
    }

    /** What an item of another vendor's tool holds is not looked at: the item is refused whatever it is. */
    private void content(String member, List<Part> parts, Request.Builder into) throws UnsupportedException {
        if (kind == null) {
            cursor.skip();
        } else {
            contents.read(index, member, parts, into);
        }
    }

    private JsonString string() {
        cursor.next();
        final JsonString string = cursor.string();
        cursor.skip();
        return string;
    }

    private void made(Request.Builder into) throws UnsupportedException {
        final Kind known = kind;
        if (known == null) {
            throw new UnsupportedException(
                    place() + ".type",
                    "an item of type '" + otherKind + "' belongs to a service of the vendor that no other has");
        }
        if (known != Kind.FUNCTION_CALL) {
            flush(into);
        }
        switch (known) {
            case MESSAGE -> message(into);
            case FUNCTION_CALL -> call(into);
            case FUNCTION_CALL_OUTPUT -> into.turns.add(Turn.Role.USER, result());
            case REASONING -> pending = reasoning();
            case ITEM_REFERENCE, COMPACTION, COMPACTION_TRIGGER -> throw State.needed(place());
        }
    }

    private void message(Request.Builder into) throws UnsupportedException {
        final Role speaker = role;
        if (speaker == null) {
            throw new UnsupportedException(
                    place() + ".role", "'role' has to be one of user, assistant, system, developer");
        }
        for (int i = 0; i < content.size(); i++) {
            final Part part = content.get(i);
            switch (speaker) {
                case USER -> into.turns.add(Turn.Role.USER, part);
                case ASSISTANT -> into.turns.add(Turn.Role.ASSISTANT, part);
                case SYSTEM, DEVELOPER -> system(part, into);
            }
        }
    }

    private void system(Part part, Request.Builder into) throws UnsupportedException {
        if (!(part instanceof Part.Text text)) {
            throw new UnsupportedException(place() + ".content", "instructions can only be text");
        }
        if (!text.text().isEmpty()) {
            into.system.add(new SystemText(text.text(), text.cache(), into.turns.count()));
        }
    }

    private void call(Request.Builder into) {
        final Part.Reasoning before = pending;
        Seal seal = null;
        if (before != null && before.seal() != null && before.seal().origin() == Origin.GEMINI) {
            seal = before.seal();
            pending = before.text().isEmpty() ? null : new Part.Reasoning(before.text(), null);
        }
        flush(into);
        into.turns.add(
                Turn.Role.ASSISTANT,
                new Part.Call(callId, qualifiedName(), Arguments.read(arguments, scratch), seal, null));
    }

    private JsonString qualifiedName() {
        return namespace.isEmpty() ? name : JsonString.of(namespace.text() + "__" + name.text());
    }

    private Part.Result result() {
        List<Part> media = List.of();
        CacheMark cache = null;
        for (int i = 0; i < content.size(); i++) {
            if (content.get(i) instanceof Part.Text text) {
                cache = text.cache() == null ? cache : text.cache();
            } else {
                media = media.isEmpty() ? new ArrayList<>(2) : media;
                media.add(content.get(i));
            }
        }
        return new Part.Result(callId, null, Texts.joined(content, JsonString.EMPTY), media, false, cache);
    }

    private Part.Reasoning reasoning() {
        final JsonString text =
                Texts.joined(Texts.joined(summary, Texts.BLANK_LINE), Texts.joined(content, JsonString.EMPTY));
        if (encrypted.isEmpty()) {
            return new Part.Reasoning(text, null);
        }
        final Seal opened = Seal.open(encrypted);
        return new Part.Reasoning(
                text, opened == null ? new Seal(Origin.RESPONSES, encrypted, false, id.isEmpty() ? null : id) : opened);
    }

    private void flush(Request.Builder into) {
        if (pending != null) {
            if (!pending.text().isEmpty() || pending.seal() != null) {
                into.turns.add(Turn.Role.ASSISTANT, pending);
            }
            pending = null;
        }
    }

    private String place() {
        return "input[" + index + ']';
    }
}

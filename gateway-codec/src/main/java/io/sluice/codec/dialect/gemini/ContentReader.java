package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.JoinedText;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the conversation of a request. A thought that a stream has told in pieces comes back in pieces and is put together again, since
 * its mark stands for the whole of it.
 */
final class ContentReader {
    private static final String CONTENTS = "contents";
    private static final String ROLE = "contents.role";
    private static final String PARTS = "contents.parts";
    private static final String SYSTEM = "systemInstruction";
    private static final JsonValue LEFT_OUT = JsonValue.of("null");

    private final Content content = new Content();
    private final PartReader parts = new PartReader();
    private final JoinedText thought = new JoinedText();
    private final List<String> leftOut = new ArrayList<>(0);

    private Request.Builder builder = new Request.Builder();
    private Turn.Role role = Turn.Role.USER;
    private boolean thinking;

    /** Reads the member {@code systemInstruction}. */
    void system(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        if (!Members.enterObject(cursor, SYSTEM)) {
            return;
        }
        content.read(cursor);
        wellFormed(cursor, SYSTEM + ".parts");
        for (int i = 0; i < content.size(); i++) {
            final Piece piece = content.piece(i);
            if (piece.kind != Piece.Kind.TEXT) {
                throw new UnsupportedException(SYSTEM, "'" + SYSTEM + "' must hold nothing but text");
            }
            if (!piece.text.isEmpty()) {
                to.system.add(new SystemText(piece.text, null, 0));
            }
        }
    }

    /** Reads the member {@code contents}. */
    void contents(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        builder = to;
        role = Turn.Role.USER;
        thinking = false;
        thought.begin();
        leftOut.clear();
        if (!Members.enterArray(cursor, CONTENTS)) {
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            content.read(cursor);
            wellFormed(cursor, PARTS);
            if (!cursor.failed()) {
                content();
            }
        }
        flushThought();
        Values.elementsEnded(cursor, CONTENTS);
    }

    private void wellFormed(JsonCursor cursor, String field) throws UnsupportedException {
        if (!content.isWellFormed() && !cursor.failed()) {
            throw Members.wrongType(field, "an array of objects");
        }
    }

    private void content() throws UnsupportedException {
        final Turn.Role says = role(content.role());
        if (says != role) {
            flushThought();
            role = says;
        }
        for (int i = 0; i < content.size(); i++) {
            piece(content.piece(i));
        }
    }

    private static Turn.Role role(JsonString name) throws UnsupportedException {
        if (name.isEmpty() || name.is("user") || name.is("function")) {
            return Turn.Role.USER;
        }
        if (name.is("model")) {
            return Turn.Role.ASSISTANT;
        }
        throw Members.wrongType(ROLE, "user or model");
    }

    private void piece(Piece piece) throws UnsupportedException {
        switch (piece.kind) {
            case TEXT -> text(piece);
            case NOTHING -> {
                if (piece.signature.isEmpty()) {
                    throw Members.wrongType(PARTS, "an object that holds something");
                }
                text(piece);
            }
            case FUNCTION_CALL -> {
                flushThought();
                add(PartReader.call(piece));
            }
            case FUNCTION_RESPONSE -> add(parts.result(piece));
            case INLINE_DATA -> add(PartReader.inline(piece));
            case FILE_DATA -> add(PartReader.file(piece));
            case SERVER_TOOL -> leaveOut(PARTS + "." + piece.name);
            case UNKNOWN ->
                throw new UnsupportedException(
                        PARTS + "." + piece.name, "'" + PARTS + "." + piece.name + "' isn't known here");
        }
    }

    private void text(Piece piece) {
        final Seal seal = Signatures.read(piece.signature);
        if (piece.thought) {
            think(piece.text);
            if (seal != null) {
                addThought(seal);
            }
            return;
        }
        if (seal != null) {
            addThought(seal);
        } else {
            flushThought();
        }
        add(new Part.Text(piece.text, null));
    }

    private void think(JsonString more) {
        thinking = true;
        thought.add(more);
    }

    private void addThought(@Nullable Seal seal) {
        builder.turns.add(role, new Part.Reasoning(thought.text(), seal));
        thinking = false;
        thought.begin();
    }

    private void flushThought() {
        if (thinking) {
            addThought(null);
        }
    }

    private void add(Part part) {
        builder.turns.add(role, part);
    }

    /** What the vendor's own tools said has no place elsewhere. */
    private void leaveOut(String field) {
        if (!leftOut.contains(field)) {
            leftOut.add(field);
            builder.extras.add(new Extra(field, LEFT_OUT, Extra.Fate.DROP));
        }
    }
}

package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.UsualEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flyweight over a content: who speaks, and the parts of what is said. Reused with its parts. */
final class Content {
    private enum Member {
        ROLE,
        PARTS
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);

    private final List<Piece> pieces = new ArrayList<>(4);
    private final @Nullable UsualEvent usual;
    private int size;
    private JsonString role = JsonString.EMPTY;
    private boolean wellFormed = true;

    Content() {
        this(null);
    }

    /** @param usual told where the text is, or null */
    Content(@Nullable UsualEvent usual) {
        this.usual = usual;
    }

    /** Empty when nobody is named. */
    JsonString role() {
        return role;
    }

    int size() {
        return size;
    }

    /** @param index from 0 to {@link #size} */
    Piece piece(int index) {
        return pieces.get(index);
    }

    /** Whether the parts are an array of objects. */
    boolean isWellFormed() {
        return wellFormed;
    }

    /** Becomes one piece of text. */
    void text(JsonString text, boolean thought) {
        clear();
        next().text(text, thought);
    }

    boolean isOnlyText() {
        return size == 1 && pieces.get(0).isOnlyText();
    }

    void clear() {
        size = 0;
        role = JsonString.EMPTY;
        wellFormed = true;
    }

    /** Reads the object just entered. */
    void read(JsonCursor cursor) {
        clear();
        while (cursor.next() == JsonToken.NAME) {
            switch (MEMBER_NAMES.in(cursor)) {
                case 0 -> role = Members.string(cursor);
                case 1 -> parts(cursor);
                default -> cursor.skip();
            }
        }
    }

    /** Reads the value to come: an array of parts, or nothing. */
    void parts(JsonCursor cursor) {
        if (cursor.next() != JsonToken.ARRAY) {
            wellFormed = cursor.token() == JsonToken.NULL;
            cursor.skip();
            return;
        }
        int token;
        while ((token = cursor.next()) != JsonToken.ARRAY_END && token != JsonToken.FAILED) {
            if (token == JsonToken.OBJECT) {
                next().read(cursor);
            } else {
                wellFormed = false;
                cursor.skip();
            }
        }
    }

    private Piece next() {
        if (size == pieces.size()) {
            pieces.add(new Piece(usual));
        }
        return pieces.get(size++);
    }
}

package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.DataUrls;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.NameTable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a message's content: a string, or parts of text, images, sound and files. */
final class PartReader {
    private static final NameTable PART = NameTable.of(
            "type", "text", "refusal", "image_url", "input_audio", "file", "cache_control", "prompt_cache_breakpoint");
    private static final NameTable IMAGE = NameTable.of("url", "detail");
    private static final NameTable AUDIO = NameTable.of("data", "format");
    private static final NameTable FILE = NameTable.of("file_data", "file_id", "filename");
    private static final NameTable TYPES = NameTable.of("text", "refusal", "image_url", "input_audio", "file");
    private static final String CONTENT = "messages.content";
    private static final JsonString PDF = JsonString.of("application/pdf");
    private static final JsonString PLAIN = JsonString.of("text/plain");

    private JsonString text = JsonString.EMPTY;
    private @Nullable Part medium;
    private @Nullable CacheMark cache;

    /** Reads the member {@code content}. */
    void content(JsonCursor cursor, List<Part> into, Request.Builder to) throws UnsupportedException {
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            add(into, cursor.string());
        } else if (token == JsonToken.ARRAY) {
            while (cursor.next() == JsonToken.OBJECT) {
                into.addAll(part(cursor, to));
            }
            if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
                throw Members.wrongType(CONTENT, "a string or an array of parts");
            }
        } else if (token != JsonToken.NULL && !cursor.failed()) {
            throw Members.wrongType(CONTENT, "a string or an array of parts");
        }
    }

    private static void add(List<Part> into, JsonString text) {
        if (!text.isEmpty()) {
            into.add(new Part.Text(text, null));
        }
    }

    private List<Part> part(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        text = JsonString.EMPTY;
        medium = null;
        cache = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(PART)) {
                case 0 -> type(cursor);
                case 1, 2 -> text = Members.string(cursor);
                case 3 -> image(cursor);
                case 4 -> audio(cursor);
                case 5 -> file(cursor);
                case 6 -> cache = Members.cacheMark(cursor);
                case 7 -> cache = Members.something(cursor) == null ? cache : new CacheMark(null);
                default -> leaveOut(cursor, to);
            }
        }
        final Part found = medium;
        if (found == null) {
            return text.isEmpty() ? List.of() : List.of(new Part.Text(text, cache));
        }
        return List.of(marked(found, cache));
    }

    private static Part marked(Part part, @Nullable CacheMark mark) {
        return switch (part) {
            case Part.Image image -> new Part.Image(image.media(), image.detail(), mark);
            case Part.Document document -> new Part.Document(document.media(), document.name(), mark);
            default -> part;
        };
    }

    private static void type(JsonCursor cursor) throws UnsupportedException {
        if (cursor.next() == JsonToken.STRING && cursor.textIn(TYPES) < 0) {
            throw new UnsupportedException(
                    CONTENT + ".type", "a part of the type '" + cursor.text() + "' can't be translated");
        }
        cursor.skip();
    }

    private void image(JsonCursor cursor) throws UnsupportedException {
        JsonString url = JsonString.EMPTY;
        JsonString detail = null;
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            url = cursor.string();
        } else if (token == JsonToken.OBJECT) {
            while (cursor.next() == JsonToken.NAME) {
                switch (cursor.nameIn(IMAGE)) {
                    case 0 -> url = Members.string(cursor);
                    case 1 -> {
                        final JsonString word = Members.string(cursor);
                        detail = word.isEmpty() ? null : word;
                    }
                    default -> cursor.skip();
                }
            }
        }
        if (url.isEmpty() && !cursor.failed()) {
            throw Members.wrongType(CONTENT + ".image_url.url", "a string");
        }
        final Media.Bytes inside = DataUrls.read(url, CONTENT + ".image_url.url");
        medium = new Part.Image(inside == null ? new Media.Url(url) : inside, detail, null);
    }

    private void audio(JsonCursor cursor) throws UnsupportedException {
        if (!Members.enterObject(cursor, CONTENT + ".input_audio")) {
            return;
        }
        JsonString data = JsonString.EMPTY;
        JsonString format = JsonString.EMPTY;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(AUDIO)) {
                case 0 -> data = Members.string(cursor);
                case 1 -> format = Members.string(cursor);
                default -> cursor.skip();
            }
        }
        if (!cursor.failed()) {
            require(data, CONTENT + ".input_audio.data");
            require(format, CONTENT + ".input_audio.format");
        }
        medium = new Part.Audio(format, DataUrls.base64(data, CONTENT + ".input_audio.data"));
    }

    private void file(JsonCursor cursor) throws UnsupportedException {
        if (!Members.enterObject(cursor, CONTENT + ".file")) {
            return;
        }
        JsonString data = JsonString.EMPTY;
        JsonString name = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(FILE)) {
                case 0 -> data = Members.string(cursor);
                case 1 -> {
                    if (!Members.string(cursor).isEmpty()) {
                        throw new UnsupportedException(
                                CONTENT + ".file.file_id", "a file kept at its vendor can't go to another");
                    }
                }
                case 2 -> {
                    final JsonString told = Members.string(cursor);
                    name = told.isEmpty() ? null : told;
                }
                default -> cursor.skip();
            }
        }
        if (!cursor.failed()) {
            require(data, CONTENT + ".file.file_data");
        }
        final Media.Bytes inside = DataUrls.read(data, CONTENT + ".file.file_data");
        medium = new Part.Document(
                inside == null
                        ? new Media.Bytes(mime(name), DataUrls.base64(data, CONTENT + ".file.file_data"))
                        : inside,
                name,
                null);
    }

    private static void require(JsonString value, String field) throws UnsupportedException {
        if (value.isEmpty()) {
            throw Members.wrongType(field, "a string");
        }
    }

    /** Content without an address says nothing of its kind: its file's name may. */
    private static JsonString mime(@Nullable JsonString name) {
        return name != null && name.text().toLowerCase(Locale.ROOT).endsWith(".txt") ? PLAIN : PDF;
    }

    private static void leaveOut(JsonCursor cursor, Request.Builder to) {
        LeftOut.add(CONTENT + "." + cursor.text(), Members.something(cursor), Extra.Fate.DROP, to);
    }
}

package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.DataUrls;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the content of a client's item: a string, or an array of parts whose members come in any order. Owned by one reader, reused. */
final class ContentReader {
    private enum Field {
        TYPE,
        TEXT,
        REFUSAL,
        IMAGE_URL,
        FILE_ID,
        DETAIL,
        FILE_DATA,
        FILE_URL,
        FILENAME,
        INPUT_AUDIO,
        PROMPT_CACHE_BREAKPOINT
    }

    private enum Kind {
        INPUT_TEXT,
        OUTPUT_TEXT,
        TEXT,
        SUMMARY_TEXT,
        REASONING_TEXT,
        REFUSAL,
        INPUT_IMAGE,
        INPUT_FILE,
        INPUT_AUDIO
    }

    private enum Sound {
        DATA,
        FORMAT
    }

    private static final Field[] FIELDS = Field.values();
    private static final Kind[] KINDS = Kind.values();
    private static final NameTable FIELD_NAMES = NameTable.ofLowerCase(FIELDS);
    private static final NameTable KIND_NAMES = NameTable.ofLowerCase(KINDS);
    private static final NameTable SOUND_NAMES = NameTable.ofLowerCase(Sound.values());

    private static final Part NOTHING = new Part.Text(JsonString.EMPTY, null);
    private static final CacheMark MARK = new CacheMark(null);
    private static final JsonString PDF = JsonString.of("application/pdf");
    private static final JsonString PLAIN = JsonString.of("text/plain");
    private static final JsonString HIGH = JsonString.of("high");

    /** What a part says of itself when it comes back, and nobody needs. */
    private static final NameTable NEEDLESS = NameTable.of("annotations", "logprobs");

    private final JsonCursor cursor;

    private String path = "";
    private int index;
    private @Nullable Kind kind;
    private @Nullable JsonString text;
    private @Nullable JsonString imageUrl;
    private @Nullable JsonString detail;
    private @Nullable JsonString fileData;
    private @Nullable JsonString fileUrl;
    private @Nullable JsonString filename;
    private @Nullable JsonString soundData;
    private @Nullable JsonString soundFormat;
    private boolean storedFile;
    private @Nullable CacheMark cache;

    ContentReader(JsonCursor cursor) {
        this.cursor = cursor;
    }

    /**
     * Reads the value behind the name just read.
     *
     * @param itemIndex and {@code member} say where it stands, for refusals
     */
    void read(int itemIndex, String member, List<Part> into, Request.Builder request) throws UnsupportedException {
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            into.add(new Part.Text(cursor.string(), null));
            return;
        }
        if (token != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        path = member;
        index = 0;
        while (cursor.next() == JsonToken.OBJECT) {
            into.add(part(itemIndex, request));
            index++;
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw new UnsupportedException(place(itemIndex), "a part of an item's content has to be an object");
        }
    }

    private Part part(int itemIndex, Request.Builder request) throws UnsupportedException {
        clear();
        while (cursor.next() == JsonToken.NAME) {
            final int field = cursor.nameIn(FIELD_NAMES);
            if (field < 0) {
                unknown(request);
            } else {
                member(FIELDS[field]);
            }
        }
        return cursor.failed() ? NOTHING : made(itemIndex);
    }

    private void unknown(Request.Builder request) {
        if (cursor.nameIn(NEEDLESS) < 0) {
            lost(cursor, request);
        } else {
            cursor.skip();
        }
    }

    /** Takes the member just named for one that another vendor can't be told. */
    static void lost(JsonCursor cursor, Request.Builder request) {
        final String name = "input." + cursor.text();
        final JsonValue value = cursor.value();
        if (!value.is("null")) {
            request.extras.add(new Extra(name, value, Extra.Fate.DROP));
        }
    }

    private void clear() {
        kind = null;
        text = null;
        imageUrl = null;
        detail = null;
        fileData = null;
        fileUrl = null;
        filename = null;
        soundData = null;
        soundFormat = null;
        storedFile = false;
        cache = null;
    }

    private void member(Field field) {
        switch (field) {
            case TYPE -> {
                cursor.next();
                final int known = cursor.textIn(KIND_NAMES);
                kind = known < 0 ? null : KINDS[known];
                cursor.skip();
            }
            case TEXT, REFUSAL -> text = string();
            case IMAGE_URL -> imageUrl = string();
            case DETAIL -> detail = string();
            case FILE_DATA -> fileData = string();
            case FILE_URL -> fileUrl = string();
            case FILENAME -> filename = string();
            case FILE_ID -> storedFile = string() != null;
            case INPUT_AUDIO -> sound();
            case PROMPT_CACHE_BREAKPOINT -> {
                cache = cursor.next() == JsonToken.OBJECT ? MARK : null;
                cursor.skip();
            }
        }
    }

    private @Nullable JsonString string() {
        if (cursor.next() == JsonToken.STRING) {
            return cursor.string();
        }
        cursor.skip();
        return null;
    }

    private void sound() {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(SOUND_NAMES)) {
                case 0 -> soundData = string();
                case 1 -> soundFormat = string();
                default -> cursor.skip();
            }
        }
    }

    private Part made(int itemIndex) throws UnsupportedException {
        final Kind known = kind;
        if (known == null) {
            throw new UnsupportedException(
                    place(itemIndex) + ".type", "a part of this type means nothing to another vendor's model");
        }
        if (storedFile) {
            throw new UnsupportedException(
                    place(itemIndex) + ".file_id", "'file_id' names a file that only the vendor who keeps it can read");
        }
        return switch (known) {
            case INPUT_TEXT, OUTPUT_TEXT, TEXT, SUMMARY_TEXT, REASONING_TEXT, REFUSAL ->
                new Part.Text(text == null ? JsonString.EMPTY : text, cache);
            case INPUT_IMAGE -> image(itemIndex);
            case INPUT_FILE -> document(itemIndex);
            case INPUT_AUDIO -> audio(itemIndex);
        };
    }

    private Part image(int itemIndex) throws UnsupportedException {
        final JsonString url = required(imageUrl, itemIndex, "image_url");
        final Media.Bytes bytes = DataUrls.read(url, place(itemIndex) + ".image_url");
        final JsonString wanted = detail != null && detail.is("original") ? HIGH : detail;
        return new Part.Image(bytes == null ? new Media.Url(url) : bytes, wanted, cache);
    }

    private Part document(int itemIndex) throws UnsupportedException {
        if (fileUrl != null) {
            return new Part.Document(new Media.Url(required(fileUrl, itemIndex, "file_url")), filename, cache);
        }
        final JsonString data = required(fileData, itemIndex, "file_data");
        final Media.Bytes addressed = DataUrls.read(data, place(itemIndex) + ".file_data");
        final Media.Bytes bytes = addressed == null
                ? new Media.Bytes(mime(), DataUrls.base64(data, place(itemIndex) + ".file_data"))
                : addressed;
        return new Part.Document(bytes, filename, cache);
    }

    /** Content without an address says nothing of its kind: its file's name may. */
    private JsonString mime() {
        final boolean plain =
                filename != null && filename.text().toLowerCase(Locale.ROOT).endsWith(".txt");
        return plain ? PLAIN : PDF;
    }

    private Part audio(int itemIndex) throws UnsupportedException {
        return new Part.Audio(
                required(soundFormat, itemIndex, "input_audio.format"),
                DataUrls.base64(
                        required(soundData, itemIndex, "input_audio.data"), place(itemIndex) + ".input_audio.data"));
    }

    private JsonString required(@Nullable JsonString value, int itemIndex, String name) throws UnsupportedException {
        if (value == null || value.isEmpty()) {
            throw new UnsupportedException(place(itemIndex) + '.' + name, "'" + name + "' is missing");
        }
        return value;
    }

    private String place(int itemIndex) {
        return "input[" + itemIndex + "]." + path + '[' + index + ']';
    }
}

package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.ToolNames;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes the content blocks of a request. */
final class BlockWriter {
    static final byte[] TYPE = JsonWriter.name("type");
    static final byte[] TEXT = JsonWriter.name("text");
    static final byte[] CONTENT = JsonWriter.name("content");
    static final byte[] TYPE_TEXT = Json.ascii("\"text\"");

    private static final byte[] SOURCE = JsonWriter.name("source");
    private static final byte[] MEDIA_TYPE = JsonWriter.name("media_type");
    private static final byte[] DATA = JsonWriter.name("data");
    private static final byte[] URL = JsonWriter.name("url");
    private static final byte[] TITLE = JsonWriter.name("title");
    private static final byte[] ID = JsonWriter.name("id");
    private static final byte[] NAME = JsonWriter.name("name");
    private static final byte[] INPUT = JsonWriter.name("input");
    private static final byte[] TOOL_USE_ID = JsonWriter.name("tool_use_id");
    private static final byte[] IS_ERROR = JsonWriter.name("is_error");
    private static final byte[] THINKING = JsonWriter.name("thinking");
    private static final byte[] SIGNATURE = JsonWriter.name("signature");
    private static final byte[] RAW = JsonWriter.name("_raw");

    private static final byte[] TYPE_IMAGE = Json.ascii("\"image\"");
    private static final byte[] TYPE_DOCUMENT = Json.ascii("\"document\"");
    private static final byte[] TYPE_TOOL_USE = Json.ascii("\"tool_use\"");
    private static final byte[] TYPE_TOOL_RESULT = Json.ascii("\"tool_result\"");
    private static final byte[] TYPE_THINKING = Json.ascii("\"thinking\"");
    private static final byte[] TYPE_REDACTED = Json.ascii("\"redacted_thinking\"");
    private static final byte[] SOURCE_BASE64 = Json.ascii("\"base64\"");
    private static final byte[] SOURCE_URL = Json.ascii("\"url\"");
    private static final byte[] TEXT_PLAIN = Json.ascii("\"text/plain\"");
    private static final JsonString JPEG = JsonString.of("image/jpeg");

    private final CacheMarks marks;
    private final JsonWriter json;

    BlockWriter(CacheMarks marks, JsonWriter json) {
        this.marks = marks;
        this.json = json;
    }

    /** Whether the vendor takes such a part at all: it refuses blank text, and reasoning that isn't its own. */
    static boolean isTold(Part part) {
        return switch (part) {
            case Part.Text text -> !isBlank(text.text());
            case Part.Reasoning reasoning ->
                reasoning.seal() != null
                        && reasoning.seal().origin() == Origin.ANTHROPIC
                        && !reasoning.seal().value().isEmpty();
            default -> true;
        };
    }

    /** Nothing but spaces, tabs and line ends, as they are written. */
    static boolean isBlank(JsonString text) {
        for (int i = 0; i < text.length(); i++) {
            final byte b = text.byteAt(i);
            if (b == '\\') {
                final byte escape = text.byteAt(++i);
                if (escape != 'n' && escape != 'r' && escape != 't') {
                    return false;
                }
            } else if (b != ' ') {
                return false;
            }
        }
        return true;
    }

    void write(Part part, Work work) throws UnsupportedException {
        switch (part) {
            case Part.Text text -> {
                text(text.text());
                marks.write(text.cache(), json);
            }
            case Part.Image image -> {
                image(image);
                marks.write(image.cache(), json);
            }
            case Part.Document document -> {
                document(document);
                marks.write(document.cache(), json);
            }
            case Part.Call call -> {
                call(call, work);
                marks.write(call.cache(), json);
            }
            case Part.Result result -> {
                result(result, work);
                marks.write(result.cache(), json);
            }
            case Part.Reasoning reasoning -> reasoning(reasoning);
            case Part.Audio _ -> throw Losses.unsupported("input_audio", Dialect.ANTHROPIC);
        }
        json.endObject();
    }

    private void text(JsonString text) {
        json.object().member(TYPE).raw(TYPE_TEXT).member(TEXT).string(text);
    }

    private void image(Part.Image image) throws UnsupportedException {
        json.object().member(TYPE).raw(TYPE_IMAGE).member(SOURCE);
        switch (image.media()) {
            case Media.Bytes bytes -> base64(imageType(bytes.mime()), bytes.base64());
            case Media.Url url -> url(url.url(), "image_url");
            case Media.PlainText _ -> throw Losses.unsupported("image_url", Dialect.ANTHROPIC);
        }
    }

    private static JsonString imageType(JsonString mime) throws UnsupportedException {
        if (mime.is("image/png") || mime.is("image/jpeg") || mime.is("image/gif") || mime.is("image/webp")) {
            return mime;
        }
        if (mime.is("image/jpg")) {
            return JPEG;
        }
        throw new UnsupportedException(
                "image_url",
                "an image of the type '" + mime.text() + "' can't go to an upstream that speaks anthropic");
    }

    private void document(Part.Document document) throws UnsupportedException {
        json.object().member(TYPE).raw(TYPE_DOCUMENT).member(SOURCE);
        switch (document.media()) {
            case Media.Bytes bytes -> file(bytes);
            case Media.Url url -> url(url.url(), "file");
            case Media.PlainText plain -> {
                openPlain();
                json.string(plain.text()).endObject();
            }
        }
        final JsonString name = document.name();
        if (name != null) {
            json.member(TITLE).string(name);
        }
    }

    private void file(Media.Bytes bytes) throws UnsupportedException {
        if (bytes.mime().is("application/pdf")) {
            base64(bytes.mime(), bytes.base64());
        } else if (bytes.mime().startsWith("text/")) {
            openPlain();
            json.string(decoded(bytes.base64())).endObject();
        } else {
            throw new UnsupportedException(
                    "file",
                    "a file of the type '" + bytes.mime().text() + "' can't go to an upstream that speaks anthropic");
        }
    }

    private static String decoded(JsonString base64) throws UnsupportedException {
        try {
            return new String(Base64.getDecoder().decode(base64.decoded()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw new UnsupportedException("file", "the file's content is not valid base64");
        }
    }

    private void openPlain() {
        json.object()
                .member(TYPE)
                .raw(TYPE_TEXT)
                .member(MEDIA_TYPE)
                .raw(TEXT_PLAIN)
                .member(DATA);
    }

    private void base64(JsonString mime, JsonString data) {
        json.object().member(TYPE).raw(SOURCE_BASE64);
        json.member(MEDIA_TYPE).string(mime).member(DATA).string(data).endObject();
    }

    private void url(JsonString url, String field) throws UnsupportedException {
        if (!url.startsWith("https://") && !url.startsWith("http://")) {
            throw Losses.unsupported(field, Dialect.ANTHROPIC);
        }
        json.object().member(TYPE).raw(SOURCE_URL).member(URL).string(url).endObject();
    }

    private void call(Part.Call call, Work work) throws UnsupportedException {
        json.object().member(TYPE).raw(TYPE_TOOL_USE);
        json.member(ID).string(CallIds.clean(call.id()));
        json.member(NAME).string(ToolNames.plain(call.name(), work)).member(INPUT);
        input(call.args(), json);
    }

    /** The vendor takes objects only. */
    static void input(JsonValue args, JsonWriter json) {
        if (args.isObject()) {
            json.value(args);
            return;
        }
        if (args.length() == 0 || args.is("null")) {
            json.value(Arguments.NONE);
            return;
        }
        json.object().member(RAW).openString();
        args.escapeTo(json.out());
        json.closeString().endObject();
    }

    private void result(Part.Result result, Work work) throws UnsupportedException {
        json.object().member(TYPE).raw(TYPE_TOOL_RESULT);
        json.member(TOOL_USE_ID).string(CallIds.clean(result.id()));
        if (!result.media().isEmpty()) {
            json.member(CONTENT).array();
            if (!isBlank(result.text())) {
                text(result.text());
                json.endObject();
            }
            for (final Part media : result.media()) {
                write(media, work);
            }
            json.endArray();
        } else if (!result.text().isEmpty()) {
            json.member(CONTENT).string(result.text());
        }
        if (result.isError()) {
            json.member(IS_ERROR).bool(true);
        }
    }

    private void reasoning(Part.Reasoning reasoning) {
        final @Nullable Seal seal = reasoning.seal();
        final JsonString value = seal == null ? JsonString.EMPTY : seal.value();
        if (seal != null && seal.redacted()) {
            json.object().member(TYPE).raw(TYPE_REDACTED).member(DATA).string(value);
        } else {
            json.object().member(TYPE).raw(TYPE_THINKING);
            json.member(THINKING).string(reasoning.text()).member(SIGNATURE).string(value);
        }
    }
}

package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.DataUrls;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes neutral parts of a request's pieces, those whose meaning doesn't depend on their neighbours. */
final class PartReader {
    private static final String PARTS = "contents.parts";
    private static final String INLINE_DATA = PARTS + ".inlineData";
    private static final String FILE_DATA = PARTS + ".fileData";
    private static final String FUNCTION_RESPONSE = PARTS + ".functionResponse";
    private static final byte[] OUTPUT = Json.ascii("output");
    private static final byte[] ERROR = Json.ascii("error");

    private final JsonCursor cursor = new JsonCursor();
    private final Content beside = new Content();
    private boolean isError;

    static Part.Call call(Piece piece) throws UnsupportedException {
        if (piece.functionName.isEmpty()) {
            throw Members.wrongType(PARTS + ".functionCall.name", "the name of a function");
        }
        final JsonValue args = piece.object;
        if (piece.partial || args != null && !args.isObject()) {
            throw Members.wrongType(PARTS + ".functionCall.args", "an object");
        }
        return new Part.Call(
                piece.id,
                piece.functionName,
                args == null ? Arguments.NONE : args,
                Signatures.read(piece.signature),
                null);
    }

    Part.Result result(Piece piece) throws UnsupportedException {
        if (piece.functionName.isEmpty()) {
            throw Members.wrongType(FUNCTION_RESPONSE + ".name", "the name of a function");
        }
        final JsonValue response = piece.object;
        if (response != null && !response.isObject()) {
            throw Members.wrongType(FUNCTION_RESPONSE + ".response", "an object");
        }
        final JsonString text = response == null ? JsonString.EMPTY : text(response);
        final boolean failed = response != null && isError;
        return new Part.Result(piece.id, piece.functionName, text, media(piece.parts), failed, null);
    }

    /** The text that is the whole of a response, else the response as it is written. */
    private JsonString text(JsonValue response) {
        isError = false;
        response.read(cursor);
        cursor.next();
        if (cursor.next() == JsonToken.NAME) {
            final boolean error = cursor.nameIs(ERROR);
            final boolean known = error || cursor.nameIs(OUTPUT);
            if (known && cursor.next() == JsonToken.STRING) {
                final JsonString text = cursor.string();
                if (cursor.next() == JsonToken.OBJECT_END) {
                    isError = error;
                    return text;
                }
            }
        }
        final ByteBuf escaped = Unpooled.buffer(response.length() + response.length() / 4);
        response.escapeTo(escaped);
        return JsonString.view(escaped.array(), escaped.arrayOffset(), escaped.readableBytes(), true);
    }

    private List<Part> media(@Nullable JsonValue parts) throws UnsupportedException {
        if (parts == null) {
            return List.of();
        }
        beside.clear();
        parts.read(cursor);
        beside.parts(cursor);
        final List<Part> media = new ArrayList<>(beside.size());
        for (int i = 0; i < beside.size(); i++) {
            final Piece piece = beside.piece(i);
            switch (piece.kind) {
                case INLINE_DATA -> media.add(inline(piece));
                case FILE_DATA -> media.add(file(piece));
                default -> throw Members.wrongType(FUNCTION_RESPONSE + ".parts", "media");
            }
        }
        return List.copyOf(media);
    }

    static Part inline(Piece piece) throws UnsupportedException {
        if (piece.mime.isEmpty() || piece.data.isEmpty()) {
            throw Members.wrongType(INLINE_DATA, "an object with mimeType and data");
        }
        final String mime = piece.mime.text().toLowerCase(Locale.ROOT);
        final Media.Bytes bytes = new Media.Bytes(
                DataUrls.mediaType(piece.mime, INLINE_DATA + ".mimeType"),
                DataUrls.base64(piece.data, INLINE_DATA + ".data"));
        if (mime.startsWith("image/")) {
            return new Part.Image(bytes, null, null);
        }
        if (mime.startsWith("audio/")) {
            final JsonString format = MediaTypes.soundOf(mime);
            if (format == null) {
                throw Values.foreign(INLINE_DATA, "sound of the type " + mime);
            }
            return new Part.Audio(format, bytes.base64());
        }
        if (mime.startsWith("video/")) {
            throw Values.foreign(INLINE_DATA, "video");
        }
        return new Part.Document(bytes, name(piece), null);
    }

    static Part file(Piece piece) throws UnsupportedException {
        final String uri = piece.data.text();
        if (uri.isEmpty()) {
            throw Members.wrongType(FILE_DATA + ".fileUri", "an address");
        }
        if (MediaTypes.isKeptAtVendor(uri)) {
            throw Values.foreign(FILE_DATA + ".fileUri", "a file kept at its vendor");
        }
        final String told = piece.mime.isEmpty() ? MediaTypes.byEnding(uri) : piece.mime.text();
        if (told == null) {
            throw new UnsupportedException(
                    FILE_DATA + ".mimeType",
                    "'" + FILE_DATA + ".mimeType' is needed: the address doesn't tell the type");
        }
        final String mime = told.toLowerCase(Locale.ROOT);
        final Media.Url url = new Media.Url(piece.data);
        if (mime.startsWith("image/")) {
            return new Part.Image(url, null, null);
        }
        if (mime.startsWith("audio/") || mime.startsWith("video/")) {
            throw Values.foreign(FILE_DATA, "sound or video behind an address");
        }
        return new Part.Document(url, name(piece), null);
    }

    private static @Nullable JsonString name(Piece piece) {
        return piece.displayName.isEmpty() ? null : piece.displayName;
    }
}

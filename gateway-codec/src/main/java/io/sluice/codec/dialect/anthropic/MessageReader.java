package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.DataUrls;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.JoinedText;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Members;
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
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the conversation of a request: the instructions and the messages with their blocks. */
final class MessageReader {
    private static final NameTable MESSAGE = NameTable.of("role", "content");
    private static final NameTable ROLES = NameTable.of("user", "assistant", "system");
    private static final int SYSTEM = 2;
    private static final String CONTENT = "messages.content";
    private static final JsonValue LEFT_OUT = JsonValue.of("null");

    private final JsonCursor late = new JsonCursor();
    private final JsonCursor inner = new JsonCursor();
    private final JsonCursor innermost = new JsonCursor();
    private final Block block = new Block();
    private final Block nested = new Block();
    private final JoinedText joined = new JoinedText();

    private Request.@Nullable Builder builder;
    private Turn.Role role = Turn.Role.USER;
    private Part.@Nullable Reasoning sealedForNext;

    /** Reads the member {@code system}. */
    void system(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        builder = to;
        systemTexts(cursor, 0, "system");
    }

    /** Reads the member {@code messages}. */
    void messages(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        builder = to;
        if (!Members.enterArray(cursor, "messages")) {
            return;
        }
        for (int token = cursor.next(); token == JsonToken.OBJECT; token = cursor.next()) {
            message(cursor);
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType("messages", "an array of messages");
        }
    }

    private Request.Builder to() {
        final Request.Builder reading = builder;
        if (reading == null) {
            throw new IllegalStateException("no request is being read");
        }
        return reading;
    }

    private void message(JsonCursor cursor) throws UnsupportedException {
        int said = -1;
        JsonValue waiting = null;
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(MESSAGE);
            if (member == 0) {
                said = role(cursor);
            } else if (member == 1 && said >= 0) {
                content(said, cursor);
            } else if (member == 1) {
                waiting = cursor.value();
            } else {
                cursor.skip();
            }
        }
        if (cursor.failed()) {
            return;
        }
        if (said < 0) {
            throw Members.wrongType("messages.role", "user, assistant or system");
        }
        if (waiting != null) {
            waiting.read(late);
            content(said, late);
        }
    }

    private static int role(JsonCursor cursor) throws UnsupportedException {
        cursor.next();
        final int said = cursor.textIn(ROLES);
        if (said < 0 && !cursor.failed()) {
            throw Members.wrongType("messages.role", "user, assistant or system");
        }
        return said;
    }

    private void content(int said, JsonCursor cursor) throws UnsupportedException {
        if (said == SYSTEM) {
            systemTexts(cursor, to().turns.count(), CONTENT);
            return;
        }
        role = said == 0 ? Turn.Role.USER : Turn.Role.ASSISTANT;
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            add(new Part.Text(cursor.string(), null));
        } else if (token == JsonToken.ARRAY) {
            while (cursor.next() == JsonToken.OBJECT) {
                block.read(cursor);
                part();
            }
            requireEnd(cursor, CONTENT);
            flushSealed();
        } else if (token != JsonToken.NULL && !cursor.failed()) {
            throw Members.wrongType(CONTENT, "a string or an array of blocks");
        }
    }

    private void systemTexts(JsonCursor cursor, int beforeTurn, String field) throws UnsupportedException {
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            systemText(cursor.string(), null, beforeTurn);
        } else if (token == JsonToken.ARRAY) {
            while (cursor.next() == JsonToken.OBJECT) {
                block.read(cursor);
                if (block.type != Block.Type.TEXT) {
                    throw Members.wrongType(field, "text");
                }
                systemText(block.text, block.cache, beforeTurn);
            }
            requireEnd(cursor, field);
        } else if (token != JsonToken.NULL && !cursor.failed()) {
            throw Members.wrongType(field, "a string or an array of text blocks");
        }
    }

    private void systemText(JsonString text, @Nullable CacheMark cache, int beforeTurn) {
        if (!text.isEmpty()) {
            to().system.add(new SystemText(text, cache, beforeTurn));
        }
    }

    private static void requireEnd(JsonCursor cursor, String field) throws UnsupportedException {
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType(field, "an array of blocks");
        }
    }

    private void part() throws UnsupportedException {
        if (block.type == Block.Type.TOOL_USE) {
            call();
            return;
        }
        flushSealed();
        switch (block.type) {
            case TEXT -> add(new Part.Text(block.text, block.cache));
            case IMAGE -> add(image(block));
            case DOCUMENT -> add(document(block));
            case TOOL_RESULT -> add(result());
            case THINKING -> reasoning();
            case REDACTED_THINKING -> redacted();
            case SEARCH_RESULT -> searchResult();
            case CONTAINER_UPLOAD -> throw foreign(CONTENT + ".container_upload", "a file kept at its vendor");
            case SERVER_TOOL_USE, TOOL_USE -> leaveOut(CONTENT + ".server_tool_use");
            case UNKNOWN -> unknown();
        }
    }

    /** A foreign mark stands in a thinking block before the call it belongs to. */
    private void call() throws UnsupportedException {
        final Part.Reasoning before = sealedForNext;
        sealedForNext = null;
        Seal seal = null;
        if (before != null) {
            seal = before.seal();
            if (!before.text().isEmpty()) {
                add(new Part.Reasoning(before.text(), null));
            }
        }
        final JsonValue input = block.input;
        final JsonValue args = input == null || input.is("null") ? Arguments.NONE : input;
        if (!args.isObject()) {
            throw Members.wrongType(CONTENT + ".tool_use.input", "an object");
        }
        add(new Part.Call(block.id, block.name, args, seal, block.cache));
    }

    private void flushSealed() {
        final Part.Reasoning before = sealedForNext;
        if (before != null) {
            sealedForNext = null;
            add(before);
        }
    }

    private void reasoning() {
        Seal seal = null;
        if (!block.signature.isEmpty()) {
            final Seal opened = Seal.open(block.signature);
            seal = opened == null ? Seal.of(Origin.ANTHROPIC, block.signature) : opened;
        }
        if (seal == null && block.thinking.isEmpty()) {
            return;
        }
        final Part.Reasoning reasoning = new Part.Reasoning(block.thinking, seal);
        if (seal != null && seal.origin() == Origin.GEMINI) {
            sealedForNext = reasoning;
        } else {
            add(reasoning);
        }
    }

    private void redacted() {
        final Seal opened = Seal.open(block.data);
        add(new Part.Reasoning(
                JsonString.EMPTY, opened == null ? new Seal(Origin.ANTHROPIC, block.data, true, null) : opened));
    }

    private void unknown() throws UnsupportedException {
        final String type = block.typeName();
        if (!type.endsWith("_tool_result")) {
            throw foreign(CONTENT + ".type", "a block of the type '" + type + "'");
        }
        leaveOut(CONTENT + "." + type);
    }

    private void searchResult() throws UnsupportedException {
        joined.begin();
        textsIn(block.content);
        leaveOut(CONTENT + ".search_result");
        add(new Part.Text(joined.text(), block.cache));
    }

    private Part result() throws UnsupportedException {
        final JsonValue content = block.content;
        joined.begin();
        if (content == null || content.is("null")) {
            return result(List.of(), block.cache);
        }
        content.read(inner);
        final int token = inner.next();
        if (token == JsonToken.STRING) {
            joined.add(inner.string());
            return result(List.of(), block.cache);
        }
        if (token != JsonToken.ARRAY) {
            throw Members.wrongType(CONTENT + ".content", "a string or an array of blocks");
        }
        List<Part> media = List.of();
        CacheMark cache = block.cache;
        while (inner.next() == JsonToken.OBJECT) {
            nested.read(inner);
            cache = cache == null ? nested.cache : cache;
            nested.cache = null;
            final Part shown = resultPart();
            if (shown != null) {
                media = media.isEmpty() ? new ArrayList<>(2) : media;
                media.add(shown);
            }
        }
        return result(media, cache);
    }

    private Part result(List<Part> media, @Nullable CacheMark cache) {
        return new Part.Result(block.toolUseId, null, joined.text(), media, block.isError, cache);
    }

    private @Nullable Part resultPart() throws UnsupportedException {
        switch (nested.type) {
            case TEXT -> joined.add(nested.text);
            case IMAGE -> {
                return image(nested);
            }
            case DOCUMENT -> {
                final Part.Document document = document(nested);
                if (!(document.media() instanceof Media.PlainText plain)) {
                    return document;
                }
                joined.add(plain.text());
            }
            case SEARCH_RESULT -> {
                textsIn(nested.content);
                leaveOut(CONTENT + ".search_result");
            }
            default -> leaveOut(CONTENT + "." + nested.typeName());
        }
        return null;
    }

    private static Part.Image image(Block from) throws UnsupportedException {
        return switch (from.source) {
            case BASE64 -> new Part.Image(bytes(from), null, from.cache);
            case URL -> {
                final JsonString url = address(from);
                final Media.Bytes inside = DataUrls.read(url, CONTENT + ".source.url");
                yield new Part.Image(inside == null ? new Media.Url(url) : inside, null, from.cache);
            }
            default -> throw foreignSource(from);
        };
    }

    private Part.Document document(Block from) throws UnsupportedException {
        if (from.hasContext) {
            leaveOut(CONTENT + ".context");
        }
        if (from.hasCitations) {
            leaveOut(CONTENT + ".citations");
        }
        final Media media = switch (from.source) {
            case BASE64 -> bytes(from);
            case URL -> new Media.Url(address(from));
            case TEXT -> new Media.PlainText(from.sourceData);
            case CONTENT -> new Media.PlainText(textOf(from.sourceContent));
            case FILE, UNKNOWN -> throw foreignSource(from);
        };
        return new Part.Document(media, from.title, from.cache);
    }

    private static Media.Bytes bytes(Block from) throws UnsupportedException {
        return new Media.Bytes(
                DataUrls.mediaType(from.mediaType, CONTENT + ".source.media_type"),
                DataUrls.base64(from.sourceData, CONTENT + ".source.data"));
    }

    private static JsonString address(Block from) throws UnsupportedException {
        if (from.url.isEmpty()) {
            throw Members.wrongType(CONTENT + ".source.url", "an address");
        }
        return from.url;
    }

    private static UnsupportedException foreignSource(Block from) {
        return from.source == Block.Source.FILE
                ? foreign(CONTENT + ".source.file_id", "a file kept at its vendor")
                : Members.wrongType(CONTENT + ".source.type", "base64 or url");
    }

    private JsonString textOf(@Nullable JsonValue content) throws UnsupportedException {
        final JoinedText text = new JoinedText();
        textsIn(content, text);
        return text.text();
    }

    private void textsIn(@Nullable JsonValue content) throws UnsupportedException {
        textsIn(content, joined);
    }

    private void textsIn(@Nullable JsonValue content, JoinedText into) throws UnsupportedException {
        if (content == null) {
            return;
        }
        content.read(innermost);
        final int token = innermost.next();
        if (token == JsonToken.STRING) {
            into.add(innermost.string());
        } else if (token == JsonToken.ARRAY) {
            final Block piece = new Block();
            while (innermost.next() == JsonToken.OBJECT) {
                piece.read(innermost);
                if (piece.type != Block.Type.TEXT) {
                    throw foreign(CONTENT + ".source.content", "a document with something else than text in it");
                }
                into.add(piece.text);
            }
        }
    }

    private void leaveOut(String field) {
        for (final Extra extra : to().extras) {
            if (extra.name().equals(field)) {
                return;
            }
        }
        to().extras.add(new Extra(field, LEFT_OUT, Extra.Fate.DROP));
    }

    private void add(Part part) {
        to().turns.add(role, part);
    }

    private static UnsupportedException foreign(String field, String what) {
        return new UnsupportedException(field, "'" + field + "': " + what + " can't go to another vendor");
    }
}

package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.ToolNames;
import io.sluice.codec.dialect.neutral.TranslateSettings.RemoteMedia;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the conversation of a request. */
final class ContentWriter {
    private static final byte[] CONTENTS = JsonWriter.name("contents");
    private static final byte[] ROLE = JsonWriter.name("role");
    private static final byte[] PARTS = JsonWriter.name("parts");
    private static final byte[] TEXT = JsonWriter.name("text");
    private static final byte[] THOUGHT = JsonWriter.name("thought");
    private static final byte[] SIGNATURE = JsonWriter.name("thoughtSignature");
    private static final byte[] INLINE_DATA = JsonWriter.name("inlineData");
    private static final byte[] FILE_DATA = JsonWriter.name("fileData");
    private static final byte[] MIME_TYPE = JsonWriter.name("mimeType");
    private static final byte[] DATA = JsonWriter.name("data");
    private static final byte[] FILE_URI = JsonWriter.name("fileUri");
    private static final byte[] FUNCTION_CALL = JsonWriter.name("functionCall");
    private static final byte[] FUNCTION_RESPONSE = JsonWriter.name("functionResponse");
    private static final byte[] ID = JsonWriter.name("id");
    private static final byte[] NAME = JsonWriter.name("name");
    private static final byte[] ARGS = JsonWriter.name("args");
    private static final byte[] RESPONSE = JsonWriter.name("response");
    private static final byte[] OUTPUT = JsonWriter.name("output");
    private static final byte[] ERROR = JsonWriter.name("error");
    private static final byte[] USER = Json.ascii("\"user\"");
    private static final byte[] MODEL = Json.ascii("\"model\"");
    private static final JsonString CONTINUE = JsonString.of("Continue.");
    private static final JsonString PLAIN_TEXT = JsonString.of("text/plain");
    private static final JsonString AUDIO = JsonString.of("audio/");

    private final List<Part.Call> called = new ArrayList<>(4);
    private final Map<String, Part.Call> byId = new HashMap<>();

    private JsonWriter json = new JsonWriter();
    private Work work = new Work();
    private int known;
    private int answered;
    private @Nullable Seal pending;

    /** Writes the member {@code contents}. */
    void write(Request request, Work of, JsonWriter to) throws UnsupportedException {
        json = to;
        work = of;
        called.clear();
        byId.clear();
        known = 0;
        answered = 0;
        json.member(CONTENTS).array();
        final List<Turn> turns = request.turns();
        if (turns.get(0).role() == Turn.Role.ASSISTANT) {
            work.losses().approximate("messages");
            open(USER);
            text(CONTINUE);
            close();
        }
        for (int i = 0; i < turns.size(); i++) {
            final Turn turn = turns.get(i);
            if (turn.role() == Turn.Role.ASSISTANT) {
                assistant(turn.parts());
            } else {
                user(turn.parts(), i == 0 ? List.of() : turns.get(i - 1).parts());
            }
        }
        json.endArray();
    }

    private void open(byte[] role) {
        json.object().member(ROLE).raw(role).member(PARTS).array();
    }

    private void close() {
        json.endArray().endObject();
    }

    private void assistant(List<Part> parts) throws UnsupportedException {
        if (!saysSomething(parts)) {
            return;
        }
        open(MODEL);
        pending = null;
        boolean firstCall = true;
        for (final Part part : parts) {
            switch (part) {
                case Part.Text said -> {
                    json.object().member(TEXT).string(said.text());
                    signature(taken());
                    json.endObject();
                }
                case Part.Reasoning reasoning -> reasoning(reasoning);
                case Part.Call call -> {
                    call(call, firstCall);
                    firstCall = false;
                }
                default -> media(part);
            }
        }
        final Seal last = taken();
        if (last != null) {
            json.object().member(TEXT).string(JsonString.EMPTY);
            signature(last);
            json.endObject();
        }
        close();
    }

    /** Thoughts of others, and unsealed ones, stay behind; nothing else might be left. */
    private static boolean saysSomething(List<Part> parts) {
        for (final Part part : parts) {
            if (!(part instanceof Part.Reasoning reasoning) || Signatures.isOwn(reasoning.seal())) {
                return true;
            }
        }
        return false;
    }

    /** Only the vendor's own thoughts go back to it; the mark stands on the part behind them. */
    private void reasoning(Part.Reasoning reasoning) {
        if (!Signatures.isOwn(reasoning.seal())) {
            return;
        }
        if (!reasoning.text().isEmpty()) {
            json.object().member(TEXT).string(reasoning.text()).member(THOUGHT).bool(true);
            json.endObject();
        }
        pending = reasoning.seal();
    }

    private @Nullable Seal taken() {
        final Seal seal = pending;
        pending = null;
        return seal;
    }

    private void signature(@Nullable Seal seal) {
        if (seal != null) {
            json.member(SIGNATURE).string(seal.value());
        }
    }

    private void call(Part.Call call, boolean first) throws UnsupportedException {
        final JsonString name = ToolNames.gemini(call.name(), work);
        called.add(call);
        json.object().member(FUNCTION_CALL).object();
        id(call.id());
        json.member(NAME).string(name).member(ARGS).value(call.args()).endObject();
        final Seal before = taken();
        final Seal own = Signatures.isOwn(call.seal()) ? call.seal() : before;
        if (own != null) {
            signature(own);
        } else if (first) {
            json.member(SIGNATURE).string(Signatures.PLACEHOLDER);
        }
        json.endObject();
    }

    private void id(JsonString id) {
        if (work.settings().functionIds() && !id.isEmpty()) {
            json.member(ID).string(CallIds.clean(id));
        }
    }

    private void user(List<Part> parts, List<Part> before) throws UnsupportedException {
        open(USER);
        results(parts, before);
        for (final Part part : parts) {
            if (part instanceof Part.Result result) {
                for (final Part shown : result.media()) {
                    media(shown);
                }
            }
        }
        for (final Part part : parts) {
            if (part instanceof Part.Text said) {
                text(said.text());
            } else if (!(part instanceof Part.Result)) {
                media(part);
            }
        }
        close();
    }

    /** In the order of the calls, since the vendor may tie one to the other by it; then those that answer none of them. */
    private void results(List<Part> parts, List<Part> before) throws UnsupportedException {
        for (final Part part : areOrdered(parts, before) ? parts : ordered(parts, before)) {
            if (part instanceof Part.Result result) {
                result(result);
            }
        }
    }

    private static boolean areOrdered(List<Part> parts, List<Part> before) {
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Result result && !result.id().isEmpty()) {
                while (at < before.size() && !isCall(before.get(at), result.id())) {
                    at++;
                }
                if (at++ >= before.size()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isCall(Part part, JsonString id) {
        return part instanceof Part.Call call && call.id().equals(id);
    }

    private static List<Part> ordered(List<Part> parts, List<Part> before) {
        final Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i) instanceof Part.Call call) {
                places.putIfAbsent(call.id().text(), i);
            }
        }
        final List<Part> results = new ArrayList<>(parts.size());
        for (final Part part : parts) {
            if (part instanceof Part.Result) {
                results.add(part);
            }
        }
        results.sort(Comparator.comparingInt(
                part -> places.getOrDefault(((Part.Result) part).id().text(), Integer.MAX_VALUE)));
        return results;
    }

    private void result(Part.Result result) throws UnsupportedException {
        json.object().member(FUNCTION_RESPONSE).object();
        id(result.id());
        json.member(NAME).string(name(result)).member(RESPONSE).object();
        json.member(result.isError() ? ERROR : OUTPUT).string(result.text());
        json.endObject().endObject().endObject();
    }

    private JsonString name(Part.Result result) throws UnsupportedException {
        final JsonString told = result.name();
        if (told != null && !told.isEmpty()) {
            return ToolNames.gemini(told, work);
        }
        return ToolNames.gemini(called(result.id()).name(), work);
    }

    /** Mostly the one behind the one asked for last. */
    private Part.Call called(JsonString id) throws UnsupportedException {
        if (answered < called.size() && called.get(answered).id().equals(id)) {
            return called.get(answered++);
        }
        for (; known < called.size(); known++) {
            byId.put(called.get(known).id().text(), called.get(known));
        }
        final Part.Call call = byId.get(id.text());
        if (call == null) {
            throw new UnsupportedException(
                    "tool_call_id",
                    "no call has the id '" + id.text() + "', and an upstream that speaks " + Dialect.GEMINI.configName()
                            + " must be told the name of what was called");
        }
        return call;
    }

    private void text(JsonString text) {
        json.object().member(TEXT).string(text).endObject();
    }

    private void media(Part part) throws UnsupportedException {
        switch (part) {
            case Part.Image image -> {
                switch (image.media()) {
                    case Media.Bytes bytes -> inline(bytes.mime(), bytes.base64());
                    case Media.Url url -> file("image_url", url, MediaTypes.ofImage(url));
                    case Media.PlainText text -> text(text.text());
                }
            }
            case Part.Document document -> {
                switch (document.media()) {
                    case Media.Bytes bytes -> inline(bytes.mime(), bytes.base64());
                    case Media.Url url -> file("file", url, MediaTypes.ofDocument(url));
                    case Media.PlainText text -> inline(PLAIN_TEXT, base64(text.text()));
                }
            }
            case Part.Audio audio -> {
                json.object().member(INLINE_DATA).object().member(MIME_TYPE).openString();
                AUDIO.writeTo(json.out());
                audio.format().writeTo(json.out());
                json.closeString().member(DATA).string(audio.base64()).endObject();
                json.endObject();
            }
            default -> throw Losses.unsupported("messages", Dialect.GEMINI);
        }
    }

    private static JsonString base64(JsonString text) {
        final byte[] utf8 = text.text().getBytes(StandardCharsets.UTF_8);
        return JsonString.of(Base64.getEncoder().encodeToString(utf8));
    }

    private void inline(JsonString mime, JsonString base64) {
        json.object().member(INLINE_DATA).object();
        json.member(MIME_TYPE).string(mime).member(DATA).string(base64);
        json.endObject().endObject();
    }

    private void file(String field, Media.Url url, JsonString mime) throws UnsupportedException {
        if (work.settings().remoteMedia() == RemoteMedia.REJECT) {
            throw new UnsupportedException(
                    field,
                    "'" + field + "': an upstream that speaks " + Dialect.GEMINI.configName()
                            + " takes the content of media here, not their address");
        }
        if (work.settings().remoteMedia() == RemoteMedia.FETCH) {
            throw new UnsupportedException(
                    field,
                    "'" + field + "': what the address leads to was not fetched, and an upstream that speaks "
                            + Dialect.GEMINI.configName() + " takes nothing but content");
        }
        json.object().member(FILE_DATA).object();
        json.member(MIME_TYPE).string(mime).member(FILE_URI).string(url.url());
        json.endObject().endObject();
    }
}

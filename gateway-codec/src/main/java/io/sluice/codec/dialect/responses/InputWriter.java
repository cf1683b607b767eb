package io.sluice.codec.dialect.responses;

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
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes instructions and turns as the flat list of items. Owned by one writer, reused. */
final class InputWriter {
    private static final byte[] INSTRUCTIONS = JsonWriter.name("instructions");
    private static final byte[] INPUT = JsonWriter.name("input");
    private static final byte[] BREAKPOINT = JsonWriter.name("prompt_cache_breakpoint");
    private static final byte[] IMAGE_URL = JsonWriter.name("image_url");
    private static final byte[] DETAIL = JsonWriter.name("detail");
    private static final byte[] FILENAME = JsonWriter.name("filename");
    private static final byte[] FILE_URL = JsonWriter.name("file_url");
    private static final byte[] FILE_DATA = JsonWriter.name("file_data");
    private static final byte[] INPUT_AUDIO = JsonWriter.name("input_audio");
    private static final byte[] DATA = JsonWriter.name("data");
    private static final byte[] FORMAT = JsonWriter.name("format");
    private static final byte[] EXPLICIT = Json.ascii("{\"mode\":\"explicit\"}");
    private static final byte[] SYSTEM = Json.ascii("\"system\"");
    private static final byte[] DEVELOPER = Json.ascii("\"developer\"");
    private static final byte[] TYPE_IMAGE = Json.ascii("\"input_image\"");
    private static final byte[] TYPE_FILE = Json.ascii("\"input_file\"");
    private static final byte[] TYPE_AUDIO = Json.ascii("\"input_audio\"");
    private static final JsonString TEXT_PLAIN = JsonString.of("text/plain");

    private final JsonWriter json;
    private boolean marks;

    InputWriter(JsonWriter json) {
        this.json = json;
    }

    void write(Request request, Work work) throws UnsupportedException {
        marks = work.settings().cacheBreakpoints() != CacheBreakpoints.NO;
        final List<SystemText> system = request.system();
        final boolean plain = system.size() == 1 && !isMarked(system.get(0).cache());
        if (plain) {
            json.member(INSTRUCTIONS).string(system.get(0).text());
        }
        json.member(INPUT).array();
        if (!plain && !system.isEmpty()) {
            system(system, work.settings().developerRole());
        }
        for (final Turn turn : request.turns()) {
            turn(turn, work);
        }
        json.endArray();
    }

    private boolean isMarked(@Nullable CacheMark cache) {
        return marks && cache != null;
    }

    private void system(List<SystemText> system, boolean developer) {
        openMessage(developer ? DEVELOPER : SYSTEM);
        json.array();
        for (final SystemText text : system) {
            text(Json.TYPE_INPUT_TEXT, text.text(), text.cache());
        }
        json.endArray().endObject();
    }

    private void openMessage(byte[] role) {
        json.object().member(Json.TYPE).raw(Json.TYPE_MESSAGE);
        json.member(Json.ROLE).raw(role).member(Json.CONTENT);
    }

    private void turn(Turn turn, Work work) throws UnsupportedException {
        final List<Part> parts = turn.parts();
        final boolean assistant = turn.role() == Turn.Role.ASSISTANT;
        int at = 0;
        while (at < parts.size()) {
            switch (parts.get(at)) {
                case Part.Call call -> call(call, work);
                case Part.Result result -> result(result);
                case Part.Reasoning reasoning -> reasoning(reasoning);
                default -> {
                    final int end = endOfMessage(parts, at);
                    message(parts, at, end, assistant);
                    at = end - 1;
                }
            }
            at++;
        }
    }

    private static int endOfMessage(List<Part> parts, int from) {
        int end = from + 1;
        while (end < parts.size() && isOfMessage(parts.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfMessage(Part part) {
        return !(part instanceof Part.Call || part instanceof Part.Result || part instanceof Part.Reasoning);
    }

    private void message(List<Part> parts, int from, int to, boolean assistant) throws UnsupportedException {
        openMessage(assistant ? Json.ROLE_ASSISTANT : Json.ROLE_USER);
        if (to - from == 1 && parts.get(from) instanceof Part.Text text && (assistant || !isMarked(text.cache()))) {
            json.string(text.text()).endObject();
            return;
        }
        json.array();
        for (int i = from; i < to; i++) {
            if (assistant) {
                said(parts.get(i));
            } else {
                part(parts.get(i));
            }
        }
        json.endArray().endObject();
    }

    /** An assistant's part: only text has a place, and no mark. */
    private void said(Part part) throws UnsupportedException {
        if (!(part instanceof Part.Text text)) {
            throw Losses.unsupported("messages", Dialect.OPENAI_RESPONSES);
        }
        text(Json.TYPE_OUTPUT_TEXT, text.text(), null);
    }

    private void part(Part part) {
        switch (part) {
            case Part.Text text -> text(Json.TYPE_INPUT_TEXT, text.text(), text.cache());
            case Part.Image image -> image(image);
            case Part.Document document -> document(document);
            case Part.Audio audio -> audio(audio);
            case Part.Call _, Part.Result _, Part.Reasoning _ -> {}
        }
    }

    private void text(byte[] type, JsonString text, @Nullable CacheMark cache) {
        json.object().member(Json.TYPE).raw(type).member(Json.TEXT).string(text);
        endPart(cache);
    }

    private void endPart(@Nullable CacheMark cache) {
        if (isMarked(cache)) {
            json.member(BREAKPOINT).raw(EXPLICIT);
        }
        json.endObject();
    }

    private void image(Part.Image image) {
        json.object().member(Json.TYPE).raw(TYPE_IMAGE);
        media(image.media(), IMAGE_URL, IMAGE_URL);
        final JsonString detail = image.detail();
        if (detail != null) {
            json.member(DETAIL).string(detail);
        }
        endPart(image.cache());
    }

    private void document(Part.Document document) {
        json.object().member(Json.TYPE).raw(TYPE_FILE);
        final JsonString name = document.name();
        if (name != null) {
            json.member(FILENAME).string(name);
        }
        media(document.media(), FILE_DATA, FILE_URL);
        endPart(document.cache());
    }

    private void media(Media media, byte[] dataMember, byte[] urlMember) {
        switch (media) {
            case Media.Url url -> json.member(urlMember).string(url.url());
            case Media.Bytes bytes -> data(dataMember, bytes);
            case Media.PlainText text -> {
                final String base64 =
                        Base64.getEncoder().encodeToString(text.text().decoded());
                data(dataMember, new Media.Bytes(TEXT_PLAIN, JsonString.of(base64)));
            }
        }
    }

    private void data(byte[] member, Media.Bytes bytes) {
        json.member(member).openString();
        DataUrls.write(bytes, json.out());
        json.closeString();
    }

    private void audio(Part.Audio audio) {
        json.object().member(Json.TYPE).raw(TYPE_AUDIO).member(INPUT_AUDIO).object();
        json.member(DATA).string(audio.base64());
        json.member(FORMAT).string(audio.format()).endObject().endObject();
    }

    private void call(Part.Call call, Work work) throws UnsupportedException {
        json.object().member(Json.TYPE).raw(Json.TYPE_CALL);
        json.member(Json.CALL_ID).string(CallIds.clean(call.id()));
        json.member(Json.NAME).string(ToolNames.plain(call.name(), work));
        json.member(Json.ARGUMENTS).openString();
        call.args().escapeTo(json.out());
        json.closeString().endObject();
    }

    private void result(Part.Result result) {
        json.object().member(Json.TYPE).raw(Json.TYPE_RESULT);
        json.member(Json.CALL_ID).string(CallIds.clean(result.id())).member(Json.OUTPUT);
        if (result.media().isEmpty() && !isMarked(result.cache())) {
            json.string(result.text());
        } else {
            json.array();
            if (!result.text().isEmpty() || result.media().isEmpty()) {
                text(Json.TYPE_INPUT_TEXT, result.text(), result.cache());
            }
            for (final Part part : result.media()) {
                part(part);
            }
            json.endArray();
        }
        json.endObject();
    }

    /** Reasoning is only taken back by the vendor that sealed it. */
    private void reasoning(Part.Reasoning reasoning) {
        final Seal seal = reasoning.seal();
        if (seal == null || seal.origin() != Origin.RESPONSES) {
            return;
        }
        json.object().member(Json.TYPE).raw(Json.TYPE_REASONING);
        final JsonString id = seal.itemId();
        if (id != null) {
            json.member(Json.ID).string(id);
        }
        json.member(Json.SUMMARY).array();
        if (!reasoning.text().isEmpty()) {
            text(Json.TYPE_SUMMARY_TEXT, reasoning.text(), null);
        }
        json.endArray().member(Json.ENCRYPTED_CONTENT).string(seal.value()).endObject();
    }
}

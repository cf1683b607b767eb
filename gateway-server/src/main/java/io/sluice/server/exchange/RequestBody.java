package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.codec.dialect.BodyKind;
import io.sluice.codec.dialect.MultipartModelScanner;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.json.BodyScanner;
import io.sluice.codec.json.Edits;
import io.sluice.codec.json.FieldPaths;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.Splice;
import io.sluice.server.loop.LoopMemory;
import io.sluice.server.upstream.UpstreamConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's body: the spans as they were received, kept for as long as another attempt may need them, and the few fields
 * the gateway reads. What goes upstream are the same spans, with edits spliced in between.
 */
final class RequestBody {
    static final int MAX_MODEL_BYTES = 256;

    static final FieldPaths PATHS = FieldPaths.of(
            "model",
            "stream",
            "stream_options",
            "stream_options.include_usage",
            "max_tokens",
            "max_completion_tokens",
            "max_output_tokens",
            "previous_response_id",
            "generationConfig.maxOutputTokens",
            "generation_config.max_output_tokens");
    private static final int MODEL = PATHS.indexOf("model");
    private static final int STREAM = PATHS.indexOf("stream");
    private static final int STREAM_OPTIONS = PATHS.indexOf("stream_options");
    private static final int INCLUDE_USAGE = PATHS.indexOf("stream_options.include_usage");
    private static final int PREVIOUS_RESPONSE = PATHS.indexOf("previous_response_id");
    private static final int[] MAX_TOKENS = {
        PATHS.indexOf("max_completion_tokens"),
        PATHS.indexOf("max_tokens"),
        PATHS.indexOf("max_output_tokens"),
        PATHS.indexOf("generationConfig.maxOutputTokens"),
        PATHS.indexOf("generation_config.max_output_tokens")
    };

    private static final byte[] TRUE = Ascii.of("true");
    private static final byte[] USAGE_OPTIONS = Ascii.of("{\"include_usage\":true}");
    private static final byte[] USAGE_MEMBER = Ascii.of("\"include_usage\":true");
    private static final byte[] OPTIONS_MEMBER = Ascii.of("\"stream_options\":{\"include_usage\":true}");

    private final LoopMemory memory;
    private final BodyReaders readers;
    private final Spans spans;
    private final List<ByteBuf> edited = new ArrayList<>(8);
    private final Edits edits = new Edits();
    private @Nullable BodyScanner json;
    private @Nullable MultipartModelScanner form;
    private BodyKind kind = BodyKind.NONE;
    private boolean formIsUsable;
    private long length;

    RequestBody(LoopMemory memory, BodyReaders readers) {
        this.memory = memory;
        this.readers = readers;
        this.spans = new Spans(memory);
    }

    /**
     * Makes ready for a body of that kind.
     *
     * @param head borrowed: a form's boundary stands in its content type
     */
    void begin(BodyKind bodyKind, RequestHead head) {
        release();
        kind = bodyKind;
        length = 0;
        formIsUsable = false;
        if (bodyKind == BodyKind.JSON) {
            json = readers.request();
        } else if (bodyKind == BodyKind.MULTIPART) {
            if (form == null) {
                form = new MultipartModelScanner();
            }
            final int type = head.find(FieldName.CONTENT_TYPE);
            formIsUsable = type >= 0 && form.begin(head.bytes(), head.valueOffset(type), head.valueLength(type));
        }
    }

    /** Whether there is memory for so much more of it. */
    boolean hasRoom(int count) {
        return memory.hasRoom(count);
    }

    /** Borrows {@code in}; what is needed of it is retained. */
    void add(ByteBuf in, int index, int count) {
        length += count;
        spans.add(in, index, count);
        if (kind == BodyKind.JSON) {
            scanner().feed(in, index, count);
        } else if (formIsUsable) {
            form().feed(in, index, count);
        }
    }

    /** The body has ended. Returns what is wrong with it, in words for the client, or null. */
    @Nullable
    String finish() {
        if (kind == BodyKind.MULTIPART) {
            return finishForm();
        }
        if (kind != BodyKind.JSON) {
            return null;
        }
        final BodyScanner scanner = scanner();
        if (!scanner.finish()) {
            return "the body is not valid JSON: " + scanner.failure() + " at byte " + Math.max(0, scanner.failedAt());
        }
        if (scanner.objectStart() < 0) {
            return "the body must be a JSON object";
        }
        if (scanner.duplicate()) {
            return "the body names '" + scanner.duplicateName() + "' twice";
        }
        return null;
    }

    private @Nullable String finishForm() {
        if (!formIsUsable) {
            return "the content-type of a form must name its boundary";
        }
        if (form().failed()) {
            return "the form is malformed: " + form().failure();
        }
        if (!form().isEnded()) {
            return "the form ends before its last boundary";
        }
        return form().duplicate() ? "the form names 'model' twice" : null;
    }

    long length() {
        return length;
    }

    /** Copies the model's name. Returns its length; -1 when there is none, or it is no usable string. */
    int copyModel(byte[] into) {
        if (kind == BodyKind.JSON) {
            return scanner().copyText(MODEL, into);
        }
        return formIsUsable ? form().copyModel(into) : -1;
    }

    /** The stored response that this one continues, or null. Cold. */
    @Nullable
    String previousResponse() {
        if (kind != BodyKind.JSON || !scanner().found(PREVIOUS_RESPONSE)) {
            return null;
        }
        final byte[] id = new byte[MAX_MODEL_BYTES];
        final int count = scanner().copyText(PREVIOUS_RESPONSE, id);
        return count < 0 ? null : new String(id, 0, count, StandardCharsets.UTF_8);
    }

    boolean asksForStream() {
        return kind == BodyKind.JSON ? scanner().booleanValue(STREAM) : formIsUsable && form().isStreaming();
    }

    /** False when {@code stream} is there but neither true, false nor null. */
    boolean isStreamWellFormed() {
        if (kind != BodyKind.JSON || !scanner().found(STREAM)) {
            return true;
        }
        final int type = scanner().type(STREAM);
        return type == JsonToken.TRUE || type == JsonToken.FALSE || type == JsonToken.NULL;
    }

    boolean asksForUsage() {
        return kind == BodyKind.JSON && scanner().booleanValue(INCLUDE_USAGE);
    }

    /** The most output tokens the client allows, or -1 when it doesn't say. */
    long maxTokens() {
        if (kind == BodyKind.JSON) {
            for (final int path : MAX_TOKENS) {
                if (scanner().found(path) && scanner().type(path) == JsonToken.NUMBER) {
                    return Math.max(0, scanner().longValue(path));
                }
            }
        }
        return -1;
    }

    /**
     * Decides how the body differs upstream.
     *
     * @param mapped what the model is called there, or null to keep the client's name
     * @param addUsage whether the upstream has to be asked for the usage of a stream
     */
    void edit(@Nullable MappedName mapped, boolean addUsage) {
        edits.clear();
        if (kind == BodyKind.MULTIPART) {
            if (mapped != null && formIsUsable && form().isFound()) {
                edits.replace(form().modelStart(), form().modelEnd() - form().modelStart(), mapped.utf8());
            }
            return;
        }
        if (kind != BodyKind.JSON) {
            return;
        }
        final BodyScanner scanner = scanner();
        if (mapped != null && scanner.found(MODEL)) {
            edits.replaceValue(scanner, MODEL, mapped.json());
        }
        if (addUsage) {
            if (!scanner.found(STREAM_OPTIONS)) {
                edits.insertMember(scanner, OPTIONS_MEMBER);
            } else if (scanner.type(STREAM_OPTIONS) != JsonToken.OBJECT) {
                edits.replaceValue(scanner, STREAM_OPTIONS, USAGE_OPTIONS);
            } else if (scanner.found(INCLUDE_USAGE)) {
                edits.replaceValue(scanner, INCLUDE_USAGE, TRUE);
            } else {
                edits.insertMemberInto(scanner, STREAM_OPTIONS, USAGE_MEMBER);
            }
        }
    }

    /** Length of what goes upstream. */
    long editedLength() {
        return edits.newLength(length);
    }

    /** Writes the body, edits included; the spans stay for another attempt. */
    void writeTo(UpstreamConnection connection, ByteBufAllocator allocator) {
        if (edits.isEmpty()) {
            for (int i = 0; i < spans.count(); i++) {
                connection.write(spans.get(i).retainedDuplicate());
            }
            return;
        }
        edited.clear();
        Splice.apply(spans.list(), edits, edited, allocator);
        for (int i = 0; i < edited.size(); i++) {
            connection.write(edited.get(i));
        }
        edited.clear();
    }

    /** Appends the body as it was received. */
    void copyTo(ByteBuf out) {
        for (int i = 0; i < spans.count(); i++) {
            final ByteBuf span = spans.get(i);
            out.writeBytes(span, span.readerIndex(), span.readableBytes());
        }
    }

    /** No attempt will need the body any more: from here on only its length is known. */
    void release() {
        spans.release();
        final BodyScanner used = json;
        if (used != null) {
            json = null;
            readers.give(used);
        }
    }

    private MultipartModelScanner form() {
        final MultipartModelScanner scanner = form;
        if (scanner == null) {
            throw new IllegalStateException("no form was begun");
        }
        return scanner;
    }

    private BodyScanner scanner() {
        final BodyScanner scanner = json;
        if (scanner == null) {
            throw new IllegalStateException("no JSON body was begun");
        }
        return scanner;
    }
}

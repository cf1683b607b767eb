package io.sluice.codec.dialect.anthropic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream: {@code BEFORE > TELLING > OVER}, an answer being told from its first event but a ping, and over with its stop, an error
 * or what isn't JSON. Blocks come one after the other, so that the block that is open is all there is to remember.
 */
final class AnthropicStreamReader implements StreamReader {
    private enum State {
        BEFORE,
        TELLING,
        OVER
    }

    private enum Open {
        NOTHING,
        CALL,
        /** A block whose deltas tell by themselves what they are. */
        OTHER,
        /** A block no other dialect has a place for. */
        IGNORED
    }

    private static final JsonString NO_ARGUMENTS = JsonString.of("{}");
    private static final JsonValue EMPTY_INPUT = JsonValue.of("{}");

    private final StreamEvent event = new StreamEvent();
    private final Usage usage = new Usage();
    private final Event.Told told = new Event.Told(usage);

    private Work work = new Work();
    private State state = State.OVER;
    private Open open = Open.NOTHING;
    private int calls;
    private boolean argumentsTold;
    private @Nullable JsonString argumentsAtStart;
    private @Nullable Finish finish;
    private @Nullable JsonString stopSequence;

    @Override
    public void begin(Work of) {
        work = of;
        state = State.BEFORE;
        open = Open.NOTHING;
        usage.reset();
        calls = 0;
        argumentsTold = false;
        argumentsAtStart = null;
        finish = null;
        stopSequence = null;
    }

    @Override
    public boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public void alive(EventSink sink) {
        if (state == State.TELLING) {
            sink.event(Event.Alive.INSTANCE);
        }
    }

    @Override
    public void event(ByteBuf data, int index, int length, EventSink sink) {
        if (state == State.OVER) {
            return;
        }
        if (!event.read(data, index, length, usage)) {
            fail(Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream sent an event that is not JSON"), sink);
            return;
        }
        switch (event.type) {
            case MESSAGE_START -> start(sink);
            case CONTENT_BLOCK_START -> blockStart(sink);
            case CONTENT_BLOCK_DELTA -> delta(sink);
            case CONTENT_BLOCK_STOP -> blockStop(sink);
            case MESSAGE_DELTA -> messageDelta(sink);
            case MESSAGE_STOP -> complete(sink);
            case ERROR -> fail(AnthropicFailures.INSTANCE.read(data, index, length, 0, -1), sink);
            case PING -> alive(sink);
            case UNKNOWN -> {}
        }
    }

    @Override
    public void end(EventSink sink) {
        if (state == State.OVER) {
            return;
        }
        if (finish != null) {
            complete(sink);
        } else {
            fail(Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream ended the stream early"), sink);
        }
    }

    private void start(EventSink sink) {
        begun(sink);
        if (event.hasUsage) {
            sink.event(told);
        }
    }

    private void begun(EventSink sink) {
        if (state == State.BEFORE) {
            state = State.TELLING;
            sink.event(new Event.Start(event.messageId));
        }
    }

    private void blockStart(EventSink sink) {
        begun(sink);
        blockStop(sink);
        final Block block = event.block;
        open = Open.OTHER;
        switch (block.type) {
            case TEXT -> text(block.text, sink);
            case THINKING -> {
                reasoning(block.thinking, sink);
                seal(block.signature, false, sink);
            }
            case REDACTED_THINKING -> seal(block.data, true, sink);
            case TOOL_USE -> callStart(block, sink);
            default -> {
                open = Open.IGNORED;
                work.losses().dropFromAnswer(block.typeName());
            }
        }
    }

    private void callStart(Block block, EventSink sink) {
        open = Open.CALL;
        argumentsTold = false;
        final JsonValue input = block.input;
        argumentsAtStart = input == null || !input.isObject() || input.equals(EMPTY_INPUT) ? null : escaped(input);
        final int call = calls++;
        sink.event(new Event.CallStart(0, call, block.id, work.aliases().restore(block.name)));
    }

    private static JsonString escaped(JsonValue input) {
        final ByteBuf text = Unpooled.buffer(input.length() + input.length() / 4);
        input.escapeTo(text);
        return JsonString.view(text.array(), 0, text.readableBytes(), true);
    }

    private void delta(EventSink sink) {
        begun(sink);
        if (open == Open.IGNORED) {
            return;
        }
        switch (event.delta) {
            case TEXT_DELTA -> text(event.text, sink);
            case THINKING_DELTA -> reasoning(event.thinking, sink);
            case SIGNATURE_DELTA -> seal(event.signature, false, sink);
            case INPUT_JSON_DELTA -> {
                if (open == Open.CALL && !event.partialJson.isEmpty()) {
                    argumentsTold = true;
                    sink.event(new Event.CallArgs(0, calls - 1, event.partialJson));
                }
            }
            case CITATIONS_DELTA -> work.losses().dropFromAnswer("citations");
            case UNKNOWN -> {}
        }
    }

    private static void text(JsonString text, EventSink sink) {
        if (!text.isEmpty()) {
            sink.event(new Event.Text(0, text));
        }
    }

    private static void reasoning(JsonString text, EventSink sink) {
        if (!text.isEmpty()) {
            sink.event(new Event.Reasoning(0, text));
        }
    }

    private static void seal(JsonString value, boolean redacted, EventSink sink) {
        if (!value.isEmpty()) {
            sink.event(new Event.Sealed(0, -1, new Seal(Origin.ANTHROPIC, value, redacted, null)));
        }
    }

    private void blockStop(EventSink sink) {
        if (open == Open.CALL) {
            final JsonString atStart = argumentsAtStart;
            if (!argumentsTold) {
                sink.event(new Event.CallArgs(0, calls - 1, atStart == null ? NO_ARGUMENTS : atStart));
            }
            argumentsAtStart = null;
            sink.event(new Event.CallEnd(0, calls - 1));
        }
        open = Open.NOTHING;
    }

    private void messageDelta(EventSink sink) {
        begun(sink);
        if (event.finish != null) {
            finish = event.finish;
        }
        if (!event.stopSequence.isEmpty()) {
            stopSequence = event.stopSequence.copy();
        }
        if (event.hasUsage) {
            usage.outputIsFinal();
            sink.event(told);
        }
    }

    /** Only now, since usage may follow the reason of the stop. */
    private void complete(EventSink sink) {
        begun(sink);
        blockStop(sink);
        state = State.OVER;
        final Finish end = finish == null ? Finish.STOP : finish;
        sink.event(new Event.Finished(0, end.given(calls > 0), stopSequence));
        sink.event(Event.End.INSTANCE);
    }

    private void fail(Failure failure, EventSink sink) {
        state = State.OVER;
        sink.event(new Event.Failed(failure));
    }
}

package io.sluice.codec.dialect.anthropic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.TokenEstimator;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.CallOrder;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream: {@code BEFORE > STARTED > TELLING > OVER}. Between {@code STARTED} and {@code TELLING} the beginning waits for the first
 * step that says something, so that it tells the counts known by then. Blocks are strictly one after the other, which {@link CallOrder}
 * sees to.
 */
final class AnthropicStreamWriter implements StreamWriter {
    private enum State {
        BEFORE,
        STARTED,
        TELLING,
        OVER
    }

    private static final byte[] MESSAGE_START =
            Json.ascii("event: message_start\ndata: {\"type\":\"message_start\",\"message\":");
    private static final byte[] MESSAGE_START_END = Json.ascii("}\n\n");
    private static final byte[] MESSAGE_DELTA =
            Json.ascii("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":");
    private static final byte[] MESSAGE_STOP = Json.ascii("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    private static final byte[] PING = Json.ascii("event: ping\ndata: {\"type\":\"ping\"}\n\n");
    private static final byte[] ERROR = Json.ascii("event: error\ndata: ");
    private static final byte[] END_OF_EVENT = Json.ascii("\n\n");
    private static final byte[] CONTENT = JsonWriter.name("content");

    private final CallOrder order = new CallOrder(this::inOrder);
    private final StreamBlocks blocks = new StreamBlocks();
    private final JsonWriter json = new JsonWriter();
    private final Usage usage = new Usage();

    private Work work = new Work();
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private State state = State.OVER;
    private JsonString id = JsonString.EMPTY;
    private Finish finish = Finish.STOP;
    private @Nullable JsonString stopSequence;
    private @Nullable Failure failure;
    private boolean failedUpstream;

    @Override
    public void begin(Work of) {
        work = of;
        state = State.BEFORE;
        order.begin(of.maxHeldBytes());
        blocks.begin(of);
        usage.reset();
        id = JsonString.EMPTY;
        finish = Finish.STOP;
        stopSequence = null;
        failure = null;
        failedUpstream = false;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public void event(Event event, ByteBuf to) {
        if (state == State.OVER) {
            return;
        }
        out = to;
        failedUpstream = event instanceof Event.Failed;
        order.event(event);
        out = Unpooled.EMPTY_BUFFER;
    }

    private void inOrder(Event event) {
        switch (event) {
            case Event.Start start -> {
                id = start.id().copy();
                state = State.STARTED;
            }
            case Event.Told told -> remember(told.usage());
            case Event.Alive _ -> {
                if (state == State.STARTED) {
                    messageStart();
                }
                out.writeBytes(PING);
            }
            case Event.Text text -> {
                if (!text.text().isEmpty()) {
                    messageStart();
                    blocks.text(text.text(), out);
                }
            }
            case Event.Reasoning reasoning -> {
                if (!reasoning.text().isEmpty()) {
                    messageStart();
                    blocks.reasoning(reasoning.text(), out);
                }
            }
            case Event.Sealed sealed -> {
                messageStart();
                blocks.seal(sealed.seal(), out);
            }
            case Event.CallStart start -> {
                messageStart();
                blocks.callStart(start, out);
            }
            case Event.CallArgs args -> blocks.callArgs(args.fragment(), out);
            case Event.CallEnd _ -> blocks.close(out);
            case Event.Finished finished -> {
                finish = finished.finish();
                stopSequence = finished.stopSequence() == null
                        ? null
                        : finished.stopSequence().copy();
            }
            case Event.End _ -> end();
            case Event.Failed failed -> fail(failed.failure());
        }
    }

    private void remember(Usage told) {
        usage.set(told.inputTotal(), told.cacheRead(), told.cacheWrite(), told.outputTotal(), told.reasoning());
    }

    private void messageStart() {
        if (state == State.TELLING) {
            return;
        }
        state = State.TELLING;
        out.writeBytes(MESSAGE_START);
        json.begin(out).object();
        AnswerHead.write(id, work, json);
        json.member(CONTENT).array().endArray();
        StopReasons.writeOpen(json);
        UsageWords.write(json, usage, null);
        json.endObject();
        out.writeBytes(MESSAGE_START_END);
    }

    private void end() {
        messageStart();
        blocks.close(out);
        state = State.OVER;
        out.writeBytes(MESSAGE_DELTA);
        json.begin(out).object();
        StopReasons.write(finish.given(blocks.calls() > 0), stopSequence, json);
        json.endObject();
        usage();
        out.writeByte('}');
        out.writeBytes(END_OF_EVENT);
        out.writeBytes(MESSAGE_STOP);
    }

    private void usage() {
        if (usage.inputTotal() > 0 || usage.outputTotal() > 0 || work.estimatedInputTokens() == 0) {
            UsageWords.write(json, usage, null);
        } else {
            work.losses().estimate("usage");
            final long output = TokenEstimator.ofLength(blocks.writtenLength());
            UsageWords.write(json, work.estimatedInputTokens(), 0, 0, output, 0, null);
        }
    }

    /** What is open stays so: nobody shall take a broken answer for a whole one. */
    private void fail(Failure why) {
        state = State.OVER;
        failure = failedUpstream ? null : why;
        out.writeBytes(ERROR);
        AnthropicFailures.writeEvent(why, out);
        out.writeBytes(END_OF_EVENT);
    }
}

package io.sluice.codec.dialect.responses;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.CallOrder;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.HalfCharacters;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of a stream: items strictly one after the other, each with its pieces, its parts' ends and its own, and a terminal event that
 * repeats the whole answer, which therefore is held until then, up to the work's limit.
 *
 * <p>States: NONE > MESSAGE | REASONING | CALL > NONE; the end and a failure are final.
 */
final class ResponsesStreamWriter implements StreamWriter {
    private enum Open {
        NONE,
        MESSAGE,
        REASONING,
        CALL
    }

    private static final byte[] RESPONSE = JsonWriter.name("response");
    private static final byte[] ITEM = JsonWriter.name("item");
    private static final byte[] PART = JsonWriter.name("part");
    private static final byte[] DELTA = JsonWriter.name("delta");
    private static final byte[] OUTPUT_INDEX = JsonWriter.name("output_index");
    private static final byte[] PING = Json.ascii(": ping\n\n");
    private static final byte[] END_OF_EVENT = Json.ascii("}\n\n");
    private static final String IN_CONTENT = ",\"content_index\":0";
    private static final String IN_SUMMARY = ",\"summary_index\":0";
    private static final byte[] NO_PLACE = {};
    private static final int KEPT_CAPACITY = 64 * 1024;
    private static final JsonString NO_ARGUMENTS = JsonString.of("{}");

    private final JsonWriter json = new JsonWriter();
    private final AnswerWriter answer = new AnswerWriter(json);
    private final ItemWriter items = new ItemWriter(json);
    private final CallOrder order = new CallOrder(this::ordered);
    private final HalfCharacters halves = new HalfCharacters();
    private final Usage usage = new Usage();

    private @Nullable Work work;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    /** The items that have ended, with commas between them. */
    private ByteBuf ended = Unpooled.buffer();
    /** What the open item holds by now. */
    private ByteBuf content = Unpooled.buffer();

    private Open open = Open.NONE;
    private JsonString itemId = JsonString.EMPTY;
    private JsonString callId = JsonString.EMPTY;
    private JsonString callName = JsonString.EMPTY;
    private byte[] place = NO_PLACE;
    private @Nullable Seal seal;
    private boolean summaryOpen;
    private long sequence;
    private int outputIndex;
    private long contentBytes;
    private Finish finish = Finish.STOP;
    private boolean started;
    private boolean over;
    private @Nullable Event incoming;
    private @Nullable Failure ownFailure;

    @Override
    public void begin(Work with) {
        work = with;
        order.begin(with.maxHeldBytes());
        halves.clear();
        usage.reset();
        ended = emptied(ended);
        content = emptied(content);
        open = Open.NONE;
        seal = null;
        summaryOpen = false;
        sequence = 0;
        outputIndex = 0;
        contentBytes = 0;
        finish = Finish.STOP;
        started = false;
        over = false;
        ownFailure = null;
    }

    private static ByteBuf emptied(ByteBuf buffer) {
        return buffer.capacity() > KEPT_CAPACITY ? Unpooled.buffer() : buffer.clear();
    }

    @Override
    public void event(Event event, ByteBuf to) {
        if (over) {
            return;
        }
        out = to;
        incoming = event;
        order.event(event);
        incoming = null;
        out = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public @Nullable Failure failure() {
        return ownFailure;
    }

    private void ordered(Event event) {
        if (over) {
            return;
        }
        switch (event) {
            case Event.Start _ -> start();
            case Event.Text text -> text(text.text());
            case Event.Reasoning reasoning -> reasoning(reasoning.text());
            case Event.Sealed sealed -> sealed(sealed.seal());
            case Event.CallStart start -> callStart(start);
            case Event.CallArgs args -> piece(EventType.ARGUMENTS_DELTA, halves.join(args.fragment()));
            case Event.CallEnd _ -> closeItem(AnswerWriter.COMPLETED);
            case Event.Told told -> told(told.usage());
            case Event.Finished finished -> finish = finished.finish();
            case Event.Alive _ -> out.writeBytes(PING);
            case Event.End _ -> end();
            case Event.Failed failed -> {
                ownFailure = failed.equals(incoming) ? null : failed.failure();
                fail(failed.failure());
            }
        }
    }

    private void told(Usage newer) {
        usage.set(newer.inputTotal(), newer.cacheRead(), newer.cacheWrite(), newer.outputTotal(), newer.reasoning());
    }

    private Work work() {
        final Work current = work;
        if (current == null) {
            throw new IllegalStateException("no stream was begun");
        }
        return current;
    }

    private void start() {
        if (started) {
            return;
        }
        started = true;
        snapshot(EventType.CREATED);
        snapshot(EventType.IN_PROGRESS);
    }

    private void snapshot(EventType type) {
        head(type).member(RESPONSE);
        answer.open(work(), AnswerWriter.IN_PROGRESS, null);
        json.raw(Json.EMPTY_ARRAY);
        answer.close(work(), null, null, false);
        out.writeBytes(END_OF_EVENT);
    }

    /** Begins an event; what follows are further members. */
    private JsonWriter head(EventType type) {
        out.writeBytes(type.head());
        return json.begin(out).number(sequence++);
    }

    /** Begins an event that belongs to the open item. */
    private JsonWriter itemHead(EventType type) {
        head(type);
        out.writeBytes(place);
        return json;
    }

    private void text(JsonString text) {
        if (text.isEmpty()) {
            return;
        }
        if (open != Open.MESSAGE) {
            closeItem(AnswerWriter.COMPLETED);
            openMessage();
        }
        piece(EventType.TEXT_DELTA, halves.join(text));
    }

    private void openMessage() {
        openItem(Open.MESSAGE, ItemWriter.MESSAGE, IN_CONTENT);
        addedHead();
        items.openMessage(itemId, AnswerWriter.IN_PROGRESS);
        json.raw(Json.EMPTY_ARRAY).endObject();
        out.writeBytes(END_OF_EVENT);
        itemHead(EventType.PART_ADDED).member(PART);
        items.text(JsonString.EMPTY);
        out.writeBytes(END_OF_EVENT);
    }

    private void openItem(Open kind, String prefix, String index) {
        start();
        open = kind;
        content.clear();
        halves.clear();
        seal = null;
        summaryOpen = false;
        itemId = ItemWriter.id(prefix, work(), outputIndex);
        place = Json.ascii(",\"item_id\":" + itemId + ",\"output_index\":" + outputIndex + index);
    }

    private void addedHead() {
        head(EventType.ITEM_ADDED).member(OUTPUT_INDEX).number(outputIndex).member(ITEM);
    }

    private void reasoning(JsonString text) {
        if (text.isEmpty()) {
            return;
        }
        if (open != Open.REASONING || seal != null) {
            closeItem(AnswerWriter.COMPLETED);
            openReasoning();
        }
        if (!summaryOpen) {
            summaryOpen = true;
            itemHead(EventType.SUMMARY_PART_ADDED).member(PART);
            items.summary(JsonString.EMPTY);
            out.writeBytes(END_OF_EVENT);
        }
        piece(EventType.SUMMARY_DELTA, halves.join(text));
    }

    private void openReasoning() {
        openItem(Open.REASONING, ItemWriter.REASONING, IN_SUMMARY);
        addedHead();
        items.reasoning(itemId, JsonString.EMPTY, null);
        out.writeBytes(END_OF_EVENT);
    }

    /** A mark belongs to the reasoning before it; without any, and before a call that has its own, to a reasoning that says nothing. */
    private void sealed(Seal mark) {
        if (open != Open.REASONING || seal != null) {
            closeItem(AnswerWriter.COMPLETED);
            openReasoning();
        }
        if (holds(mark.value().length())) {
            seal = mark.copy();
        }
    }

    private void callStart(Event.CallStart call) {
        closeItem(AnswerWriter.COMPLETED);
        openItem(Open.CALL, ItemWriter.CALL, "");
        callId = ItemWriter.callId(call.id(), work(), call.call()).copy();
        callName = call.name().copy();
        addedHead();
        items.openCall(itemId, AnswerWriter.IN_PROGRESS, callId, callName);
        json.raw(Json.EMPTY_STRING).endObject();
        out.writeBytes(END_OF_EVENT);
    }

    /** Writes and keeps a piece of the open item's text. */
    private void piece(EventType type, JsonString piece) {
        if (piece.isEmpty() || !holds(piece.length())) {
            return;
        }
        piece.writeTo(content);
        contentBytes += piece.length();
        itemHead(type).member(DELTA).string(piece);
        if (type == EventType.TEXT_DELTA) {
            json.member(Json.LOGPROBS).raw(Json.EMPTY_ARRAY);
        }
        out.writeBytes(END_OF_EVENT);
    }

    /** Whether so much more may be held; if not, the stream has failed now. */
    private boolean holds(int bytes) {
        if ((long) ended.readableBytes() + content.readableBytes() + bytes <= work().maxHeldBytes()) {
            return true;
        }
        ownFailure = Failure.of(
                ErrorType.UPSTREAM_ERROR, "the answer is larger than the gateway may hold for its last event");
        fail(ownFailure);
        return false;
    }

    private void closeItem(byte[] status) {
        final int before = ended.writerIndex();
        switch (open) {
            case NONE -> {}
            case MESSAGE -> closeMessage(status);
            case REASONING -> closeReasoning();
            case CALL -> closeCall(status);
        }
        if (over || open == Open.NONE) {
            return;
        }
        final int from = before == 0 ? 0 : before + 1;
        head(EventType.ITEM_DONE).member(OUTPUT_INDEX).number(outputIndex).member(ITEM);
        out.writeBytes(ended, from, ended.writerIndex() - from);
        out.writeBytes(END_OF_EVENT);
        open = Open.NONE;
        outputIndex++;
    }

    private JsonString wholeContent(EventType delta) {
        piece(delta, halves.rest());
        return JsonString.view(content.array(), 0, content.readableBytes(), true);
    }

    /** Begins the item as it is kept for the terminal event. */
    private void keep() {
        if (ended.isReadable()) {
            ended.writeByte(',');
        }
        json.begin(ended);
    }

    private void closeMessage(byte[] status) {
        final JsonString text = wholeContent(EventType.TEXT_DELTA);
        if (over) {
            return;
        }
        itemHead(EventType.TEXT_DONE).member(Json.TEXT).string(text);
        json.member(Json.LOGPROBS).raw(Json.EMPTY_ARRAY);
        out.writeBytes(END_OF_EVENT);
        itemHead(EventType.PART_DONE).member(PART);
        items.text(text);
        out.writeBytes(END_OF_EVENT);
        keep();
        items.openMessage(itemId, status);
        json.array();
        items.text(text);
        json.endArray().endObject();
    }

    private void closeReasoning() {
        final JsonString text = wholeContent(EventType.SUMMARY_DELTA);
        if (over) {
            return;
        }
        if (summaryOpen) {
            itemHead(EventType.SUMMARY_DONE).member(Json.TEXT).string(text);
            out.writeBytes(END_OF_EVENT);
            itemHead(EventType.SUMMARY_PART_DONE).member(PART);
            items.summary(text);
            out.writeBytes(END_OF_EVENT);
        }
        keep();
        items.reasoning(itemId, text, seal);
    }

    private void closeCall(byte[] status) {
        final JsonString told = wholeContent(EventType.ARGUMENTS_DELTA);
        if (over) {
            return;
        }
        final JsonString arguments = told.isEmpty() ? NO_ARGUMENTS : told;
        itemHead(EventType.ARGUMENTS_DONE).member(Json.NAME).string(callName);
        json.member(Json.ARGUMENTS).string(arguments);
        out.writeBytes(END_OF_EVENT);
        keep();
        items.openCall(itemId, status, callId, callName);
        json.string(arguments).endObject();
    }

    private void end() {
        start();
        final boolean complete = AnswerWriter.isComplete(finish);
        closeItem(complete ? AnswerWriter.COMPLETED : AnswerWriter.INCOMPLETE);
        if (over) {
            return;
        }
        over = true;
        head(complete ? EventType.COMPLETED : EventType.INCOMPLETE).member(RESPONSE);
        answer.openEnded(work(), finish);
        endedItems();
        answer.close(work(), AnswerWriter.known(usage, work(), contentBytes), null, false);
        out.writeBytes(END_OF_EVENT);
    }

    private void endedItems() {
        json.array();
        out.writeBytes(ended, 0, ended.writerIndex());
        json.endArray();
    }

    /** Told twice, as clients need it: plain readers throw at the first event, those of the life cycle wait for the second. */
    private void fail(Failure failure) {
        start();
        over = true;
        final String code = AnswerWriter.streamCode(failure, "");
        head(EventType.ERROR).member(Json.CODE);
        code(code);
        json.member(Json.MESSAGE).string(failure.message());
        json.member(Json.PARAM).nul().member(Json.ERROR).object();
        json.member(Json.TYPE).string(failure.type().openAiType()).member(Json.CODE);
        code(code);
        json.member(Json.MESSAGE).string(failure.message());
        json.member(Json.PARAM).nul().endObject();
        out.writeBytes(END_OF_EVENT);
        head(EventType.FAILED).member(RESPONSE);
        answer.open(work(), AnswerWriter.FAILED, failure);
        endedItems();
        answer.close(work(), null, null, false);
        out.writeBytes(END_OF_EVENT);
    }

    private void code(String code) {
        if (code.isEmpty()) {
            json.nul();
        } else {
            json.string(code);
        }
    }
}

package io.sluice.core.billing;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Flyweight over one event's bytes, which are the same in a ring slot (behind its commit mark) and in a journal entry. Little
 * endian: length and small codes in the first eight bytes, then numbers, then names, each behind a byte that holds its length.
 *
 * <pre>
 *   0 length u16 | type u8 | flags u8 | outcome u8 | usage source u8 | status u16
 *   8 id high    16 id low    24 time ms
 *  32 tokens u32: input, cached input, cache write, output, reasoning
 *  52 attempts u16 | inbound dialect u8 | upstream dialect u8
 *  56 ttfb us    64 duration us    72 bytes in    80 bytes out    88 cost high    96 cost low
 * 104 names: key id, app, user, channel, endpoint, model, upstream model
 * </pre>
 */
public final class BillingEvent {
    /** Shortest event: no names. */
    public static final int MIN_LENGTH = 111;

    /** Longest event, in bytes; fits a slot behind its commit mark. */
    public static final int MAX_LENGTH = MIN_LENGTH
            + 4 * BillingDraft.MAX_NAME_BYTES
            + BillingDraft.MAX_ENDPOINT_BYTES
            + 2 * BillingDraft.MAX_MODEL_BYTES;

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final int TYPE = 2;
    private static final int FLAGS = 3;
    private static final int OUTCOME = 4;
    private static final int USAGE_SOURCE = 5;
    private static final int STATUS = 6;
    private static final int ID_HIGH = 8;
    private static final int ID_LOW = 16;
    private static final int TIME_MS = 24;
    private static final int INPUT = 32;
    private static final int CACHED_INPUT = 36;
    private static final int CACHE_WRITE = 40;
    private static final int OUTPUT = 44;
    private static final int REASONING = 48;
    private static final int ATTEMPTS = 52;
    private static final int INBOUND_DIALECT = 54;
    private static final int UPSTREAM_DIALECT = 55;
    private static final int TTFB_US = 56;
    private static final int DURATION_US = 64;
    private static final int BYTES_IN = 72;
    private static final int BYTES_OUT = 80;
    private static final int COST_HIGH = 88;
    private static final int COST_LOW = 96;
    private static final int NAMES = 104;

    private static final int NAME_COUNT = 7;
    private static final int STREAM = 1;
    private static final long MAX_U32 = 0xFFFF_FFFFL;
    private static final int MAX_U16 = 0xFFFF;

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;

    /** Looks at the event that begins there. */
    public BillingEvent wrap(DirectBuffer source, int at) {
        this.buffer = source;
        this.offset = at;
        return this;
    }

    /** Bytes of the event, all included. */
    public int length() {
        return buffer.getShort(offset, LE) & MAX_U16;
    }

    public EventType type() {
        return EventType.ofCode(buffer.getByte(offset + TYPE));
    }

    public long idHigh() {
        return buffer.getLong(offset + ID_HIGH, LE);
    }

    public long idLow() {
        return buffer.getLong(offset + ID_LOW, LE);
    }

    public long timeMs() {
        return buffer.getLong(offset + TIME_MS, LE);
    }

    /** Copies the event's bytes. */
    public void copyTo(MutableDirectBuffer target, int index) {
        target.putBytes(index, buffer, offset, length());
    }

    /** True when lengths and codes are such that {@link #record} can read it; for bytes of unknown origin. */
    public boolean isWellFormed(int available) {
        if (available < MIN_LENGTH) {
            return false;
        }
        final int length = length();
        if (length < MIN_LENGTH || length > available || length > MAX_LENGTH || type() == EventType.VOID) {
            return false;
        }
        int at = NAMES;
        for (int i = 0; i < NAME_COUNT && at < length; i++) {
            at += 1 + (buffer.getByte(offset + at) & 0xFF);
        }
        return at == length
                && isIn(OUTCOME, 1, Outcome.CRASH.code())
                && isIn(USAGE_SOURCE, 1, UsageSource.NONE.code())
                && isIn(INBOUND_DIALECT, 0, RecordDialect.COHERE.code())
                && isIn(UPSTREAM_DIALECT, 0, RecordDialect.COHERE.code());
    }

    private boolean isIn(int field, int min, int max) {
        final int value = buffer.getByte(offset + field);
        return value >= min && value <= max;
    }

    /**
     * Reads everything into a value: cold.
     *
     * @param seq the record's number in the journal
     */
    public BillingRecord record(long seq) {
        final String[] names = names();
        return new BillingRecord(
                seq,
                idHigh(),
                idLow(),
                timeMs(),
                names[0],
                names[1],
                names[2],
                names[5],
                names[3],
                names[6],
                names[4],
                RecordDialect.ofCode(buffer.getByte(offset + INBOUND_DIALECT)).text(),
                RecordDialect.ofCode(buffer.getByte(offset + UPSTREAM_DIALECT)).text(),
                (buffer.getByte(offset + FLAGS) & STREAM) != 0,
                buffer.getShort(offset + STATUS, LE) & MAX_U16,
                Outcome.ofCode(buffer.getByte(offset + OUTCOME)),
                buffer.getShort(offset + ATTEMPTS, LE) & MAX_U16,
                u32(INPUT),
                u32(CACHED_INPUT),
                u32(CACHE_WRITE),
                u32(OUTPUT),
                u32(REASONING),
                UsageSource.ofCode(buffer.getByte(offset + USAGE_SOURCE)),
                Money.attoUsd(buffer.getLong(offset + COST_HIGH, LE), buffer.getLong(offset + COST_LOW, LE)),
                buffer.getLong(offset + TTFB_US, LE),
                buffer.getLong(offset + DURATION_US, LE),
                buffer.getLong(offset + BYTES_IN, LE),
                buffer.getLong(offset + BYTES_OUT, LE));
    }

    private String[] names() {
        final String[] names = new String[NAME_COUNT];
        int at = offset + NAMES;
        for (int i = 0; i < NAME_COUNT; i++) {
            final byte[] utf8 = new byte[buffer.getByte(at) & 0xFF];
            buffer.getBytes(at + 1, utf8);
            names[i] = new String(utf8, StandardCharsets.UTF_8);
            at += 1 + utf8.length;
        }
        return names;
    }

    private long u32(int field) {
        return buffer.getInt(offset + field, LE) & MAX_U32;
    }

    /**
     * Turns a copied intent into the record of a request that the process didn't live to settle: what the intent said of channel
     * and usage stands, no status was told, how long it took isn't known.
     */
    public static void turnIntoCrash(MutableDirectBuffer event, int at) {
        event.putByte(at + TYPE, EventType.SETTLEMENT.code());
        event.putByte(at + OUTCOME, Outcome.CRASH.code());
        event.putShort(at + STATUS, (short) 0, LE);
        event.putLong(at + TTFB_US, BillingDraft.UNKNOWN, LE);
        event.putLong(at + DURATION_US, BillingDraft.UNKNOWN, LE);
    }

    /** Makes the event one that is skipped, until {@link #encode} has run to its end. */
    static void encodeVoid(MutableDirectBuffer target, int at) {
        target.putLong(at, 0, LE);
    }

    /** Writes the draft. Allocates nothing. */
    static void encode(BillingDraft draft, EventType type, MutableDirectBuffer target, int at) {
        target.putLong(at + ID_HIGH, draft.idHigh, LE);
        target.putLong(at + ID_LOW, draft.idLow, LE);
        target.putLong(at + TIME_MS, draft.timeMs, LE);
        target.putInt(at + INPUT, saturated(draft.inputTokens), LE);
        target.putInt(at + CACHED_INPUT, saturated(draft.cachedInputTokens), LE);
        target.putInt(at + CACHE_WRITE, saturated(draft.cacheWriteTokens), LE);
        target.putInt(at + OUTPUT, saturated(draft.outputTokens), LE);
        target.putInt(at + REASONING, saturated(draft.reasoningTokens), LE);
        target.putShort(at + ATTEMPTS, (short) Math.min(draft.attempts, MAX_U16), LE);
        target.putByte(at + INBOUND_DIALECT, draft.inboundDialect.code());
        target.putByte(at + UPSTREAM_DIALECT, draft.upstreamDialect.code());
        target.putLong(at + TTFB_US, draft.ttfbUs, LE);
        target.putLong(at + DURATION_US, draft.durationUs, LE);
        target.putLong(at + BYTES_IN, draft.bytesIn, LE);
        target.putLong(at + BYTES_OUT, draft.bytesOut, LE);
        target.putLong(at + COST_HIGH, draft.costHigh, LE);
        target.putLong(at + COST_LOW, draft.costLow, LE);
        final int end = encodeNames(draft, target, at + NAMES);
        target.putByte(at + TYPE, type.code());
        target.putByte(at + FLAGS, (byte) (draft.stream ? STREAM : 0));
        target.putByte(at + OUTCOME, draft.outcome.code());
        target.putByte(at + USAGE_SOURCE, draft.usageSource.code());
        target.putShort(at + STATUS, (short) draft.status, LE);
        target.putShort(at, (short) (end - at), LE);
    }

    private static int encodeNames(BillingDraft draft, MutableDirectBuffer target, int at) {
        int end = at;
        end = name(target, end, draft.keyId, draft.keyId.length, BillingDraft.MAX_NAME_BYTES);
        end = name(target, end, draft.app, draft.app.length, BillingDraft.MAX_NAME_BYTES);
        end = name(target, end, draft.user, draft.user.length, BillingDraft.MAX_NAME_BYTES);
        end = name(target, end, draft.channel, draft.channel.length, BillingDraft.MAX_NAME_BYTES);
        end = name(target, end, draft.endpoint, draft.endpoint.length, BillingDraft.MAX_ENDPOINT_BYTES);
        end = name(target, end, draft.model, draft.modelLength, BillingDraft.MAX_MODEL_BYTES);
        return name(target, end, draft.upstreamModel, draft.upstreamModelLength, BillingDraft.MAX_MODEL_BYTES);
    }

    private static int name(MutableDirectBuffer target, int at, byte[] utf8, int length, int max) {
        final int kept = BillingDraft.fitting(utf8, 0, length, max);
        target.putByte(at, (byte) kept);
        target.putBytes(at + 1, utf8, 0, kept);
        return at + 1 + kept;
    }

    private static int saturated(long tokens) {
        return (int) Math.min(Math.max(tokens, 0), MAX_U32);
    }
}

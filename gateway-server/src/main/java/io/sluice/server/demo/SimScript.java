package io.sluice.server.demo;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Value: how a simulated vendor treats one request. Written as {@code key=value; key=value}, in the request header
 * {@code x-sim}, in the query parameter {@code sim}, or in a test. An event is one piece of the body as it leaves: one
 * server-sent event in a stream, the whole body or one drip of it otherwise. {@code %3B} in a text stands for a semicolon.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>delay=50ms</td><td>before the head</td></tr>
 * <tr><td>status=429, retry-after=2, message=…, code=…, error-body=html</td><td>an error in the vendor's shape</td></tr>
 * <tr><td>header=name:value</td><td>one more field in the head</td></tr>
 * <tr><td>hop</td><td>hop-by-hop fields in the head, one of them named by Connection</td></tr>
 * <tr><td>informational</td><td>a 103 before the answer</td></tr>
 * <tr><td>hang, stall=N</td><td>no head ever; nothing more after N events (0: after the head)</td></tr>
 * <tr><td>cut=N, cut-events=N, reset</td><td>closed after N body bytes or events; by RST instead of FIN</td></tr>
 * <tr><td>garbage, garbage-after=N</td><td>instead of the status line; between chunks after N events</td></tr>
 * <tr><td>first-error, mid-error=N, error-status=503</td><td>an error event as the first event, or after N events; in a unary answer an error body under 200</td></tr>
 * <tr><td>no-end</td><td>the stream ends without its terminator event</td></tr>
 * <tr><td>events=N, interval=20ms, text=…, huge=N</td><td>N content tokens, paced, of this text, the first of N bytes</td></tr>
 * <tr><td>tool, tool=name, tool-args=JSON, tools=N</td><td>calls a tool, N of them; without a name those offered in turn</td></tr>
 * <tr><td>interleave</td><td>OpenAI's chat: fragments of several calls alternate</td></tr>
 * <tr><td>reasoning=N, cached=N, cache-write=N, usage=on|off, finish=length|filter</td><td>what the answer holds and reports</td></tr>
 * <tr><td>chunking=event|many|split|byte, framing=chunked|length|close, slow=N</td><td>how the body is cut; N bytes an interval</td></tr>
 * <tr><td>hold=N</td><td>waits after N events for {@link SimulatedVendor#releaseNext()}</td></tr>
 * <tr><td>early</td><td>answers when the head is there, then closes</td></tr>
 * <tr><td>close, silent-close, unsolicited</td><td>after the answer: closes as announced, closes unannounced, sends a response nobody asked for</td></tr>
 * </table>
 */
public final class SimScript {
    /** Answers at once and in full. */
    public static final SimScript NONE = new SimScript(new EnumMap<>(Key.class), null, new int[0]);

    private static final long DEFAULT_SLOW_INTERVAL_NS = 10_000_000;

    private final EnumMap<Key, String> values;
    private final @Nullable Replay replay;
    private final int[] cuts;

    private SimScript(EnumMap<Key, String> values, @Nullable Replay replay, int[] cuts) {
        this.values = values;
        this.replay = replay;
        this.cuts = cuts;
    }

    /** An answer given as it is. {@code headers} come before the framing. */
    @SuppressWarnings("ArrayRecordComponent") // a replay is never compared
    record Replay(int status, Map<String, String> headers, byte[] body) {}

    /**
     * @throws IllegalArgumentException for an unknown key or a value that isn't of its kind, which it names
     */
    public static SimScript of(String text) {
        return NONE.and(text);
    }

    /** Refuses with this status, in the vendor's shape. */
    public static SimScript status(int status) {
        return of("status=" + status);
    }

    /** Answers with exactly this body, whatever the (valid) request was. */
    public static SimScript replay(int status, Map<String, String> headers, byte[] body) {
        return new SimScript(
                new EnumMap<>(Key.class), new Replay(status, new LinkedHashMap<>(headers), body.clone()), new int[0]);
    }

    /** This script with more keys; the last value of a key wins. */
    public SimScript and(String text) {
        final EnumMap<Key, String> merged = new EnumMap<>(values);
        for (String part : text.split(";")) {
            final String entry = part.strip();
            if (!entry.isEmpty()) {
                put(merged, entry);
            }
        }
        return new SimScript(merged, replay, cuts);
    }

    /** Waits after {@code events} events; each {@link SimulatedVendor#releaseNext()} lets one more go. */
    public SimScript holdAfterEvent(int events) {
        return and("hold=" + events);
    }

    /** A replayed body leaves in pieces that end at these body offsets, each flushed by itself. */
    public SimScript cutAt(int... offsets) {
        return new SimScript(values, replay, offsets.clone());
    }

    /** A replayed body leaves byte by byte. */
    public SimScript oneByteAtATime() {
        if (replay == null) {
            throw new IllegalStateException("only a replay can leave byte by byte: use chunking=byte");
        }
        final int[] all = new int[Math.max(0, replay.body().length - 1)];
        Arrays.setAll(all, i -> i + 1);
        return cutAt(all);
    }

    private static void put(EnumMap<Key, String> into, String entry) {
        final int equals = entry.indexOf('=');
        final String name = (equals < 0 ? entry : entry.substring(0, equals)).strip();
        final String raw = equals < 0 ? "" : entry.substring(equals + 1).strip();
        final Key key = Key.of(name);
        final String value = raw.replace("%3B", ";").replace("%0A", "\n").replace("%25", "%");
        if (!key.kind.accepts(value)) {
            throw new IllegalArgumentException("x-sim: " + name + " must be " + key.kind.expects + ": " + raw);
        }
        into.put(key, value);
    }

    boolean has(Key key) {
        return values.containsKey(key);
    }

    @Nullable
    String text(Key key) {
        return values.get(key);
    }

    String text(Key key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    int number(Key key, int otherwise) {
        final String value = values.get(key);
        return value == null || value.isEmpty() ? otherwise : Integer.parseInt(value);
    }

    long nanos(Key key, long otherwise) {
        final String value = values.get(key);
        return value == null ? otherwise : parseNanos(value);
    }

    /** Between two events; 0: as fast as the connection takes them. */
    long intervalNs() {
        return nanos(Key.INTERVAL, has(Key.SLOW) ? DEFAULT_SLOW_INTERVAL_NS : 0);
    }

    @Nullable
    Replay replay() {
        return replay;
    }

    int[] cuts() {
        return cuts;
    }

    private static long parseNanos(String value) {
        for (Unit unit : Unit.values()) {
            if (value.endsWith(unit.suffix)) {
                return Long.parseLong(value.substring(0, value.length() - unit.suffix.length())) * unit.ns;
            }
        }
        throw new NumberFormatException(value);
    }

    private enum Unit {
        US("us", 1_000),
        MS("ms", 1_000_000),
        S("s", 1_000_000_000),
        M("m", 60_000_000_000L),
        H("h", 3_600_000_000_000L);

        private final String suffix;
        private final long ns;

        Unit(String suffix, long ns) {
            this.suffix = suffix;
            this.ns = ns;
        }
    }

    private enum Kind {
        FLAG("given without a value"),
        NUMBER("a whole number, 0 or more"),
        OPTIONAL_NUMBER("empty or a whole number, 0 or more"),
        DURATION("a duration such as 20ms"),
        TEXT("a text");

        private final String expects;

        Kind(String expects) {
            this.expects = expects;
        }

        boolean accepts(String value) {
            return switch (this) {
                case FLAG -> value.isEmpty();
                case NUMBER -> isNumber(value);
                case OPTIONAL_NUMBER -> value.isEmpty() || isNumber(value);
                case DURATION -> isDuration(value);
                case TEXT -> true;
            };
        }

        private static boolean isNumber(String value) {
            return !value.isEmpty() && value.length() <= 9 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        private static boolean isDuration(String value) {
            try {
                return parseNanos(value) >= 0;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }

    enum Key {
        DELAY(Kind.DURATION),
        STATUS(Kind.NUMBER),
        RETRY_AFTER(Kind.TEXT),
        MESSAGE(Kind.TEXT),
        CODE(Kind.TEXT),
        ERROR_BODY(Kind.TEXT),
        HEADER(Kind.TEXT),
        HOP(Kind.FLAG),
        INFORMATIONAL(Kind.FLAG),
        HANG(Kind.FLAG),
        STALL(Kind.NUMBER),
        CUT(Kind.NUMBER),
        CUT_EVENTS(Kind.NUMBER),
        RESET(Kind.FLAG),
        GARBAGE(Kind.FLAG),
        GARBAGE_AFTER(Kind.NUMBER),
        FIRST_ERROR(Kind.FLAG),
        MID_ERROR(Kind.NUMBER),
        ERROR_STATUS(Kind.NUMBER),
        NO_END(Kind.FLAG),
        EVENTS(Kind.NUMBER),
        INTERVAL(Kind.DURATION),
        TEXT(Kind.TEXT),
        HUGE(Kind.NUMBER),
        TOOL(Kind.TEXT),
        TOOL_ARGS(Kind.TEXT),
        TOOLS(Kind.NUMBER),
        INTERLEAVE(Kind.FLAG),
        REASONING(Kind.NUMBER),
        CACHED(Kind.NUMBER),
        CACHE_WRITE(Kind.NUMBER),
        USAGE(Kind.TEXT),
        FINISH(Kind.TEXT),
        CHUNKING(Kind.TEXT),
        FRAMING(Kind.TEXT),
        SLOW(Kind.OPTIONAL_NUMBER),
        HOLD(Kind.NUMBER),
        EARLY(Kind.FLAG),
        CLOSE(Kind.FLAG),
        SILENT_CLOSE(Kind.FLAG),
        UNSOLICITED(Kind.FLAG);

        private static final Map<String, Key> BY_NAME = byName();

        private final Kind kind;

        Key(Kind kind) {
            this.kind = kind;
        }

        private static Map<String, Key> byName() {
            final Map<String, Key> map = new HashMap<>();
            for (Key key : values()) {
                map.put(key.name().toLowerCase(Locale.ROOT).replace('_', '-'), key);
            }
            return map;
        }

        static Key of(String name) {
            final Key key = BY_NAME.get(name);
            if (key == null) {
                throw new IllegalArgumentException("x-sim: unknown key: " + name);
            }
            return key;
        }
    }

    @Override
    public String toString() {
        return "SimScript" + values + (replay == null ? "" : " replay " + replay.status());
    }
}

package io.sluice.codec.dialect.translate;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Toolbox;
import io.sluice.codec.dialect.neutral.Turn.Role;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Conversations nobody would have thought of, the same for the same seed: hostile strings, numbers no double holds, deep schemas. */
final class RandomTalk {
    /** Wire forms: what stands between the quotes. */
    private static final List<String> WORDS = List.of(
            "a",
            "two words",
            "\\\"quoted\\\" \\\\ and \\/ \\b\\f\\n\\r\\t",
            "caf\\u00e9 caf\u00e9 \u4f60\u597d",
            "\\ud83c\\udf0d \ud83c\udf0d",
            "\u2028 \u2029 \\u2028 \u0085",
            "{\\\"a\\\":[1]}",
            "data: [DONE]\\n\\ndata: {}",
            "\\u0000\\u001f\u007f",
            "<|end|> </s> \\u003cscript\\u003e",
            "long ".repeat(300) + "end");

    private static final List<String> NUMBERS =
            List.of("0", "-0", "1.0", "1e400", "12345678901234567890", "0.1000000000000000055511151231257827", "-1E-7");

    private final SplittableRandom random;
    private int calls;

    RandomTalk(long seed) {
        random = new SplittableRandom(seed);
    }

    Request request() throws UnsupportedException {
        final Request.Builder builder = new Request.Builder();
        builder.model = JsonString.of(Pair.MODEL);
        builder.stream = random.nextBoolean();
        builder.includeUsage = true;
        for (int i = random.nextInt(3); i > 0; i--) {
            builder.system.add(new SystemText(word(), mark(), 0));
        }
        final List<Tool> tools = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tools.add(new Tool(
                    JsonString.of("tool_" + i), maybe(word()), maybe(schema(random.nextInt(30))), maybe(true), mark()));
        }
        turns(builder, tools);
        final boolean thinking = random.nextInt(3) == 0;
        if (!tools.isEmpty()) {
            builder.toolbox = new Toolbox(tools, thinking ? null : choice(), maybe(false));
        }
        if (thinking) {
            builder.thinking = new Thinking(pick(Effort.LOW, Effort.MEDIUM, Effort.HIGH), maybe(true));
        }
        builder.sampling = new Sampling(
                maybe(JsonValue.of(pick("0.30", "1", "1.0", "0"))),
                maybe(JsonValue.of(pick("0.99", "1E-1"))),
                maybe(JsonValue.of("40")),
                maybe(JsonValue.of("0.5")),
                maybe(JsonValue.of("-1.50")),
                maybe(JsonValue.of(pick("7", "123456789012"))),
                null,
                stops());
        builder.answering = new Answering(
                JsonValue.of(Integer.toString(20_000 + random.nextInt(99))), 1, format(), null, false, null);
        builder.account = new Account(maybe(JsonString.of("user-1")), null, null);
        return builder.build();
    }

    private void turns(Request.Builder builder, List<Tool> tools) {
        builder.turns.add(Role.USER, new Part.Text(word(), mark()));
        for (int turn = random.nextInt(random.nextInt(8) == 0 ? 40 : 5); turn > 0; turn--) {
            if (random.nextBoolean()) {
                builder.turns.add(Role.ASSISTANT, new Part.Text(word(), null));
            }
            final List<Part.Result> results = new ArrayList<>();
            for (int i = tools.isEmpty() ? 0 : random.nextInt(4); i > 0; i--) {
                final JsonString id = JsonString.of("call_" + calls++);
                final JsonString name = tools.get(random.nextInt(tools.size())).name();
                builder.turns.add(Role.ASSISTANT, new Part.Call(id, name, object(2), null, mark()));
                results.add(new Part.Result(id, null, word(), List.of(), random.nextInt(4) == 0, mark()));
            }
            results.forEach(result -> builder.turns.add(Role.USER, result));
            if (results.isEmpty()) {
                builder.turns.add(Role.ASSISTANT, new Part.Text(word(), null));
            }
            if (results.isEmpty() || random.nextBoolean()) {
                builder.turns.add(Role.USER, new Part.Text(word(), mark()));
            }
            if (random.nextInt(3) == 0) {
                builder.turns.add(
                        Role.USER,
                        new Part.Image(
                                new Media.Bytes(JsonString.of("image/webp"), JsonString.of("QUJD+/==")),
                                maybe(JsonString.of("low")),
                                mark()));
            }
        }
    }

    /** @param choices 1 where one of the dialects tells no more */
    Response response(int choices) {
        final List<Choice> list = new ArrayList<>();
        for (int index = 0; index < choices; index++) {
            final List<Part> parts = new ArrayList<>();
            if (random.nextInt(3) == 0) {
                parts.add(new Part.Reasoning(word(), null));
            }
            if (random.nextInt(4) > 0) {
                parts.add(new Part.Text(word(), null));
            }
            final int called = parts.isEmpty() ? 1 : random.nextInt(4);
            for (int i = 0; i < called; i++) {
                parts.add(new Part.Call(
                        JsonString.of("call_" + calls++), JsonString.of("tool_" + i), object(3), null, null));
            }
            final Finish finish = called > 0 ? Finish.TOOL_CALLS : pick(Finish.STOP, Finish.LENGTH);
            list.add(new Choice(index, parts, finish, null));
        }
        return new Response(JsonString.of("x" + random.nextInt(99)), list, usage(), null);
    }

    /** The same answer as a stream, in any order that the grammar allows: choices mix, and so do the fragments of calls. */
    List<Event> events(Response response) {
        final List<Event> events = new ArrayList<>();
        events.add(new Event.Start(response.id()));
        final List<List<List<Event>>> left = new ArrayList<>();
        for (final Choice choice : response.choices()) {
            left.add(threads(choice));
        }
        while (left.stream().anyMatch(choice -> !choice.isEmpty())) {
            final List<List<Event>> choice = left.get(random.nextInt(left.size()));
            if (!choice.isEmpty()) {
                next(choice, events);
            }
            if (random.nextInt(8) == 0) {
                events.add(Event.Alive.INSTANCE);
            }
        }
        response.choices().forEach(choice -> events.add(new Event.Finished(choice.index(), choice.finish(), null)));
        events.add(new Event.Told(response.usage()));
        events.add(Event.End.INSTANCE);
        return events;
    }

    /** What is said before the calls comes first; calls begin in their order and go on in any. */
    private void next(List<List<Event>> threads, List<Event> events) {
        int at = random.nextInt(threads.size());
        for (int before = 0; before < at; before++) {
            final Event first = threads.get(before).get(0);
            if (!(first instanceof Event.CallArgs || first instanceof Event.CallEnd)) {
                at = before;
            }
        }
        final List<Event> thread = threads.get(at);
        events.add(thread.remove(0));
        if (thread.isEmpty()) {
            threads.remove(at);
        }
    }

    private List<List<Event>> threads(Choice choice) {
        final List<List<Event>> threads = new ArrayList<>();
        int call = 0;
        for (final Part part : choice.parts()) {
            final List<Event> thread = new ArrayList<>();
            switch (part) {
                case Part.Text text ->
                    fragments(text.text()).forEach(piece -> thread.add(new Event.Text(choice.index(), piece)));
                case Part.Reasoning thought ->
                    fragments(thought.text()).forEach(piece -> thread.add(new Event.Reasoning(choice.index(), piece)));
                case Part.Call made -> {
                    final int number = call++;
                    thread.add(new Event.CallStart(choice.index(), number, made.id(), made.name()));
                    fragments(JsonString.of(made.args().text()))
                            .forEach(piece -> thread.add(new Event.CallArgs(choice.index(), number, piece)));
                    thread.add(new Event.CallEnd(choice.index(), number));
                }
                default -> throw new IllegalStateException(part.toString());
            }
            threads.add(thread);
        }
        return threads;
    }

    /** Cut anywhere but inside an escape or a character. */
    private List<JsonString> fragments(JsonString whole) {
        final List<JsonString> pieces = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < whole.length(); ) {
            if (at > from && random.nextInt(whole.length() > 400 ? 100 : 6) == 0) {
                pieces.add(whole.slice(from, at));
                from = at;
            }
            at += whole.byteAt(at) != '\\' ? 1 : whole.byteAt(at + 1) == 'u' ? 6 : 2;
            while (at < whole.length() && (whole.byteAt(at) & 0xc0) == 0x80) {
                at++;
            }
        }
        pieces.add(whole.slice(from, whole.length()));
        return pieces;
    }

    private Usage usage() {
        final long cacheRead = random.nextBoolean() ? 0 : random.nextLong(1, 5_000);
        final long reasoning = random.nextBoolean() ? 0 : random.nextLong(1, 5_000);
        final long cacheWrite = random.nextBoolean() ? 0 : random.nextLong(1, 5_000);
        final Usage usage = new Usage();
        usage.set(
                cacheRead + cacheWrite + random.nextLong(1, 1L << 33),
                cacheRead,
                cacheWrite,
                reasoning + random.nextLong(1, 9_000),
                reasoning);
        return usage;
    }

    private ToolChoice choice() {
        return pick(
                new ToolChoice.Auto(),
                new ToolChoice.None(),
                new ToolChoice.Any(),
                new ToolChoice.Named(JsonString.of("tool_1")));
    }

    private Format format() {
        return random.nextInt(3) > 0
                ? new Format.Plain()
                : new Format.Schema(JsonString.of("response"), null, schema(random.nextInt(60)), maybe(false));
    }

    private List<JsonString> stops() {
        return random.nextBoolean() ? List.of() : List.of(JsonString.of("END"), JsonString.of("\n\"x\""));
    }

    private JsonValue schema(int depth) {
        final StringBuilder json = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            json.append("{ \"type\":\"object\",\"x\":").append(number()).append(", \"properties\":{\"p\":");
        }
        json.append("{\"type\":\"object\",\"minimum\":").append(number()).append("}");
        return JsonValue.of(json.append("}}".repeat(depth)).toString());
    }

    private JsonValue object(int depth) {
        final StringBuilder json = new StringBuilder();
        object(json, depth);
        return JsonValue.of(json.toString());
    }

    private void object(StringBuilder json, int depth) {
        json.append('{');
        for (int i = random.nextInt(4); i > 0; i--) {
            json.append('"').append(wire()).append(i).append("\":").append(random.nextInt(5) == 0 ? " \n" : "");
            value(json, depth - 1);
            json.append(i > 1 ? "," : "");
        }
        json.append('}');
    }

    private void value(StringBuilder json, int depth) {
        switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> json.append('"').append(wire()).append('"');
            case 1 -> json.append(number());
            case 2 -> json.append(pick("true", "null", "false"));
            case 3 -> json.append("[]");
            case 4 -> {
                json.append('[');
                value(json, depth - 1);
                json.append(" ,");
                value(json, depth - 1);
                json.append(']');
            }
            default -> object(json, depth);
        }
    }

    private String number() {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    private String wire() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private JsonString word() {
        final byte[] utf8 = wire().getBytes(StandardCharsets.UTF_8);
        return JsonString.view(utf8, 0, utf8.length, true);
    }

    private @Nullable CacheMark mark() {
        return random.nextInt(20) == 0 ? new CacheMark(null) : null;
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}

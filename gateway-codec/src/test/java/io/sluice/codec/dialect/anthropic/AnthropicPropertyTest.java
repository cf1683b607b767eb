package io.sluice.codec.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Fixtures.Fixture;
import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Toolbox;
import io.sluice.codec.dialect.neutral.Turn.Role;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.sse.SseScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for any conversation, and for any bytes. */
class AnthropicPropertyTest {
    private static final long SEED = 20_261_021;
    private static final int ROUNDS = 500;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private int marks;

    @Test
    void anyRequestThatWasWrittenReadsTheSame() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final Request request = request();
            final Translating translating =
                    new Translating(Translating.settings(settings -> settings.inlineSystem = true));

            final String written = translating.written(request, false);

            assertThat(new Translating().read(written))
                    .as("seed %s, round %s: %s", SEED, round, written)
                    .isEqualTo(request);
            assertThat(translating.work.losses().dropped()).isEmpty();
        }
    }

    @Test
    void anyOrderOfMixedCallsEndsInTheSameCalls() {
        for (int round = 0; round < ROUNDS; round++) {
            final int calls = 1 + random.nextInt(4);
            final List<String> left = new ArrayList<>();
            final StringBuilder expected = new StringBuilder();
            final List<Event> steps = new ArrayList<>(List.of(new Event.Start(JsonString.of("x"))));
            for (int call = 0; call < calls; call++) {
                left.add("{\"k\":[" + call + ",\"}\\\"" + "v".repeat(random.nextInt(9)) + "\"]}");
                expected.append("call ")
                        .append(call)
                        .append(" i")
                        .append(call)
                        .append(" f args ")
                        .append(left.get(call))
                        .append('\n');
            }
            int started = 0;
            while (started < calls || left.stream().anyMatch(text -> !text.isEmpty())) {
                if (started < calls && random.nextBoolean()) {
                    steps.add(new Event.CallStart(0, started, JsonString.of("i" + started), JsonString.of("f")));
                    started++;
                } else if (started > 0) {
                    final int call = random.nextInt(started);
                    final String text = left.get(call);
                    final int cut = text.isEmpty() ? 0 : 1 + random.nextInt(text.length());
                    steps.add(new Event.CallArgs(0, call, JsonString.of(text.substring(0, cut))));
                    left.set(call, text.substring(cut));
                }
            }
            for (int call = 0; call < calls; call++) {
                steps.add(new Event.CallEnd(0, call));
            }
            steps.add(new Event.Finished(0, Finish.TOOL_CALLS, null));
            steps.add(Event.End.INSTANCE);

            final String stream = new Translating().stream(steps.toArray(Event[]::new));

            Grammar.require(stream);
            final StringBuilder calledFor = new StringBuilder();
            for (final String line :
                    Told.of(stream.getBytes(StandardCharsets.UTF_8), 1 << 20, new Translating().work).lines) {
                if (line.startsWith("call")) {
                    calledFor.append(line).append(" args ");
                } else if (line.startsWith("args")) {
                    calledFor.append(line.substring("args 0 ".length()));
                } else if (line.startsWith("end of")) {
                    calledFor.append('\n');
                }
            }
            assertThat(calledFor).as("seed %s, round %s", SEED, round).hasToString(expected.toString());
        }
    }

    @Test
    void brokenRequestsAndAnswersAreRefusedInAnOrderlyWay() {
        final ResponseReader answers = AnthropicCodec.INSTANCE.newResponseReader();
        for (final Fixture fixture : fixtures("request.json")) {
            for (int round = 0; round < ROUNDS / 10; round++) {
                final String broken = broken(fixture);
                try {
                    final Translating translating = new Translating();
                    translating.written(translating.read(broken), false);
                } catch (UnsupportedException refusal) {
                    assertThat(refusal.field()).isNotEmpty();
                    assertThat(refusal.getMessage()).isNotEmpty();
                }
                final Response answer = answers.read(JsonValue.of(broken), new Translating().work);
                assertThat(answer != null || !answers.failure().message().isEmpty())
                        .isTrue();
            }
        }
    }

    @Test
    void brokenStreamsAlwaysEndInAnAnswerOrAnError() {
        final StreamReader reader = AnthropicCodec.INSTANCE.newStreamReader();
        final StreamWriter writer = AnthropicCodec.INSTANCE.newStreamWriter();
        for (final Fixture fixture : fixtures(".stream.sse")) {
            for (int round = 0; round < ROUNDS / 10; round++) {
                final Translating translating = new Translating();
                final byte[] broken = broken(fixture).getBytes(StandardCharsets.UTF_8);
                final Told told = new Told();
                final ByteBuf out = Unpooled.buffer();
                reader.begin(translating.work);
                writer.begin(translating.work);
                final SseScanner scanner = new SseScanner(64 * 1024, (event, end) -> {
                    if (!event.isComment()) {
                        reader.event(event.data(), event.dataIndex(), event.dataLength(), step -> {
                            told.event(step);
                            writer.event(step, out);
                        });
                    }
                });
                final ByteBuf in = Unpooled.wrappedBuffer(broken);
                scanner.feed(in, 0, in.capacity());
                scanner.finish();
                reader.end(step -> {
                    told.event(step);
                    writer.event(step, out);
                });
                scanner.close();

                assertThat(reader.isOver()).isTrue();
                Grammar.require(out.toString(StandardCharsets.UTF_8));
            }
        }
    }

    private static List<Fixture> fixtures(String suffix) {
        return Fixtures.ending(suffix).stream()
                .filter(fixture -> fixture.dialect().equals("anthropic"))
                .toList();
    }

    private String broken(Fixture fixture) {
        final StringBuilder text = new StringBuilder(new String(fixture.bytes(), StandardCharsets.ISO_8859_1));
        for (int i = random.nextInt(4); i >= 0; i--) {
            final int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, (char) random.nextInt(32, 127));
                case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(60)));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(60))));
            }
            if (text.isEmpty()) {
                text.append('{');
            }
        }
        return text.toString();
    }

    private Request request() throws UnsupportedException {
        final Request.Builder builder = new Request.Builder();
        marks = 4;
        builder.model = JsonString.of("fixture-model");
        builder.stream = random.nextBoolean();
        builder.includeUsage = true;
        for (int i = random.nextInt(3); i > 0; i--) {
            builder.system.add(new SystemText(word(), mark(), 0));
        }
        final boolean tools = random.nextBoolean();
        turns(builder);
        if (tools) {
            builder.toolbox = new Toolbox(
                    List.of(
                            new Tool(
                                    JsonString.of("f"),
                                    maybe(word()),
                                    JsonValue.of("{\"type\":\"object\",\"x\":1.0}"),
                                    maybe(true),
                                    mark()),
                            new Tool(JsonString.of("g-1"), null, JsonValue.of("{ \"type\":\"object\"}"), null, null)),
                    pick(new ToolChoice.Auto(), new ToolChoice.None(), null),
                    null);
        }
        final boolean thinking = random.nextBoolean();
        builder.thinking = thinking ? new Thinking(pick(Effort.NONE, Effort.LOW, Effort.MAX), null) : Thinking.UNSAID;
        builder.sampling = new Sampling(
                thinking ? null : maybe(JsonValue.of("0.30")),
                maybe(JsonValue.of("1e-2")),
                null,
                null,
                null,
                null,
                null,
                random.nextBoolean() ? List.of() : List.of(word(), word()));
        if (builder.sampling.equals(Sampling.DEFAULT)) {
            builder.sampling = Sampling.DEFAULT;
        }
        builder.answering = new Answering(
                JsonValue.of(Integer.toString(1 + random.nextInt(99))),
                1,
                random.nextBoolean()
                        ? new Format.Plain()
                        : new Format.Schema(null, null, JsonValue.of("{\"a\": [1,2.50]}"), null),
                null,
                false,
                null);
        builder.account = new Account(maybe(word()), pick(Tier.AUTO, Tier.DEFAULT, null), null);
        return builder.build();
    }

    private void turns(Request.Builder builder) {
        builder.turns.add(Role.USER, new Part.Text(word(), mark()));
        for (int turn = random.nextInt(4); turn > 0; turn--) {
            if (random.nextInt(4) == 0) {
                builder.system.add(new SystemText(word(), mark(), builder.turns.count()));
            }
            if (random.nextBoolean()) {
                builder.turns.add(Role.ASSISTANT, new Part.Reasoning(maybeEmpty(), Seal.of(Origin.ANTHROPIC, word())));
                builder.turns.add(
                        Role.ASSISTANT,
                        new Part.Reasoning(JsonString.EMPTY, new Seal(Origin.ANTHROPIC, word(), true, null)));
            }
            final JsonString id = JsonString.of("toolu_" + turn);
            builder.turns.add(Role.ASSISTANT, new Part.Text(word(), mark()));
            builder.turns.add(
                    Role.ASSISTANT,
                    new Part.Call(
                            id, JsonString.of("f"), JsonValue.of("{\"n\": 1.0, \"s\":\"\\u00e9\"}"), null, mark()));
            builder.turns.add(
                    Role.USER,
                    new Part.Result(
                            id,
                            null,
                            word(),
                            random.nextBoolean() ? List.of() : List.of(image(null)),
                            random.nextBoolean(),
                            mark()));
            builder.turns.add(Role.USER, image(mark()));
            builder.turns.add(Role.USER, new Part.Document(new Media.PlainText(word()), maybe(word()), mark()));
        }
    }

    private Part image(@Nullable CacheMark mark) {
        return new Part.Image(
                random.nextBoolean()
                        ? new Media.Url(JsonString.of("https://a.example/b.png"))
                        : new Media.Bytes(JsonString.of("image/webp"), JsonString.of("QUJD")),
                null,
                mark);
    }

    private JsonString word() {
        return JsonString.of(
                pick("a", "two words", "\"quoted\"\n", "\ud83c\udf0d caf\u00e9", "x".repeat(300), "{\"a\":1}"));
    }

    private JsonString maybeEmpty() {
        return random.nextBoolean() ? JsonString.EMPTY : word();
    }

    private @Nullable CacheMark mark() {
        if (marks == 0 || random.nextInt(3) > 0) {
            return null;
        }
        marks--;
        return new CacheMark(maybe(JsonString.of("1h")));
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    @SafeVarargs
    private <T extends @Nullable Object> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}

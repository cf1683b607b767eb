package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Fixtures.Fixture;
import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
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
import io.sluice.codec.dialect.neutral.TranslateSettings.RemoteMedia;
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
class GeminiPropertyTest {
    private static final long SEED = 20_261_125;
    private static final int ROUNDS = 500;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void anyRequestThatWasWrittenReadsTheSame() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final Request request = request();
            final Translating translating =
                    new Translating(Translating.settings(settings -> settings.remoteMedia = RemoteMedia.URI));

            final String written = translating.written(request, false);

            assertThat(new Translating().read(written, new Hints("fixture-model", request.stream(), false)))
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
        final ResponseReader answers = GeminiCodec.EVENTS.newResponseReader();
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
        final StreamReader reader = GeminiCodec.EVENTS.newStreamReader();
        final StreamWriter writer = GeminiCodec.EVENTS.newStreamWriter();
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
                .filter(fixture -> fixture.dialect().equals("gemini"))
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
        builder.model = JsonString.of("fixture-model");
        builder.stream = random.nextBoolean();
        builder.includeUsage = true;
        for (int i = random.nextInt(3); i > 0; i--) {
            builder.system.add(new SystemText(word(), null, 0));
        }
        turns(builder);
        if (random.nextBoolean()) {
            builder.toolbox = new Toolbox(
                    List.of(
                            new Tool(
                                    JsonString.of("f"),
                                    maybe(word()),
                                    JsonValue.of("{\"type\":\"object\",\"x\":1.0}"),
                                    null,
                                    null),
                            new Tool(JsonString.of("_g.h:1-2"), null, null, null, null)),
                    pick(
                            new ToolChoice.Auto(),
                            new ToolChoice.None(),
                            new ToolChoice.Any(),
                            new ToolChoice.Named(JsonString.of("f")),
                            new ToolChoice.Allowed(true, List.of(JsonString.of("f"), JsonString.of("_g.h:1-2"))),
                            new ToolChoice.Allowed(false, List.of(JsonString.of("f"))),
                            null),
                    null);
        }
        if (random.nextBoolean()) {
            builder.thinking = new Thinking(pick(Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH), maybe(true));
        }
        builder.sampling = new Sampling(
                maybe(JsonValue.of("0.30")),
                maybe(JsonValue.of("1e-2")),
                maybe(JsonValue.of("40")),
                maybe(JsonValue.of("-0.5")),
                maybe(JsonValue.of("2")),
                maybe(JsonValue.of("7")),
                null,
                random.nextBoolean() ? List.of() : List.of(word(), word()));
        final boolean logprobs = random.nextBoolean();
        builder.answering = new Answering(
                maybe(JsonValue.of(Integer.toString(1 + random.nextInt(99)))),
                1 + random.nextInt(3),
                pick(
                        new Format.Plain(),
                        new Format.Json(),
                        new Format.Schema(null, null, JsonValue.of("{\"a\": [1,2.50]}"), null)),
                null,
                logprobs,
                logprobs ? maybe(JsonValue.of("3")) : null);
        builder.account = new Account(null, pick(Tier.DEFAULT, Tier.FLEX, Tier.PRIORITY, null), null);
        if (random.nextBoolean()) {
            builder.extras.add(new Extra("safetySettings", JsonValue.of("[ {} ]"), Extra.Fate.DROP));
        }
        return builder.build();
    }

    private void turns(Request.Builder builder) {
        builder.turns.add(Role.USER, new Part.Text(word(), null));
        for (int turn = random.nextInt(4); turn > 0; turn--) {
            final boolean named = random.nextBoolean();
            final JsonString first = named ? JsonString.of("call_" + turn) : JsonString.EMPTY;
            final JsonString second = named ? JsonString.of("other_" + turn) : JsonString.EMPTY;
            if (random.nextBoolean()) {
                builder.turns.add(Role.ASSISTANT, new Part.Reasoning(maybeEmpty(), own()));
            }
            builder.turns.add(Role.ASSISTANT, new Part.Text(word(), null));
            if (random.nextBoolean()) {
                builder.turns.add(
                        Role.ASSISTANT,
                        new Part.Call(
                                first,
                                JsonString.of("f"),
                                JsonValue.of("{\"n\": 1.0, \"s\":\"\\u00e9\"}"),
                                maybe(own()),
                                null));
                builder.turns.add(
                        Role.ASSISTANT,
                        new Part.Call(second, JsonString.of("_g.h:1-2"), JsonValue.of("{}"), maybe(own()), null));
                builder.turns.add(Role.USER, result(first, "f"));
                builder.turns.add(Role.USER, result(second, "_g.h:1-2"));
            } else if (random.nextBoolean()) {
                builder.turns.add(Role.ASSISTANT, new Part.Reasoning(JsonString.EMPTY, own()));
            }
            builder.turns.add(Role.USER, image());
            builder.turns.add(
                    Role.USER,
                    new Part.Document(
                            new Media.Bytes(JsonString.of("application/pdf"), JsonString.of("QUJD")), null, null));
            builder.turns.add(Role.USER, new Part.Audio(JsonString.of(pick("wav", "mp3")), JsonString.of("QUJD")));
        }
    }

    private Part result(JsonString id, String name) {
        return new Part.Result(id, JsonString.of(name), maybeEmpty(), List.of(), random.nextBoolean(), null);
    }

    private Seal own() {
        return Seal.of(Origin.GEMINI, JsonString.of(pick("U2ln", "c2ln_-8=", "YQ==")));
    }

    private Part image() {
        return new Part.Image(
                random.nextBoolean()
                        ? new Media.Url(JsonString.of("https://a.example/b.png"))
                        : new Media.Bytes(JsonString.of("image/webp"), JsonString.of("QUJD")),
                null,
                null);
    }

    private JsonString word() {
        return JsonString.of(
                pick("a", "two words", "\"quoted\"\n", "\ud83c\udf0d caf\u00e9", "x".repeat(300), "{\"a\":1}"));
    }

    private JsonString maybeEmpty() {
        return random.nextBoolean() ? JsonString.EMPTY : word();
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    @SafeVarargs
    private <T extends @Nullable Object> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}

package io.sluice.codec.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any conversation between any two dialects. More of them: {@code -Dtranslate.seeds=N}. */
final class TranslationPropertyTest {
    private static final int SEEDS = Integer.getInteger("translate.seeds", 40);

    /** What losses call a field, where the readers of several dialects call it otherwise. */
    private static final Map<String, String> FIELDS = Map.of(
            "stopsequences", "stop",
            "reasoningeffort", "effort",
            "thinking", "effort",
            "paralleltoolcalls", "parallel");

    static List<Speech[]> pairs() {
        return speeches().stream()
                .flatMap(from -> speeches().stream().map(to -> new Speech[] {from, to}))
                .toList();
    }

    static List<Speech> speeches() {
        return Arrays.stream(Speech.values())
                .filter(speech -> Codecs.knows(speech.dialect()))
                .toList();
    }

    @Test
    void allFourDialectsAreThere() {
        assertThat(speeches()).containsExactly(Speech.values());
    }

    @ParameterizedTest
    @MethodSource("speeches")
    void whatADialectWroteItReadsTheSame(Speech speech) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            final Request said = retold(new RandomTalk(seed).request(), speech, work());

            assertThat(retold(said, speech, work()).toString())
                    .as("%s, seed %s", speech, seed)
                    .isEqualTo(said.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aRequestSurvivesThereAndBackLessTheListedLosses(Speech client, Speech upstream) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            final Request said = retold(new RandomTalk(seed).request(), client, work());
            final Work there = work();
            final Request arrived = retold(said, upstream, there);
            final Work back = work();
            final Request returned = retold(arrived, client, back);

            same(Meaning.of(said), Meaning.of(arrived), there, client + " to " + upstream + ", seed " + seed);
            same(Meaning.of(arrived), Meaning.of(returned), back, upstream + " back to " + client + ", seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anAnswerIsTheSameInAnyDialect(Speech client, Speech upstream) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            final Response made = new RandomTalk(seed).response(choices(client, upstream, seed));

            final Response arrived = answered(made, upstream);
            final Response told = answered(arrived, client);

            assertThat(Meaning.of(arrived))
                    .as("from %s, seed %s", upstream, seed)
                    .isEqualTo(Meaning.of(made));
            assertThat(Meaning.of(told)).as("to %s, seed %s", client, seed).isEqualTo(Meaning.of(made));
            assertThat(Meaning.of(answered(told, client))).isEqualTo(Meaning.of(made));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aStreamInAnyOrderEndsInTheSameAnswer(Speech client, Speech upstream) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            final RandomTalk talk = new RandomTalk(seed);
            final Response made = talk.response(choices(client, upstream, seed));
            final List<Event> events = talk.events(made);

            final byte[] upstreams = written(events, upstream);
            final byte[] clients = new Pair(client, upstream).stream(upstreams);

            ClientGrammar.check(upstream, upstreams);
            ClientGrammar.check(client, clients);
            final String which = upstream + " to " + client + ", seed " + seed;
            same(streamed(upstreams, upstream), Meaning.of(made), upstream == Speech.GEMINI, which);
            same(
                    streamed(clients, client),
                    Meaning.of(made),
                    upstream == Speech.GEMINI || client == Speech.GEMINI,
                    which);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void usageIsTheUpstreamsAndAddsUp(Speech client, Speech upstream) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            final Response made = new RandomTalk(seed).response(1);
            final ByteBuf out = Unpooled.buffer();
            Codecs.of(client.dialect()).newResponseWriter().write(answered(made, upstream), asked(client), out);
            final JsonNode told = Norm.parse(Pair.bytes(out));

            final JsonNode usage = client.response(told).path("usage");
            final JsonNode total = client == Speech.GEMINI
                    ? told.at("/usageMetadata/totalTokenCount")
                    : told.at("/usage/total_tokens");
            final long sum = made.usage().inputTotal() + made.usage().outputTotal();
            assertThat(usage.path("input_total").asLong()
                            + usage.path("output_total").asLong())
                    .as("%s to %s, seed %s", upstream, client, seed)
                    .isEqualTo(sum);
            assertThat(total.asLong(sum)).isEqualTo(sum);
            assertThat(usage.path("reasoning").asLong()).isEqualTo(made.usage().reasoning());
            assertThat(usage.path("cache_read").asLong()).isEqualTo(made.usage().cacheRead());
            if (client != Speech.GEMINI && upstream != Speech.GEMINI) {
                assertThat(usage.path("cache_write").asLong())
                        .isEqualTo(made.usage().cacheWrite());
            }
        }
    }

    private static void same(Map<String, String> told, Map<String, String> made, boolean anyOrder, String which) {
        if (anyOrder) {
            assertThat(Meaning.unordered(told)).as(which).isEqualTo(Meaning.unordered(made));
        } else {
            assertThat(told).as(which).isEqualTo(made);
        }
    }

    private static int choices(Speech client, Speech upstream, long seed) {
        final Set<Speech> several = Set.of(Speech.OPENAI, Speech.GEMINI);
        return several.contains(client) && several.contains(upstream) ? 1 + (int) (seed % 3) : 1;
    }

    private static Work work() {
        final Work work = new Work();
        work.begin(TranslateSettings.DEFAULT, Pair.ID_TAIL, 1_700_000_000, Pair.MAX_HELD_BYTES);
        return work;
    }

    private static Request retold(Request request, Speech speech, Work work) throws UnsupportedException {
        final ByteBuf out = Unpooled.buffer();
        work.request(request);
        Codecs.of(speech.dialect()).newRequestWriter().write(request, Pair.MODEL, work, false, out);
        final byte[] body = Pair.bytes(out);
        ClientGrammar.json(body);
        return Codecs.of(speech.dialect())
                .newRequestReader()
                .read(
                        JsonValue.view(body, 0, body.length),
                        new RequestReader.Hints(Pair.MODEL, request.stream(), false));
    }

    static Work asked(Speech speech) throws UnsupportedException {
        final Pair pair = new Pair(speech, speech);
        pair.askSomething();
        return pair.work;
    }

    static Response answered(Response response, Speech speech) throws UnsupportedException {
        final ByteBuf out = Unpooled.buffer();
        Codecs.of(speech.dialect()).newResponseWriter().write(response, asked(speech), out);
        final byte[] body = Pair.bytes(out);
        return Objects.requireNonNull(Codecs.of(speech.dialect())
                .newResponseReader()
                .read(JsonValue.view(body, 0, body.length), asked(speech)));
    }

    static byte[] written(List<Event> events, Speech speech) throws UnsupportedException {
        final StreamWriter writer = Codecs.of(speech.dialect()).newStreamWriter();
        final ByteBuf out = Unpooled.buffer();
        writer.begin(asked(speech));
        events.forEach(event -> writer.event(event, out));
        return Pair.bytes(out);
    }

    private static Map<String, String> streamed(byte[] stream, Speech speech) throws UnsupportedException {
        final StreamReader reader = Codecs.of(speech.dialect()).newStreamReader();
        final Meaning.Streamed streamed = new Meaning.Streamed();
        reader.begin(asked(speech));
        Pair.feed(reader, stream, streamed::event);
        return streamed.told();
    }

    /** Whatever differs was reported. */
    private static void same(Map<String, String> said, Map<String, String> arrived, Work work, String which) {
        final Set<String> reported = new TreeSet<>();
        for (final String name : work.losses().dropped()) {
            reported.add(field(name));
        }
        for (final String field : said.keySet()) {
            if (!reported.contains(field(field))) {
                assertThat(arrived.get(field))
                        .as("%s: %s; reported %s", which, field, reported)
                        .isEqualTo(said.get(field));
            }
        }
    }

    private static String field(String name) {
        final String plain =
                name.substring(name.lastIndexOf('.') + 1).replace("_", "").toLowerCase(Locale.ROOT);
        return FIELDS.getOrDefault(plain, plain);
    }
}

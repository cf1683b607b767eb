package io.sluice.server.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.demo.Tokens;
import io.sluice.server.support.TestGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an official client must be able to do with every other vendor, by a base URL, a key and a model's name alone. One
 * subclass a client says how it asks and what it understood. The vendors are strict: what they'd refuse fails here.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TranslatedClientSuite {
    static final String QUESTION = "How are you today?";
    static final String ECHO = SimulatedVendor.echo(QUESTION);
    static final List<String> TOOLS = List.of("get_weather", "get_time");

    /** Of the one argument of every tool, and of the answers. */
    static final Map<String, Object> SCHEMA = Map.of(
            "type",
            "object",
            "properties",
            Map.of("city", Map.of("type", "string")),
            "required",
            List.of("city"),
            "additionalProperties",
            false);

    /** What the simulated models make of it. */
    static final String CITY = "a \"simulated\" city";

    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String NARROW_KEY = "sk-sluice-narrow-key";
    private static final String LIMITED = "limited";
    private static final String LIMITED_STREAM = "limited-stream";
    private static final String RETRIED = "retried";
    private static final String OVERLOADED = "overloaded";
    private static final String BROKEN = "broken";
    private static final String CUT = "cut";
    private static final String REFUSED = "refused";
    private static final String ABSENT = "absent";
    private static final int EVENTS_OF_ANY = 5000;

    private final Map<SimVendor, SimulatedVendor> vendors = new EnumMap<>(SimVendor.class);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private TestGateway gateway;

    /** The dialect it speaks: nothing is translated there. */
    abstract Upstream own();

    /** One answer in one piece. */
    abstract Said ask(Caller caller, Ask ask);

    /** The same in a stream, put together again by the client's own means. */
    abstract Said stream(Caller caller, Ask ask);

    /** Asks again with what was said and a result for each call in it. */
    abstract Said answerCalls(Caller caller, Ask ask, Said said, List<String> results);

    /** Reads a little of a stream and leaves. */
    abstract void readSome(Caller caller, Ask ask);

    abstract Class<? extends Throwable> errorOf(Trouble trouble);

    abstract int statusOf(Throwable error);

    /** Whether what the model signed is still there when the client sends its answer back. */
    boolean carriesSignatures(Upstream upstream, boolean streamed) {
        return true;
    }

    /** How the client calls the end of an answer with tool calls. */
    abstract String finishOfCalls();

    /** How it calls the end of an answer that became too long. */
    abstract String finishOfLength();

    int status(Trouble trouble) {
        return trouble.status;
    }

    /** Whether the dialect has a place for what a model thought. */
    boolean seesReasoning() {
        return true;
    }

    /** Who asks: {@code retries} are the client's own. */
    record Caller(String url, String key, int retries) {}

    @BeforeAll
    void start(@TempDir Path dataDir) {
        for (final SimVendor vendor : SimVendor.values()) {
            vendors.put(vendor, SimulatedVendor.start(SimOptions.of(vendor).forbid(TestGateway.KEY, NARROW_KEY)));
        }
        final StringBuilder config = new StringBuilder(TestGateway.key());
        config.append(TestGateway.key("narrow", NARROW_KEY, "models = [\"another\"]"));
        upstreams().forEach(upstream -> config.append(routes(upstream)));
        gateway = TestGateway.start(
                dataDir, config.append("retry { max-attempts = 1 }\n").toString());
    }

    private String routes(Upstream upstream) {
        final StringBuilder config = new StringBuilder(route(upstream, upstream.alias(), upstream.model));
        for (final String channel : List.of(LIMITED, LIMITED_STREAM, RETRIED, OVERLOADED, BROKEN, REFUSED, CUT)) {
            config.append(route(upstream, upstream.alias(channel), upstream.model));
        }
        return config.append(route(upstream, upstream.alias(ABSENT), "no-such-model"))
                .toString();
    }

    private String route(Upstream upstream, String alias, String model) {
        return TestGateway.channel(alias, upstream.dialect.configName(), vendor(upstream), upstream.settings)
                + "models.\"" + alias + "\" { routes = [ { channel = " + alias + ", model = \"" + model + "\" } ] }\n";
    }

    final Stream<Upstream> upstreams() {
        return Arrays.stream(Upstream.values()).filter(upstream -> upstream != own());
    }

    @AfterEach
    void forgetScripts() throws Exception {
        for (final AutoCloseable client : opened) {
            client.close();
        }
        opened.clear();
        vendors.values().forEach(SimulatedVendor::reset);
    }

    @AfterAll
    void stop() {
        gateway.close();
        vendors.values().forEach(SimulatedVendor::close);
    }

    /** Closes it after the test. */
    final <T extends AutoCloseable> T closing(T client) {
        opened.add(client);
        return client;
    }

    private SimulatedVendor vendor(Upstream upstream) {
        return Objects.requireNonNull(vendors.get(upstream.vendor));
    }

    private Caller caller() {
        return new Caller(gateway.url(), TestGateway.KEY, 0);
    }

    private String received(Upstream upstream) {
        return new String(vendor(upstream).awaitRequest().body(), StandardCharsets.UTF_8);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    static String json(Object tree) {
        return JSON.valueToTree(tree).toString();
    }

    private static void assertSaysEcho(Said said) {
        assertThat(said.text()).isEqualTo(ECHO);
        assertThat(said.calls()).isEmpty();
        assertThat(said.inputTokens()).isEqualTo(Tokens.count(QUESTION));
        assertThat(said.outputTokens()).isEqualTo(Tokens.count(ECHO));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void chats(Upstream upstream) {
        assertSaysEcho(ask(caller(), Ask.of(upstream.alias())));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void streams(Upstream upstream) {
        assertSaysEcho(stream(caller(), Ask.of(upstream.alias())));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void isToldWhatACacheSaved(Upstream upstream) {
        vendor(upstream).script(SimScript.of("cached=3"));

        for (final Said said :
                List.of(ask(caller(), Ask.of(upstream.alias())), stream(caller(), Ask.of(upstream.alias())))) {
            assertThat(said.cachedTokens()).isEqualTo(3);
            assertThat(said.inputTokens()).isEqualTo(Tokens.count(QUESTION));
        }
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void callsToolsInParallel(Upstream upstream) {
        vendor(upstream).script(SimScript.of("tools=2"));

        assertCallsTools(ask(caller(), Ask.of(upstream.alias()).withTools()));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void callsToolsInParallelInAStream(Upstream upstream) {
        for (final String script : List.of("tools=2", "tools=2; interleave")) {
            vendor(upstream).script(SimScript.of(script));

            assertCallsTools(stream(caller(), Ask.of(upstream.alias()).withTools()));
        }
    }

    private void assertCallsTools(Said said) {
        assertThat(said.calls()).extracting(Said.Call::name).isEqualTo(TOOLS);
        assertThat(said.calls())
                .allSatisfy(call -> assertThat(json(call.arguments())).isEqualTo(json(json(Map.of("city", CITY)))));
        assertThat(said.calls()).extracting(Said.Call::id).doesNotHaveDuplicates();
        assertThat(said.finish()).isEqualTo(finishOfCalls());
        assertThat(said.outputTokens()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void givesResultsBack(Upstream upstream) {
        vendor(upstream).nextScripts(SimScript.of("tools=2; text=Let me look."));
        final Ask ask = Ask.of(upstream.alias()).withTools();

        final Said asked = ask(caller(), ask);
        final Said answered = answerCalls(caller(), ask, asked, List.of("21 degrees", "half past nine"));

        assertThat(asked.text()).isEqualTo("Let me look.");
        assertThat(answered.text()).isEqualTo("The tools said: 21 degrees; half past nine");
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void givesResultsBackAfterThinking(Upstream upstream) {
        final Ask ask = Ask.of(upstream.alias()).withTools().withThinking();
        for (final boolean streamed : new boolean[] {false, true}) {
            vendor(upstream).nextScripts(SimScript.of("tools=2; reasoning=6"));

            final Said asked = streamed ? stream(caller(), ask) : ask(caller(), ask);
            final Said answered = answerCalls(caller(), ask, asked, List.of("21 degrees", "half past nine"));

            assertThat(answered.text()).isEqualTo("The tools said: 21 degrees; half past nine");
            received(upstream);
            final String again = received(upstream);
            if (carriesSignatures(upstream, streamed)) {
                assertThat(again).contains(upstream.signature);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void showsAnImage(Upstream upstream) {
        final Said said = ask(caller(), Ask.of(upstream.alias()).withImage());

        assertThat(said.text()).isEqualTo(ECHO + " With attachments: 1.");
        assertThat(received(upstream)).contains(PNG);
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void wantsAnAnswerOfASchema(Upstream upstream) {
        final Ask ask = Ask.of(upstream.alias()).withSchema();

        for (final Said said : List.of(ask(caller(), ask), stream(caller(), ask))) {
            assertThat(json(said.text())).isEqualTo(json(json(Map.of("city", CITY))));
        }
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void isToldThatAnAnswerWasCutShort(Upstream upstream) {
        vendor(upstream).script(SimScript.of("finish=length"));

        for (final Said said :
                List.of(ask(caller(), Ask.of(upstream.alias())), stream(caller(), Ask.of(upstream.alias())))) {
            assertThat(said.text()).isEqualTo(ECHO);
            assertThat(said.finish()).isEqualTo(finishOfLength());
        }
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void seesWhatTheModelThought(Upstream upstream) {
        vendor(upstream).script(SimScript.of("reasoning=6"));
        final Ask ask = Ask.of(upstream.alias()).withThinking();

        for (final Said said : List.of(ask(caller(), ask), stream(caller(), ask))) {
            assertThat(said.text()).isEqualTo(ECHO);
            assertThat(said.outputTokens()).isEqualTo(Tokens.count(ECHO) + 6);
            if (seesReasoning()) {
                assertThat(said.reasoning()).isEqualTo("Let me think about what was");
            }
            assertThat(upstream.wantsThinking(vendor(upstream).awaitRequest())).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void mayLeaveInTheMiddleOfAStream(Upstream upstream) {
        vendor(upstream).script(SimScript.of("events=1000000; interval=5ms"));

        readSome(caller(), Ask.of(upstream.alias()));

        assertThat(vendor(upstream).awaitAbort(SOON).events()).isLessThan(EVENTS_OF_ANY);
    }

    private void assertTold(Trouble trouble, Caller caller, String model) {
        assertTold(trouble, () -> ask(caller, Ask.of(model)));
        assertTold(trouble, () -> stream(caller, Ask.of(model)));
    }

    private void assertTold(Trouble trouble, ThrowableAssert.ThrowingCallable call) {
        final Throwable error = catchThrowable(call);
        assertThat(error).isInstanceOf(errorOf(trouble));
        assertThat(statusOf(error)).isEqualTo(status(trouble));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void toldThatItsKeyIsUnknown(Upstream upstream) {
        assertTold(Trouble.AUTHENTICATION, new Caller(gateway.url(), "nobody's key", 0), upstream.alias());
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void toldThatItMayNotUseAModel(Upstream upstream) {
        assertTold(Trouble.PERMISSION, new Caller(gateway.url(), NARROW_KEY, 0), upstream.alias());
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void toldThatAModelDoesNotExist(Upstream upstream) {
        assertTold(Trouble.NOT_FOUND, caller(), "nobody's model");
        assertTold(Trouble.NOT_FOUND, caller(), upstream.alias(ABSENT));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void toldThatTheVendorFoundTheRequestBad(Upstream upstream) {
        vendor(upstream).script(SimScript.of("status=400"));

        assertTold(Trouble.BAD_REQUEST, caller(), upstream.alias());
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void toldThatItAskedTooOften(Upstream upstream) {
        vendor(upstream).script(SimScript.of("status=429; retry-after=7"));

        assertTold(Trouble.RATE_LIMIT, () -> ask(caller(), Ask.of(upstream.alias(LIMITED))));
        assertTold(Trouble.RATE_LIMIT, () -> stream(caller(), Ask.of(upstream.alias(LIMITED_STREAM))));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void comesBackWhenItAskedTooOften(Upstream upstream) {
        vendor(upstream).nextScripts(SimScript.of("status=429; retry-after=1"));

        final Said said = ask(new Caller(gateway.url(), TestGateway.KEY, 4), Ask.of(upstream.alias(RETRIED)));

        assertThat(said.text()).isEqualTo(ECHO);
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void toldThatTheVendorIsOverloaded(Upstream upstream) {
        vendor(upstream).script(SimScript.of("status=" + (upstream == Upstream.MESSAGES ? 529 : 503)));

        assertTold(Trouble.OVERLOADED, caller(), upstream.alias(OVERLOADED));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void toldThatTheVendorBroke(Upstream upstream) {
        vendor(upstream).script(SimScript.of("status=500"));

        assertTold(Trouble.UPSTREAM, caller(), upstream.alias(BROKEN));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void neverTakesTheVendorsWordForItsOwnKey(Upstream upstream) {
        for (final int status : new int[] {401, 403}) {
            vendor(upstream).script(SimScript.of("status=" + status));

            assertThat(catchThrowable(() -> ask(caller(), Ask.of(upstream.alias(REFUSED)))))
                    .isInstanceOf(errorOf(Trouble.UPSTREAM));
        }
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void toldByAStatusThatTheVendorFailedBeforeItsFirstWord(Upstream upstream) {
        vendor(upstream).script(SimScript.of("first-error; error-status=500"));

        assertTold(Trouble.UPSTREAM, () -> stream(caller(), Ask.of(upstream.alias(CUT))));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void toldInsideTheStreamThatItBroke(Upstream upstream) {
        vendor(upstream).script(SimScript.of("events=20; mid-error=9"));

        assertThat(catchThrowable(() -> stream(caller(), Ask.of(upstream.alias(CUT)))))
                .isInstanceOf(Exception.class);
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void neverTakesACutStreamForAWholeOne(Upstream upstream) {
        vendor(upstream).script(SimScript.of("events=20; cut-events=9"));

        assertThat(catchThrowable(() -> stream(caller(), Ask.of(upstream.alias(CUT)))))
                .isInstanceOf(Exception.class);
    }
}

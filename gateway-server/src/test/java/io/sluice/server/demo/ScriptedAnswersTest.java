package io.sluice.server.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScriptedAnswersTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CHAT = "/v1/chat/completions";

    private final SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final PlainClient client = new PlainClient(vendor);

    @AfterEach
    void close() {
        client.close();
        vendor.close();
    }

    private HttpResponse<String> chat(String script) {
        return client.post(CHAT, SimulatedAnswersTest.chat(""), "x-sim", script);
    }

    private List<String> stream(String script) {
        return SimulatedAnswersTest.data(
                client.post(CHAT, SimulatedAnswersTest.chat(",\"stream\":true"), "x-sim", script)
                        .body());
    }

    @Test
    void anErrorStatusComesInTheVendorsShapeWithRetryAfter() {
        final HttpResponse<String> answer = chat("status=429;retry-after=7;message=slow down");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
        final JsonNode error = Json.parse(answer.body()).path("error");
        assertThat(error.path("message").asText()).isEqualTo("slow down");
        assertThat(error.path("type").asText()).isEqualTo("rate_limit_error");
        assertThat(error.path("code").asText()).isEqualTo("rate_limit_exceeded");
    }

    @Test
    void anErrorMayComeAsHtml() {
        final HttpResponse<String> answer = chat("status=502;error-body=html");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).startsWith("<html>");
    }

    @Test
    void aBadRequestIsRefusedEvenWhenTheScriptWantsAnotherError() {
        final HttpResponse<String> answer = client.post(CHAT, "{\"model\":\"gpt-4o\"}", "x-sim", "status=503");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(vendor.counters().refused()).isEqualTo(1);
    }

    @Test
    void aScriptNobodyUnderstandsIsRefused() {
        assertThat(chat("nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void aScriptInTheQueryDoesTheSame() {
        assertThat(client.post(CHAT + "?sim=status%3D500", SimulatedAnswersTest.chat(""))
                        .statusCode())
                .isEqualTo(500);
    }

    @Test
    void queuedScriptsServeOneRequestEachAndTheDefaultTheRest() {
        vendor.script(SimScript.status(503));
        vendor.nextScripts(SimScript.NONE, SimScript.status(500));
        vendor.scriptWhen(request -> request.query("who") != null, SimScript.status(404));

        assertThat(chatStatus("")).isEqualTo(200);
        assertThat(chatStatus("")).isEqualTo(500);
        assertThat(chatStatus("")).isEqualTo(503);
        assertThat(chatStatus("?who=me")).isEqualTo(404);
        vendor.reset();
        assertThat(chatStatus("?who=me")).isEqualTo(200);
    }

    private int chatStatus(String query) {
        return client.post(CHAT + query, SimulatedAnswersTest.chat("")).statusCode();
    }

    @Test
    void streamsAsManyTokensAsAskedFor() {
        final List<String> events = stream("events=1000;usage=on");

        assertThat(events).hasSize(1000 + 4);
        assertThat(Json.parse(events.get(1002)).at("/usage/completion_tokens").asLong())
                .isEqualTo(1000);
        assertThat(SimulatedAnswersTest.text(events, "/choices/0/delta/content"))
                .startsWith(SimulatedVendor.echo("How are you today?") + " You said:");
    }

    @Test
    void answersOfEveryChunkingAndFramingSayTheSame() {
        final List<String> plain = stream("");
        for (String way : List.of(
                "chunking=many",
                "chunking=split",
                "chunking=byte",
                "framing=length",
                "framing=close",
                "slow=64;interval=1ms",
                "interval=1ms",
                "interval=50us;chunking=many",
                "informational",
                "hop")) {
            assertThat(withoutIds(stream(way))).as(way).isEqualTo(withoutIds(plain));
        }
    }

    private static List<String> withoutIds(List<String> events) {
        return events.stream()
                .map(event -> event.replaceAll("sim[0-9a-f]{8}", "ID"))
                .toList();
    }

    @Test
    void aStreamIsChunkedByDefaultAndCutWhereTheScriptSays() throws IOException {
        try (RawClient raw = new RawClient(vendor).ask("cut=10", true)) {
            final String answer = raw.readAll();

            assertThat(answer).contains("transfer-encoding: chunked\r\n").endsWith("\r\ndata: {\"id");
        }
    }

    @Test
    void aCutAfterEventsLeavesWholeEvents() throws IOException {
        try (RawClient raw = new RawClient(vendor).ask("cut-events=2", true)) {
            final String answer = raw.readAll();

            assertThat(SimulatedAnswersTest.data(answer)).hasSize(2);
            assertThat(answer).endsWith("\n\n\r\n").doesNotContain("\r\n0\r\n");
        }
    }

    @Test
    void aCutUnaryAnswerPromisesMoreThanComes() throws IOException {
        try (RawClient raw = new RawClient(vendor).ask("cut=5", false)) {
            assertThat(raw.readAll()).contains("content-length: ").endsWith("\r\n\r\n{\"id\"");
        }
    }

    @Test
    void aResetIsNoOrderlyClose() {
        try (RawClient raw = new RawClient(vendor).ask("cut-events=1;reset", true)) {
            assertThatThrownBy(raw::readAll).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void garbageComesInsteadOfTheStatusLineOrBetweenChunks() throws IOException {
        try (RawClient first = new RawClient(vendor).ask("garbage", true);
                RawClient later = new RawClient(vendor).ask("garbage-after=1", true)) {
            assertThat(first.readAll()).startsWith("\u0001\u0002 no protocol");
            assertThat(later.readAll()).startsWith("HTTP/1.1 200 OK\r\n").contains("\n\n\r\n\u0001\u0002 no protocol");
        }
    }

    @Test
    void anErrorIsTheFirstEventOrOneInTheMiddle() {
        final List<String> first = stream("first-error");
        final List<String> later = stream("mid-error=3;error-status=429");

        assertThat(first).singleElement().asString().contains("\"code\":\"overloaded\"");
        assertThat(later).hasSize(4).last().asString().contains("rate_limit_exceeded");
        assertThat(chat("first-error").statusCode()).isEqualTo(200);
        assertThat(Json.parse(chat("first-error").body()).has("error")).isTrue();
    }

    @Test
    void aStreamWithoutEndLacksItsTerminator() {
        assertThat(stream("no-end")).last().asString().contains("\"finish_reason\":\"stop\"");
    }

    @Test
    void callsToolsWithReasoningAndCachedTokens() {
        final JsonNode body = Json.parse(chat("tool=look_up;tool-args={\"a\":1};tools=2;reasoning=3;cached=2")
                .body());

        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(body.at("/choices/0/message/tool_calls")).hasSize(2);
        assertThat(body.at("/choices/0/message/tool_calls/1/function/arguments").asText())
                .isEqualTo("{\"a\":1}");
        assertThat(body.at("/usage/completion_tokens").asLong()).isEqualTo(3 + 2L * Tokens.countArguments("{\"a\":1}"));
        assertThat(body.at("/usage/completion_tokens_details/reasoning_tokens").asLong())
                .isEqualTo(3);
        assertThat(body.at("/usage/prompt_tokens_details/cached_tokens").asLong())
                .isEqualTo(2);
    }

    @Test
    void aHugeEventIsOneEvent() {
        final List<String> events = stream("huge=1000000");

        assertThat(events.get(1).length()).isGreaterThan(1_000_000);
        assertThat(events).last().isEqualTo("[DONE]");
    }

    @Test
    void theNextEventStaysUntilTheTestLetsItGo() {
        try (RawClient raw = new RawClient(vendor).ask("hold=2", true)) {
            raw.readUntil("\"You\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n\r\n");
            final SimulatedVendor.Held held = vendor.awaitHeld(SOON);
            assertThat(held.events()).isEqualTo(2);
            assertThat(raw.available()).isZero();

            vendor.releaseNext();
            assertThat(raw.readUntil("\n\n\r\n")).contains("\" said:\"");
            vendor.awaitHeld(SOON);
            assertThat(raw.available()).isZero();

            vendor.releaseAll();
            assertThat(raw.readUntil("0\r\n\r\n")).contains("[DONE]");
            assertThat(vendor.counters().openStreams()).isZero();
        }
    }

    @Test
    void aClientThatLeavesIsNoticedWhileTheAnswerHangsStallsOrIsHeld() {
        for (String script : List.of("hang", "stall=0", "stall=1", "hold=1", "interval=10s", "delay=10s")) {
            final RawClient raw = new RawClient(vendor).ask(script, true);
            final ReceivedRequest request = vendor.awaitRequest();
            if (!script.equals("hang") && !script.equals("delay=10s")) {
                raw.readUntil("\r\n\r\n");
            }
            final long leftNs = System.nanoTime();
            raw.close();

            final SimulatedVendor.Abort abort = vendor.awaitAbort(SOON);
            assertThat(abort.requestNumber()).as(script).isEqualTo(request.number());
            assertThat(abort.atNs() - leftNs).as(script).isLessThan(SOON.toNanos());
        }
        assertThat(vendor.counters().aborted()).isEqualTo(6);
        assertThat(vendor.counters().openStreams()).isZero();
    }

    @Test
    void anEarlyAnswerDoesNotWaitForTheBody() throws IOException {
        try (RawClient raw = new RawClient(vendor)) {
            raw.send("POST " + CHAT + " HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + SimOptions.DEFAULT_KEY
                    + "\r\nx-sim: early;status=413\r\ncontent-length: 1000000\r\n\r\n{");

            assertThat(raw.readAll()).startsWith("HTTP/1.1 413 ").contains("connection: close\r\n");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (RawClient raw = new RawClient(vendor)) {
            raw.ask("delay=30ms;text=first", false).ask("text=second", false);

            final String answers = raw.readUntil("\"second\"");
            assertThat(answers.indexOf("\"first\"")).isPositive();
            assertThat(vendor.counters().connections()).isEqualTo(1);
        }
    }

    @Test
    void closesUnannouncedOrSpeaksUnasked() throws IOException {
        try (RawClient silent = new RawClient(vendor).ask("silent-close", false);
                RawClient unasked = new RawClient(vendor).ask("unsolicited", false)) {
            assertThat(silent.readAll()).doesNotContain("connection: close");
            assertThat(unasked.readUntil("unasked!\n")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void aReplayIsExactHoweverItIsCut() {
        final byte[] body = "data: é\n\ndata: [DONE]\n\n".getBytes(UTF_8);
        final SimScript replay = SimScript.replay(200, Map.of("content-type", "text/event-stream", "x-one", "1"), body);

        vendor.nextScripts(
                replay, replay.cutAt(7, 8, 8, 3), replay.oneByteAtATime().and("framing=chunked"));
        for (int i = 0; i < 3; i++) {
            final HttpResponse<String> answer = client.post(CHAT, SimulatedAnswersTest.chat(""));
            assertThat(answer.body().getBytes(UTF_8)).isEqualTo(body);
            assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
            assertThat(answer.headers().firstValue("x-one")).hasValue("1");
        }
    }

    @Test
    void idleConnectionsAreClosedOnDemand() throws IOException {
        try (RawClient raw = new RawClient(vendor).ask("", false)) {
            raw.readUntil("\"system_fingerprint\"");
            raw.readUntil("}}}");
            vendor.closeIdleConnections();

            assertThat(raw.readAll()).isEmpty();
        }
    }

    @Test
    void whatWasReceivedCanBeLookedAt() {
        final HttpResponse<String> answer =
                client.post(CHAT, SimulatedAnswersTest.chat(""), "X-Mine", "a", "X-Mine", "b");

        final ReceivedRequest request = vendor.awaitRequest();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.headers("x-mine")).containsExactly("a", "b");
        assertThat(request.headerNames()).contains("authorization", "content-length");
        assertThat(request.json().path("model").asText()).isEqualTo("gpt-4o");
        assertThat(vendor.lastRequest()).isSameAs(request);
        assertThatThrownBy(() -> vendor.awaitRequest(Duration.ofMillis(1))).hasMessageContaining("no request within");
    }

    @Test
    void nothingAnswersAfterClose() {
        vendor.close();

        assertThatThrownBy(() -> new RawClient(vendor)).isInstanceOf(UncheckedIOException.class);
    }
}

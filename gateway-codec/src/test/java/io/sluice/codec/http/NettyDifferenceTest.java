package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every example, and accidents to them, read by Netty's own strict codec as well. Netty never refuses what we accept, and
 * reads it alike; what it accepts and we refuse is explained in {@link #ACCEPTED_BY_NETTY}.
 */
final class NettyDifferenceTest {
    private static final Map<Violation, String> ACCEPTED_BY_NETTY = acceptedByNetty();

    private static Map<Violation, String> acceptedByNetty() {
        final Map<Violation, String> why = new EnumMap<>(Violation.class);
        why.put(Violation.EMPTY_LINES, "skips control bytes and white space before a message, however many");
        why.put(Violation.BARE_LF, "skips control bytes before a message");
        why.put(Violation.BARE_CR, "skips a CR before a message, and waits for a line to end elsewhere");
        why.put(Violation.METHOD_CHARACTER, "skips white space before the method, and takes a tab for a space");
        why.put(Violation.METHOD_CONNECT, "supports it");
        why.put(Violation.METHOD_TRACE, "supports it");
        why.put(Violation.TARGET_ASTERISK, "leaves the target to the application");
        why.put(Violation.TARGET_NOT_ORIGIN_FORM, "leaves the target to the application");
        why.put(Violation.TARGET_CHARACTER, "leaves the target to the application, NUL and fragment included");
        why.put(Violation.TARGET_ESCAPE, "leaves the target to the application");
        why.put(Violation.TARGET_ENCODED_SEPARATOR, "leaves the target to the application");
        why.put(Violation.TARGET_ENCODED_CONTROL, "leaves the target to the application");
        why.put(Violation.TARGET_DOT_SEGMENT, "leaves the target to the application");
        why.put(Violation.VERSION_MALFORMED, "skips more spaces before the version, and reads it in any case");
        why.put(Violation.VERSION_UNSUPPORTED, "knows any version of two digits");
        why.put(Violation.OBS_FOLD, "joins folded lines");
        why.put(Violation.NAME_TOO_LONG, "bounds the head alone");
        why.put(Violation.NAME_SPACE, "strips white space before the colon of a response");
        why.put(Violation.HEAD_TOO_LARGE, "counts the first line and the fields apart, without their line ends");
        why.put(Violation.TOO_MANY_FIELDS, "bounds the bytes alone");
        why.put(Violation.HOST_MISSING, "leaves Host to the application");
        why.put(Violation.HOST_REPEATED, "leaves Host to the application");
        why.put(Violation.HOST_MALFORMED, "leaves Host to the application");
        why.put(Violation.CONTENT_LENGTH_MALFORMED, "takes any number of leading zeros");
        why.put(Violation.TRANSFER_ENCODING_MALFORMED, "reads lists, and empty elements in them");
        why.put(Violation.TRANSFER_ENCODING_REPEATED, "joins the lines to one list");
        why.put(Violation.TRANSFER_ENCODING_UNKNOWN, "takes a response in another coding as close-delimited");
        why.put(Violation.CONNECTION_MALFORMED, "leaves Connection to the application");
        why.put(Violation.EXPECTATION_UNKNOWN, "leaves Expect to another handler");
        why.put(Violation.BODY_TOO_LARGE, "leaves the body's bound to another handler");
        why.put(Violation.CHUNK_SIZE_OVERFLOW, "takes any number of leading zeros");
        why.put(Violation.CHUNK_EXTENSION_CHARACTER, "skips quoted strings and white space");
        why.put(Violation.CHUNK_EXTENSIONS_TOO_LARGE, "bounds each line, not their sum");
        why.put(Violation.CHUNK_DATA_UNTERMINATED, "waits for the LF before it looks for the CR");
        why.put(Violation.STATUS_LINE_MALFORMED, "takes any white space, any digits, and anything in a reason");
        why.put(Violation.STATUS_OUT_OF_RANGE, "takes any number");
        why.put(Violation.TOO_MANY_INTERIM_RESPONSES, "hands them on");
        why.put(Violation.SWITCHING_PROTOCOLS, "hands it on");
        why.put(Violation.BODY_FORBIDDEN, "reads no body, and takes what comes for the next response");
        why.put(Violation.UNSOLICITED_RESPONSE, "doesn't know what was asked for");
        why.put(Violation.TRUNCATED, "hands on what it has, and lets the end of the connection speak");
        return why;
    }

    @Test
    void whatNettyAcceptsAndWeRefuseIsExplained() {
        final Set<Violation> differing = EnumSet.noneOf(Violation.class);
        for (final RequestCases.RequestCase example : RequestCases.all()) {
            final Violation rule = example.rule();
            if (rule != null && !Reading.ofRequest(example.wire()).failed) {
                differing.add(rule);
            }
        }
        for (final ResponseCases.ResponseCase example : ResponseCases.all()) {
            final Violation rule = example.rule();
            if (rule != null && !Reading.ofResponse(example).failed) {
                differing.add(rule);
            }
        }

        assertThat(differing).isEqualTo(ACCEPTED_BY_NETTY.keySet());
    }

    @Test
    void whatWeAcceptNettyReadsAlike() {
        assertThat(RequestCases.all())
                .filteredOn(example -> example.rule() == null)
                .allSatisfy(example ->
                        assertThat(Reading.ofRequest(example.wire()).calls).isEqualTo(ofRequest(example.wire())));
        assertThat(ResponseCases.all())
                .filteredOn(example -> example.rule() == null && example.fate() != ResponseCases.Fate.OPEN)
                .filteredOn(example -> example.peer() != ResponseCases.Peer.ANSWERS_HEAD)
                .allSatisfy(example ->
                        assertThat(Reading.ofResponse(example).finalCalls()).isEqualTo(ofResponse(example)));
    }

    @Test
    void accidentsToRequestsThatWeAcceptNettyReadsAlike() {
        final List<RequestCases.RequestCase> cases = RequestCases.all().stream()
                .filter(example -> example.rule() == null)
                .toList();
        int accepted = 0;
        for (long seed = 1; seed <= 3000; seed++) {
            final Random random = new Random(seed);
            final String wire = new RandomMessages(random)
                    .mutated(cases.get(random.nextInt(cases.size())).wire());

            final List<String> complete = ofRequest(wire);
            final List<String> netty = Reading.ofRequest(wire).calls;

            assertThat(netty.subList(0, Math.min(netty.size(), complete.size())))
                    .as(seed + ": " + wire)
                    .isEqualTo(complete);
            accepted += complete.isEmpty() ? 0 : 1;
        }
        assertThat(accepted).isGreaterThan(200);
    }

    /** Our calls in Netty's terms, up to the end of the last complete message. */
    private static List<String> ofRequest(final String wire) {
        final Requests requests = new Requests(RequestCases.LIMITS);
        return complete(EverySplit.calls(wire.getBytes(ISO_8859_1), requests, Math.max(1, wire.length())));
    }

    private static List<String> ofResponse(final ResponseCases.ResponseCase example) {
        final boolean eof = example.peer() == ResponseCases.Peer.CLOSES;
        final Responses responses = new Responses(RequestCases.LIMITS, false, eof);
        final byte[] wire = example.wire().getBytes(ISO_8859_1);
        return complete(EverySplit.calls(wire, responses, wire.length));
    }

    private static List<String> complete(final List<String> calls) {
        return calls.subList(0, calls.lastIndexOf("end") + 1).stream()
                .map(call -> call.startsWith("head ")
                        ? call.replaceAll("(?s)^head (.*?) 1\\.[01] (?:keep|close).*", "$1")
                        : call)
                .toList();
    }

    private static final class Reading {
        private final List<String> calls = new ArrayList<>();
        private final StringBuilder body = new StringBuilder();
        private boolean failed;

        private static HttpDecoderConfig config() {
            return new HttpDecoderConfig()
                    .setMaxInitialLineLength(RequestCases.LIMITS.maxHeadBytes())
                    .setMaxHeaderSize(RequestCases.LIMITS.maxHeadBytes());
        }

        static Reading ofRequest(final String wire) {
            return new Reading(new HttpRequestDecoder(config()), wire, false);
        }

        static Reading ofResponse(final ResponseCases.ResponseCase example) {
            return new Reading(
                    new HttpResponseDecoder(config()), example.wire(), example.peer() == ResponseCases.Peer.CLOSES);
        }

        private Reading(final ChannelHandler decoder, final String wire, final boolean eof) {
            final EmbeddedChannel channel = new EmbeddedChannel(decoder);
            channel.writeInbound(Unpooled.copiedBuffer(wire, ISO_8859_1));
            if (eof) {
                channel.finish();
            }
            for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                if (!failed) {
                    take((HttpObject) message);
                }
                ReferenceCountUtil.release(message);
            }
            channel.finishAndReleaseAll();
        }

        private void take(final HttpObject message) {
            final DecoderResult result = message.decoderResult();
            if (result.isFailure()) {
                failed = true;
                return;
            }
            if (message instanceof HttpMessage head) {
                calls.add(
                        switch (head) {
                            case HttpRequest request -> request.method() + " " + request.uri();
                            case HttpResponse response ->
                                String.valueOf(response.status().code());
                            default -> throw new AssertionError(head);
                        });
            }
            if (message instanceof HttpContent content) {
                body.append(content.content().toString(ISO_8859_1));
                if (content instanceof LastHttpContent) {
                    if (!body.isEmpty()) {
                        calls.add("body " + body);
                        body.setLength(0);
                    }
                    calls.add("end");
                }
            }
        }

        /** Without interim responses, each of which is a head and an end. */
        List<String> finalCalls() {
            int from = 0;
            while (from < calls.size() && calls.get(from).startsWith("1")) {
                from += 2;
            }
            return calls.subList(from, calls.size());
        }
    }
}

package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every example of a response, and accidents to them, read by the JDK's client as well, over a socket. What it accepts and
 * we refuse is explained in {@link #ACCEPTED_BY_THE_JDK}, what it refuses and we accept at {@link #TRAILERS}; what both
 * accept is read alike.
 */
final class JdkClientDifferenceTest {
    private static final int ACCIDENTS = 300;
    private static final Map<Violation, String> ACCEPTED_BY_THE_JDK = acceptedByTheJdk();

    /**
     * Left out: the JDK reads no trailers. They stay for whoever uses the connection next, against an assertion of its own, which
     * may or may not come in time to fail the answer.
     */
    private static final Pattern TRAILERS =
            Pattern.compile("(?is).*transfer-encoding:[ \t]*chunked.*\r\n0+(;[^\r]*)?\r\n[^\r].*");

    private static final RawServer SERVER = new RawServer();
    private static final HttpClient CLIENT = client();

    private static Map<Violation, String> acceptedByTheJdk() {
        final Map<Violation, String> why = new EnumMap<>(Violation.class);
        why.put(Violation.BARE_CR, "drops a line with a CR in its value");
        why.put(Violation.BARE_LF, "takes LF for the end of a line");
        why.put(Violation.BODY_TOO_LARGE, "leaves the body's bound to the application");
        why.put(Violation.CHUNK_SIZE_MALFORMED, "takes no digits for a size of nothing");
        why.put(Violation.COLON_MISSING, "drops a line without a colon, were it the length");
        why.put(Violation.CONNECTION_MALFORMED, "looks for close in it and for nothing else");
        why.put(Violation.CONTENT_LENGTH_REPEATED, "takes the first length");
        why.put(Violation.LENGTH_AND_TRANSFER_ENCODING, "prefers the length, and takes the chunks' framing for body");
        why.put(Violation.NAME_CHARACTER, "drops a line without a colon before it looks at its name");
        why.put(Violation.NAME_SPACE, "drops a line without a colon before it looks at its name");
        why.put(Violation.OBS_FOLD, "joins folded lines");
        why.put(Violation.STATUS_LINE_MALFORMED, "reads three digits at a fixed place, whatever stands around them");
        why.put(Violation.STATUS_OUT_OF_RANGE, "takes any three digits from 100");
        why.put(Violation.TRANSFER_ENCODING_IN_HTTP_10, "doesn't look at the version");
        why.put(Violation.TRANSFER_ENCODING_MALFORMED, "takes what isn't exactly chunked for no coding at all");
        why.put(Violation.TRANSFER_ENCODING_REPEATED, "looks at the first line");
        why.put(Violation.TRANSFER_ENCODING_UNKNOWN, "takes what isn't exactly chunked for no coding at all");
        why.put(Violation.VALUE_CHARACTER, "trims control characters off a value");
        why.put(Violation.VERSION_UNSUPPORTED, "looks at the first digit of the version");
        return why;
    }

    @AfterAll
    static void stop() {
        CLIENT.shutdownNow();
        SERVER.close();
    }

    @Test
    void everyDifferenceIsExplainedAndEveryExplanationIsNeeded() {
        final Set<Violation> accepted = EnumSet.noneOf(Violation.class);
        for (final ResponseCases.ResponseCase example : ResponseCases.all()) {
            final boolean answersHead = example.peer() == ResponseCases.Peer.ANSWERS_HEAD;
            compare(example.wire(), answersHead, accepted);
        }
        for (long seed = 1; seed <= ACCIDENTS; seed++) {
            compare(accident(seed), false, accepted);
        }

        assertThat(accepted).isEqualTo(ACCEPTED_BY_THE_JDK.keySet());
    }

    private static String accident(final long seed) {
        final List<ResponseCases.ResponseCase> cases = ResponseCases.all();
        final Random random = new Random(seed);
        final String wire = cases.get(random.nextInt(cases.size())).wire();
        return new RandomMessages(random).mutated(wire.substring(0, Math.min(wire.length(), 500)));
    }

    private static void compare(final String wire, final boolean answersHead, final Set<Violation> accepted) {
        if (TRAILERS.matcher(wire).matches()) {
            return;
        }
        final Reading ours = ours(wire, answersHead);
        final Reading theirs = theirs(wire, answersHead);
        if (theirs.accepted() && !ours.accepted()) {
            assertThat(ACCEPTED_BY_THE_JDK).as(wire).containsKey(ours.brokenRule());
            accepted.add(ours.brokenRule());
        } else {
            assertThat(theirs.accepted()).as(wire).isEqualTo(ours.accepted());
        }
        if (theirs.accepted() && ours.accepted()) {
            assertThat(theirs).as(wire).isEqualTo(ours);
        }
    }

    /**
     * What a response says, to a reader that is told when the connection ends.
     *
     * @param status 0 when it was refused
     */
    private record Reading(
            int status, String body, @Nullable Violation rule) {
        boolean accepted() {
            return status > 0;
        }

        Violation brokenRule() {
            if (rule == null) {
                throw new AssertionError("refused for no rule");
            }
            return rule;
        }
    }

    private static Reading ours(final String wire, final boolean answersHead) {
        final Responses responses = new Responses(RequestCases.LIMITS, answersHead, true);
        final byte[] bytes = wire.getBytes(ISO_8859_1);
        final List<String> calls = EverySplit.calls(bytes, responses, Math.max(1, bytes.length));
        if (!calls.contains("end")) {
            final String[] words = calls.getLast().split(" ");
            return new Reading(0, "", Violation.valueOf(words[1]));
        }
        final StringBuilder body = new StringBuilder();
        calls.stream().filter(call -> call.startsWith("body ")).forEach(call -> body.append(call.substring(5)));
        return new Reading(Integer.parseInt(calls.getFirst().split(" ")[1]), body.toString(), null);
    }

    private static Reading theirs(final String wire, final boolean answersHead) {
        SERVER.says(wire);
        final Reading reading = asked(CLIENT, answersHead);
        if (reading.accepted()) {
            return reading;
        }
        try (HttpClient fresh = client()) { // a kept connection may have ended just as it was used
            return asked(fresh, answersHead);
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static Reading asked(final HttpClient client, final boolean answersHead) {
        final HttpRequest.Builder request = HttpRequest.newBuilder(SERVER.uri()).timeout(Duration.ofSeconds(30));
        if (answersHead) {
            request.HEAD();
        } else {
            request.POST(HttpRequest.BodyPublishers.noBody());
        }
        try {
            final HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reading(response.statusCode(), new String(response.body(), ISO_8859_1), null);
        } catch (IOException | IllegalArgumentException refused) {
            return new Reading(0, "", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

package io.sluice.codec.dialect.neutral;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Calls that come mixed leave one behind the other, complete and in the order of their start. */
final class CallOrderTest {
    private final List<String> told = new ArrayList<>();
    private final CallOrder order = new CallOrder(this::tell);

    CallOrderTest() {
        order.begin(1 << 20);
    }

    @Test
    void passesCallsThatComeOneAfterTheOther() {
        start(0);
        args(0, "{\\\"a\\\":1}");
        end(0);
        text("x");
        start(1);
        args(1, "{}");
        end(1);
        order.event(Event.End.INSTANCE);
        assertThat(told).containsExactly("(0", "0{\\\"a\\\":1}", "0)", "'x'", "(1", "1{}", "1)", "End");
    }

    @Test
    void streamsTheLowestOpenCallAndHoldsTheOthers() {
        start(0);
        args(0, "{\\\"a");
        start(1);
        args(1, "{\\\"b\\\"");
        args(0, "\\\":");
        args(1, ":2}");
        assertThat(told).containsExactly("(0", "0{\\\"a", "0\\\":");
        args(0, "1}");
        assertThat(told).endsWith("01}", "0)", "(1", "1{\\\"b\\\":2}");
        end(0);
        end(1);
        assertThat(told).endsWith("(1", "1{\\\"b\\\":2}", "1)");
    }

    @Test
    void closesACallWhoseArgumentsAreCompleteWhenTheNextStarts() {
        start(0);
        args(0, "{\\\"a\\\":\\\"}\\\\\\\"\\\"}");
        start(1);
        assertThat(told).endsWith("0)", "(1");
    }

    @Test
    void aBraceInsideAStringEndsNoArguments() {
        start(0);
        args(0, "{\\\"a\\\":\\\"}");
        start(1);
        assertThat(told).doesNotContain("(1");
        args(0, "\\u0022}");
        assertThat(told).endsWith("0)", "(1");
    }

    @Test
    void textAndSealsKeepTheirPlaceBehindAnOpenCall() {
        start(0);
        args(0, "{");
        text("a");
        text("b");
        order.event(new Event.Sealed(0, 1, Seal.of(Origin.GEMINI, JsonString.of("s"))));
        start(1);
        end(1);
        end(0);
        assertThat(told).containsExactly("(0", "0{", "0)", "'ab'", "<s>", "(1", "1)");
    }

    @Test
    void everythingThatWaitsIsToldBeforeTheFinish() {
        start(0);
        args(0, "{");
        start(1);
        args(1, "{");
        order.event(new Event.Finished(0, Finish.LENGTH, null));
        order.event(Event.End.INSTANCE);
        assertThat(told).containsExactly("(0", "0{", "0)", "(1", "1{", "1)", "Finished", "End");
    }

    @Test
    void otherChoicesAreNotTold() {
        order.event(new Event.Text(1, JsonString.of("no")));
        order.event(new Event.CallStart(1, 0, JsonString.of("i"), JsonString.of("n")));
        assertThat(told).isEmpty();
    }

    @Test
    void failsWhenTooMuchWaitsAndTellsNothingMore() {
        order.begin(10);
        start(0);
        args(0, "{");
        start(1);
        args(1, "12345678901");
        text("late");
        assertThat(told).containsExactly("(0", "0{", "Failed");
    }

    @Test
    void anyOrderOfFragmentsEndsInTheSameCalls() {
        for (long seed = 0; seed < 2000; seed++) {
            told.clear();
            order.begin(1 << 20);
            final SplittableRandom random = new SplittableRandom(seed);
            final int calls = 1 + random.nextInt(4);
            final int[] at = new int[calls];
            int started = 0;
            int ended = 0;
            while (ended < calls) {
                if (started < calls && random.nextInt(3) == 0) {
                    start(started++);
                }
                if (started == 0) {
                    continue;
                }
                final int call = random.nextInt(started);
                final String whole = "{\\\"c\\\":" + call + "}";
                if (at[call] < whole.length()) {
                    final int cut = whole.charAt(at[call]) == '\\' ? 2 : 1;
                    args(call, whole.substring(at[call], at[call] + cut));
                    at[call] += cut;
                } else if (at[call] == whole.length()) {
                    end(call);
                    at[call]++;
                    ended++;
                }
            }
            order.event(Event.End.INSTANCE);
            final StringBuilder expected = new StringBuilder();
            for (int call = 0; call < calls; call++) {
                expected.append('(')
                        .append(call)
                        .append("{\\\"c\\\":")
                        .append(call)
                        .append('}');
                expected.append(')');
            }
            final StringBuilder seen = new StringBuilder();
            for (final String step : told) {
                seen.append(step.startsWith("(") ? step : step.equals("End") ? "" : step.substring(1));
            }
            assertThat(seen.toString()).as("seed %s", seed).isEqualTo(expected.toString());
        }
    }

    private void start(int call) {
        order.event(new Event.CallStart(0, call, JsonString.of("id" + call), JsonString.of("n" + call)));
    }

    private void args(int call, String wire) {
        order.event(new Event.CallArgs(0, call, view(wire)));
    }

    private void end(int call) {
        order.event(new Event.CallEnd(0, call));
    }

    private void text(String text) {
        order.event(new Event.Text(0, JsonString.of(text)));
    }

    private static JsonString view(String wire) {
        final byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
        return JsonString.view(bytes, 0, bytes.length, true);
    }

    private static String wire(JsonString string) {
        final String quoted = string.toString();
        return quoted.substring(1, quoted.length() - 1);
    }

    private void tell(Event event) {
        told.add(
                switch (event) {
                    case Event.CallStart start -> "(" + start.call();
                    case Event.CallArgs args -> args.call() + wire(args.fragment());
                    case Event.CallEnd end -> end.call() + ")";
                    case Event.Text text -> "'" + wire(text.text()) + "'";
                    case Event.Sealed sealed -> "<" + wire(sealed.seal().value()) + ">";
                    default -> event.getClass().getSimpleName();
                });
    }
}

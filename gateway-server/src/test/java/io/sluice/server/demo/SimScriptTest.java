package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SimScriptTest {
    @Test
    void readsKeysWithAndWithoutValues() {
        final SimScript script = SimScript.of("delay=50ms; status=429;retry-after=2 ; reset;;text=a%3Bb=c");

        assertThat(script.nanos(SimScript.Key.DELAY, 0)).isEqualTo(50_000_000);
        assertThat(script.number(SimScript.Key.STATUS, 0)).isEqualTo(429);
        assertThat(script.text(SimScript.Key.RETRY_AFTER)).isEqualTo("2");
        assertThat(script.has(SimScript.Key.RESET)).isTrue();
        assertThat(script.text(SimScript.Key.TEXT)).isEqualTo("a;b=c");
    }

    @Test
    void theLastValueOfAKeyWins() {
        final SimScript script = SimScript.of("events=3; events=4").and("events=5");

        assertThat(script.number(SimScript.Key.EVENTS, 0)).isEqualTo(5);
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> SimScript.of("stale=3")).hasMessage("x-sim: unknown key: stale");
        assertThatThrownBy(() -> SimScript.of("stall=-1"))
                .hasMessage("x-sim: stall must be a whole number, 0 or more: -1");
        assertThatThrownBy(() -> SimScript.of("delay=5")).hasMessage("x-sim: delay must be a duration such as 20ms: 5");
        assertThatThrownBy(() -> SimScript.of("reset=1")).hasMessage("x-sim: reset must be given without a value: 1");
    }

    @Test
    void onlyAReplayLeavesByteByByteOfItsBody() {
        assertThat(SimScript.replay(200, Map.of(), new byte[4]).oneByteAtATime().cuts())
                .containsExactly(1, 2, 3);
        assertThatThrownBy(SimScript.NONE::oneByteAtATime).isInstanceOf(IllegalStateException.class);
    }
}

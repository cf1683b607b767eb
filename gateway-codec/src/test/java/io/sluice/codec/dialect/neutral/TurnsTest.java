package io.sluice.codec.dialect.neutral;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.json.JsonString;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In what turns a conversation is gathered. */
final class TurnsTest {
    private final Turns turns = new Turns();

    private static Part text(String text) {
        return new Part.Text(JsonString.of(text), null);
    }

    private static Part result(String id) {
        return new Part.Result(JsonString.of(id), null, JsonString.EMPTY, List.of(), false, null);
    }

    @Test
    void whatOneSideSaysInARowIsOneTurnWithoutWhatIsEmpty() {
        turns.add(Turn.Role.USER, text(""));
        turns.add(Turn.Role.ASSISTANT, text("a"));
        turns.add(Turn.Role.ASSISTANT, text("b"));
        turns.add(Turn.Role.USER, text("c"));

        assertThat(turns.count()).isEqualTo(2);
        assertThat(turns.build())
                .containsExactly(
                        new Turn(Turn.Role.ASSISTANT, List.of(text("a"), text("b"))),
                        new Turn(Turn.Role.USER, List.of(text("c"))));
    }

    @Test
    void resultsComeFirstInEveryTurnHoweverTheyAreMixed() {
        turns.add(Turn.Role.USER, text("a"));
        turns.add(Turn.Role.USER, result("1"));
        turns.add(Turn.Role.USER, text("b"));
        turns.add(Turn.Role.USER, result("2"));
        turns.add(Turn.Role.ASSISTANT, text("c"));
        turns.add(Turn.Role.USER, result("3"));
        turns.add(Turn.Role.USER, text("d"));
        turns.add(Turn.Role.USER, result("4"));

        assertThat(turns.build())
                .containsExactly(
                        new Turn(Turn.Role.USER, List.of(result("1"), result("2"), text("a"), text("b"))),
                        new Turn(Turn.Role.ASSISTANT, List.of(text("c"))),
                        new Turn(Turn.Role.USER, List.of(result("3"), result("4"), text("d"))));
    }
}

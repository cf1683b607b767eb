package io.sluice.codec.dialect.neutral;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What several writers of requests need. */
final class RequestHelpersTest {
    private final Work work = new Work();

    RequestHelpersTest() {
        work.begin(TranslateSettings.DEFAULT, "0123456789abcdef".repeat(3), 1, 1 << 20);
    }

    @Test
    void aSchemaIsStrictWhenEveryObjectIsClosedAndComplete() {
        assertThat(strict("{'type':'object','properties':{'a':{'type':['integer','null']}},'required':['a'],"
                        + "'additionalProperties':false}"))
                .isTrue();
        assertThat(strict("{'type':'object','properties':{'a':{}},'additionalProperties':false}"))
                .isFalse();
        assertThat(strict("{'type':'object','properties':{'a':{}},'required':['a']}"))
                .isFalse();
        assertThat(strict("{'type':['object','null']}")).isFalse();
        assertThat(strict("{'type':'string','enum':[{'type':'object'}]}")).isTrue();
    }

    @Test
    void anOpenObjectDeepInsideMakesASchemaLax() {
        final String open = "{'type':'object','properties':{'x':{}}}";
        assertThat(strict("{'type':'array','items':" + open + "}")).isFalse();
        assertThat(strict("{'anyOf':[{'type':'null'}," + open + "]}")).isFalse();
        assertThat(strict("{'$defs':{'d':" + open + "}}")).isFalse();
        assertThat(strict("{'type':'object','properties':{'p':" + open
                        + "},'required':['p'],'additionalProperties':false}"))
                .isFalse();
    }

    @Test
    void aUsersNameThatVendorsRefuseForItsLengthBecomesItsHash() {
        final JsonString fits = JsonString.of("u".repeat(64));
        assertThat(EndUsers.bounded(fits)).isEqualTo(fits);
        assertThat(EndUsers.bounded(JsonString.of("é".repeat(64))).text()).isEqualTo("é".repeat(64));
        assertThat(EndUsers.bounded(JsonString.of("u".repeat(65))).text()).matches("[0-9a-f]{64}");
    }

    @Test
    void callsWithoutIdsArePairedWithTheirResultsByNameAndOrder() throws Exception {
        final Request paired = CallPairs.withIds(
                request(List.of(
                        turn(Turn.Role.ASSISTANT, call("", "a"), call("", "b"), call("", "a")),
                        turn(Turn.Role.USER, result("", "b"), result("", "a"), result("", "a"), result("", "c")))),
                work);
        final List<String> calls = paired.turns().getFirst().parts().stream()
                .map(part -> ((Part.Call) part).id().text())
                .toList();
        final List<String> results = paired.turns().getLast().parts().stream()
                .map(part -> ((Part.Result) part).id().text())
                .toList();
        assertThat(calls).doesNotHaveDuplicates().allMatch(id -> id.startsWith("call_"));
        assertThat(results.subList(0, 3)).containsExactly(calls.get(1), calls.get(0), calls.get(2));
        assertThat(results.get(3)).isNotIn(calls);
    }

    @Test
    void aRequestWhoseCallsHaveIdsStaysAsItIs() throws Exception {
        final Request request =
                request(List.of(turn(Turn.Role.ASSISTANT, call("1", "a")), turn(Turn.Role.USER, result("1", "a"))));
        assertThat(CallPairs.withIds(request, work)).isSameAs(request);
    }

    private static boolean strict(String schema) {
        return StrictSchemas.isStrict(JsonValue.of(schema.replace('\'', '"')));
    }

    private static Turn turn(Turn.Role role, Part... parts) {
        return new Turn(role, List.of(parts));
    }

    private static Part call(String id, String name) {
        return new Part.Call(JsonString.of(id), JsonString.of(name), Arguments.NONE, null, null);
    }

    private static Part result(String id, String name) {
        return new Part.Result(JsonString.of(id), JsonString.of(name), JsonString.EMPTY, List.of(), false, null);
    }

    private static Request request(List<Turn> turns) throws UnsupportedException {
        final Request.Builder builder = new Request.Builder();
        builder.turns.add(Turn.Role.USER, new Part.Text(JsonString.of("x"), null));
        return builder.build().withTurns(turns);
    }
}

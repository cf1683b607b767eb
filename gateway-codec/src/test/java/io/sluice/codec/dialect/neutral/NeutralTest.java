package io.sluice.codec.dialect.neutral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every reader and writer shares. */
final class NeutralTest {
    private final Work work = new Work();

    NeutralTest() {
        work.begin(TranslateSettings.DEFAULT, "0123456789abcdef".repeat(3), 1, 1 << 20);
    }

    @Test
    void anIdThatEveryVendorTakesStaysAsItIs() {
        assertThat(CallIds.clean(JsonString.of("call_Ab-1"))).isEqualTo(JsonString.of("call_Ab-1"));
    }

    @Test
    void anIdThatSomeRefuseIsMadeAcceptableTheSameWayEachTime() {
        final JsonString cleaned = CallIds.clean(JsonString.of("call.1:é"));
        assertThat(cleaned.text()).isEqualTo("call_1__");
        assertThat(CallIds.clean(JsonString.of("call.1:é"))).isEqualTo(cleaned);
    }

    @Test
    void aLongIdKeepsItsBeginningAndAHash() {
        final JsonString longId = JsonString.of("x".repeat(50));
        final JsonString shortened = CallIds.atMost(longId, 40);
        assertThat(shortened.length()).isEqualTo(40);
        assertThat(shortened.text()).startsWith("x".repeat(31) + "_");
        assertThat(CallIds.atMost(JsonString.of("x".repeat(49) + "y"), 40)).isNotEqualTo(shortened);
    }

    @Test
    void idsThatAreMadeDifferFromCallToCall() {
        assertThat(CallIds.made(work, 0).text()).matches("call_[0-9A-Za-z]{24}");
        assertThat(CallIds.made(work, 0)).isEqualTo(CallIds.made(work, 0)).isNotEqualTo(CallIds.made(work, 1));
    }

    @Test
    void aToolsNameIsRestoredAfterItWasChangedForTheUpstream() throws Exception {
        final JsonString upstream = ToolNames.plain(JsonString.of("files.read"), work);
        assertThat(upstream.text()).isEqualTo("files_read");
        assertThat(work.aliases().restore(upstream).text()).isEqualTo("files.read");
        assertThat(ToolNames.gemini(JsonString.of("1st"), work).text()).isEqualTo("_1st");
    }

    @Test
    void twoToolsThatWouldHaveOneNameAreRefused() throws Exception {
        ToolNames.plain(JsonString.of("a.b"), work);
        assertThatThrownBy(() -> ToolNames.plain(JsonString.of("a:b"), work)).isInstanceOf(UnsupportedException.class);
        assertThatThrownBy(() -> ToolNames.plain(JsonString.of("a_b"), work)).isInstanceOf(UnsupportedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "QUJD\",\"role\":\"x", "Q\\", "Q\u00e9=", "data:text/plain,hello"})
    void whatIsNoBase64IsRefused(String text) {
        assertThatThrownBy(() -> DataUrls.base64(JsonString.of(text), "field"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("'field'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "png", "png;a/b", "imag,e/png", "image/png\"", "image/\u00e9", "image\\/png"})
    void whatIsNoMediaTypeIsRefused(String text) {
        assertThatThrownBy(() -> DataUrls.mediaType(JsonString.of(text), "field"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("'field'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/svg+xml", "audio/L16;rate=24000", "application/vnd.ms-excel"})
    void mediaTypesAreTaken(String text) throws Exception {
        final JsonString type = JsonString.of(text);
        assertThat(DataUrls.mediaType(type, "field")).isSameAs(type);
    }

    @Test
    void readsContentFromDataAddresses() throws Exception {
        assertThat(DataUrls.read(JsonString.of("data:image/jpeg;base64,QUJD"), "f"))
                .isEqualTo(new Media.Bytes(JsonString.of("image/jpeg"), JsonString.of("QUJD")));
        assertThat(DataUrls.read(JsonString.of("data:;base64,QUJD"), "f"))
                .isEqualTo(new Media.Bytes(JsonString.of("image/png"), JsonString.of("QUJD")));
        assertThat(DataUrls.read(JsonString.of("data:image/png;base64,QU\n-_ D"), "f"))
                .isEqualTo(new Media.Bytes(JsonString.of("image/png"), JsonString.of("QU+/D")));
        assertThat(DataUrls.read(JsonString.of("https://a/b.png"), "f")).isNull();
        assertThat(DataUrls.read(JsonString.of("data:text/plain,hello"), "f")).isNull();
        assertThat(DataUrls.read(JsonString.of("data:"), "f")).isNull();
    }

    @Test
    void readsArgumentsToldAsText() {
        assertThat(Arguments.read(JsonString.of("{\"n\": 1.0, \"q\":\"\\\"\"}")).text())
                .isEqualTo("{\"n\": 1.0, \"q\":\"\\\"\"}");
        assertThat(Arguments.read(JsonString.EMPTY).text()).isEqualTo("{}");
        assertThat(Arguments.read(JsonString.of("{\"cut\":")).text()).isEqualTo("{\"_raw\":\"{\\\"cut\\\":\"}");
        assertThat(Arguments.read(JsonString.of("[1]")).text()).isEqualTo("{\"_raw\":\"[1]\"}");
        assertThat(Arguments.read(JsonString.of("{} {}")).text()).isEqualTo("{\"_raw\":\"{} {}\"}");
        assertThat(Arguments.isObject(JsonValue.of("{\"a\":1}"))).isTrue();
        assertThat(Arguments.isObject(JsonValue.of("1"))).isFalse();
    }

    @Test
    void aCharacterCutInTwoComesOutWhole() {
        final HalfCharacters halves = new HalfCharacters();
        assertThat(wire(halves.join(view("a\\ud83d")))).isEqualTo("a");
        assertThat(wire(halves.join(view("\\ude00b")))).isEqualTo("\\ud83d\\ude00b");
        assertThat(halves.rest()).isEqualTo(JsonString.EMPTY);
    }

    @Test
    void halfACharacterWithoutItsPartnerBecomesAStandIn() {
        final HalfCharacters halves = new HalfCharacters();
        assertThat(wire(halves.join(view("\\ud83d")))).isEmpty();
        assertThat(halves.rest().text()).isEqualTo("\ufffd");
        assertThat(halves.rest()).isEqualTo(JsonString.EMPTY);
    }

    @Test
    void aBackslashThatIsItselfEscapedBeginsNoCharacter() {
        final HalfCharacters halves = new HalfCharacters();
        assertThat(wire(halves.join(view("\\\\ud83d")))).isEqualTo("\\\\ud83d");
    }

    @Test
    void aSealSurvivesItsEnvelope() {
        final Seal seal = new Seal(Origin.RESPONSES, JsonString.of("gAAA.b=="), false, JsonString.of("rs_1"));
        assertThat(seal.envelope().text()).isEqualTo("sl1.p.rs_1.gAAA.b==");
        assertThat(Seal.open(seal.envelope())).isEqualTo(seal);
        final Seal redacted = new Seal(Origin.ANTHROPIC, JsonString.of("x=="), true, null);
        assertThat(Seal.open(redacted.envelope())).isEqualTo(redacted);
        assertThat(Seal.open(JsonString.of("EqQBCgIYAhIM"))).isNull();
        assertThat(Seal.open(JsonString.of("sl1.z.x"))).isNull();
        assertThat(Seal.open(JsonString.of("sl1.aax"))).isNull();
    }

    @Test
    void turnsOfOneRoleBecomeOneAndResultsComeFirst() throws Exception {
        final Request.Builder builder = new Request.Builder();
        final Part.Text text = new Part.Text(JsonString.of("and"), null);
        final Part.Result result =
                new Part.Result(JsonString.of("1"), null, JsonString.of("ok"), List.of(), false, null);
        builder.turns.add(Turn.Role.USER, new Part.Text(JsonString.EMPTY, null));
        builder.turns.add(Turn.Role.USER, text);
        builder.turns.add(Turn.Role.USER, result);
        builder.turns.add(Turn.Role.ASSISTANT, text);
        assertThat(builder.build().turns())
                .containsExactly(
                        new Turn(Turn.Role.USER, List.of(result, text)), new Turn(Turn.Role.ASSISTANT, List.of(text)));
    }

    @Test
    void aConversationWithoutTurnsIsRefused() {
        assertThatThrownBy(() -> new Request.Builder().build()).isInstanceOf(UnsupportedException.class);
    }

    @Test
    void theNearestEffortIsTheLowerOfTwoEquallyNear() {
        assertThat(Effort.HIGH.nearest(EnumSet.of(Effort.LOW, Effort.MEDIUM))).isEqualTo(Effort.MEDIUM);
        assertThat(Effort.MEDIUM.nearest(EnumSet.of(Effort.LOW, Effort.HIGH))).isEqualTo(Effort.LOW);
        assertThat(Effort.MAX.nearest(EnumSet.noneOf(Effort.class))).isEqualTo(Effort.MAX);
    }

    private static JsonString view(String wire) {
        final byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
        return JsonString.view(bytes, 0, bytes.length, true);
    }

    private static String wire(JsonString string) {
        final ByteBuf out = Unpooled.buffer();
        string.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}

package io.sluice.codec.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Member;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client's request means, row by row of the translation's tables. */
final class ResponsesRequestReaderTest {
    private final RequestReader reader = ResponsesCodec.INSTANCE.newRequestReader();

    private Request read(String body) throws UnsupportedException {
        return reader.read(JsonValue.of(body.replace('\'', '"')), Hints.NONE);
    }

    private Request withInput(String items) throws UnsupportedException {
        return read("{'model':'m','input':[" + items + "]}");
    }

    private Request with(String members) throws UnsupportedException {
        return read("{" + members + ",'model':'m','input':'x'}");
    }

    private String refusedField(String body) {
        return catchThrowableOfType(UnsupportedException.class, () -> read(body))
                .field();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "previous_response_id | 'resp_1'",
                "conversation | 'conv_1'",
                "conversation | {'id':'conv_1'}",
                "prompt | {'id':'pmpt_1'}",
                "background | true"
            })
    void stateKeptByAVendorIsRefusedByName(String member, String value) {
        assertThatThrownBy(() -> with("'" + member + "':" + value))
                .isInstanceOf(UnsupportedException.class)
                .hasMessage("'" + member + "' needs an upstream that keeps responses")
                .extracting(thrown -> ((UnsupportedException) thrown).field())
                .isEqualTo(member);
    }

    @ParameterizedTest
    @ValueSource(strings = {"item_reference", "compaction", "compaction_trigger"})
    void itemsThatStandForStateAreRefused(String type) {
        assertThatThrownBy(() -> withInput("{'role':'user','content':'x'},{'type':'" + type + "','id':'i'}"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("needs an upstream that keeps responses")
                .hasMessageContaining("input[1]");
    }

    @Test
    void stateThatIsNullOrOffIsNone() throws Exception {
        assertThat(with("'previous_response_id':null,'conversation':null,'prompt':null,'background':false")
                        .extras())
                .isEmpty();
    }

    @Test
    void storingIsReportedOnlyWhenItWasAskedFor() throws Exception {
        assertThat(with("'store':true").extras())
                .containsExactly(new Extra("store", JsonValue.of("true"), Extra.Fate.DROP));
        assertThat(with("'store':false").extras())
                .containsExactly(new Extra("store", JsonValue.of("false"), Extra.Fate.HINT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'truncation':'auto' | truncation | DROP",
                "'truncation':'disabled' | truncation | HINT",
                "'context_management':[] | context_management | DROP",
                "'max_tool_calls':3 | max_tool_calls | DROP",
                "'moderation':{} | moderation | DROP",
                "'prompt_cache_key':'k' | prompt_cache_key | HINT",
                "'prompt_cache_options':{} | prompt_cache_options | HINT",
                "'prompt_cache_retention':'24h' | prompt_cache_retention | HINT",
                "'service_tier':'scale' | service_tier | DROP",
                "'reasoning':{'mode':'pro'} | reasoning.mode | DROP",
                "'reasoning':{'effort':'enormous'} | reasoning.effort | DROP",
                "'text':{'tone':'dry'} | text.tone | DROP",
                "'tools':[{'type':'function','name':'f','defer_loading':true}] | tools.defer_loading | DROP",
                "'never_heard_of':1 | never_heard_of | DROP"
            })
    void whatHasNoPlaceElsewhereKeepsItsNameAndItsFate(String members, String name, Extra.Fate fate) throws Exception {
        assertThat(with(members).extras()).singleElement().satisfies(extra -> {
            assertThat(extra.name()).isEqualTo(name);
            assertThat(extra.fate()).isEqualTo(fate);
        });
    }

    @Test
    void unknownMembersOfItemsAndPartsAreReportedAndWhatComesBackIsNot() throws Exception {
        final Request request =
                withInput("{'role':'user','mood':1,'content':[{'type':'input_text','text':'a','pitch':2}]},"
                        + "{'type':'message','id':'msg_1','role':'assistant','status':'completed','phase':'commentary',"
                        + "'content':[{'type':'output_text','text':'b','annotations':[],'logprobs':[]}]}");
        assertThat(request.extras().stream().map(Extra::name)).containsExactly("input.mood", "input.pitch");
        assertThat(request.turns()).hasSize(2);
    }

    @Test
    void settingsAreReadAndKeptToBeRepeated() throws Exception {
        final Request request =
                with("'max_output_tokens':50,'temperature':0.70,'top_p':1.0,'parallel_tool_calls':false,"
                        + "'stream':true,'user':'u','safety_identifier':'s','service_tier':'flex','metadata':{'a':'b'},"
                        + "'text':{'verbosity':'low'},'reasoning':{'effort':'xhigh','summary':'auto'},"
                        + "'include':['message.output_text.logprobs'],'top_logprobs':2");
        assertThat(request.stream()).isTrue();
        assertThat(request.answering().maxTokens()).isEqualTo(JsonValue.of("50"));
        assertThat(request.sampling().temperature()).isEqualTo(JsonValue.of("0.70"));
        assertThat(request.toolbox().parallel()).isFalse();
        assertThat(request.account().endUser()).isEqualTo(JsonString.of("s"));
        assertThat(request.account().tier()).isEqualTo(Tier.FLEX);
        assertThat(request.account().metadata()).isEqualTo(JsonValue.of("{\"a\":\"b\"}"));
        assertThat(request.answering().verbosity()).isEqualTo(JsonString.of("low"));
        assertThat(request.answering().logprobs()).isTrue();
        assertThat(request.thinking().effort()).isEqualTo(Effort.XHIGH);
        assertThat(request.thinking().show()).isTrue();
        assertThat(request.echo())
                .contains(
                        new Member("max_output_tokens", JsonValue.of("50")),
                        new Member("temperature", JsonValue.of("0.70")),
                        new Member("text", JsonValue.of("{\"verbosity\":\"low\"}")));
    }

    @Test
    void theOldNameOfTheSummaryCountsToo() throws Exception {
        assertThat(with("'reasoning':{'generate_summary':'concise'}").thinking().show())
                .isTrue();
        assertThat(with("'reasoning':{'effort':null,'summary':null}").thinking().show())
                .isNull();
    }

    @Test
    void formatsAreFlat() throws Exception {
        assertThat(with("'text':{'format':{'type':'json_object'}}").answering().format())
                .isEqualTo(new Format.Json());
        assertThat(with("'text':{'format':{'type':'json_schema','name':'n','strict':true,'schema':{'a': 1.0}}}")
                        .answering()
                        .format())
                .isEqualTo(new Format.Schema(JsonString.of("n"), null, JsonValue.of("{\"a\": 1.0}"), true));
        assertThat(refusedField("{'model':'m','input':'x','text':{'format':{'type':'json_schema'}}}"))
                .isEqualTo("text.format");
    }

    @Test
    void instructionsComeBeforeEverySystemMessage() throws Exception {
        final Request request = read("{'input':[{'role':'user','content':'x'},{'role':'developer','content':'late'}],"
                + "'instructions':'first'}");
        assertThat(request.system())
                .containsExactly(
                        new SystemText(JsonString.of("first"), null, 0),
                        new SystemText(JsonString.of("late"), null, 1));
    }

    @Test
    void itemsOfOneRoleMergeAndResultsComeFirst() throws Exception {
        final Request request = withInput("{'role':'assistant','content':'a'},"
                + "{'type':'function_call','id':'fc_1','call_id':'c1','name':'f','arguments':'{\\'k\\':1.0}'},"
                + "{'role':'user','content':'b'},{'type':'function_call_output','call_id':'c1','output':'r'}");
        assertThat(request.turns())
                .containsExactly(
                        new Turn(Turn.Role.ASSISTANT, List.of(text("a"), call("c1", "f", "{\"k\":1.0}", null))),
                        new Turn(Turn.Role.USER, List.of(result("c1", "r", List.of()), text("b"))));
    }

    @Test
    void aCallInANamespaceHasItInItsName() throws Exception {
        assertThat(withInput("{'type':'function_call','call_id':'c','namespace':'ns','name':'f','arguments':''}")
                        .turns())
                .containsExactly(new Turn(Turn.Role.ASSISTANT, List.of(call("c", "ns__f", "{}", null))));
    }

    @Test
    void aResultOfPartsIsItsTextAndItsMedia() throws Exception {
        final Request request = withInput("{'type':'function_call_output','call_id':'c','output':["
                + "{'type':'input_text','text':'a'},{'type':'input_image','image_url':'https://x/y.png'},"
                + "{'type':'input_text','text':'b'}]}");
        assertThat(request.turns())
                .containsExactly(new Turn(
                        Turn.Role.USER,
                        List.of(result(
                                "c",
                                "ab",
                                List.of(new Part.Image(
                                        new Media.Url(JsonString.of("https://x/y.png")), null, null))))));
    }

    @Test
    void mediaAreReadFromAddressesAndContent() throws Exception {
        final Request request = withInput("{'role':'user','content':["
                + "{'type':'input_image','image_url':'data:image/gif;base64,QQ==','detail':'original'},"
                + "{'detail':'low','image_url':'https://x/i','type':'input_image'},"
                + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,QQ=='},"
                + "{'type':'input_file','file_url':'https://x/a.pdf'},"
                + "{'type':'input_file','filename':'A.TXT','file_data':'QQ=='},"
                + "{'type':'input_audio','input_audio':{'data':'QQ==','format':'wav'}}]}");
        assertThat(request.turns().getFirst().parts())
                .containsExactly(
                        new Part.Image(bytes("image/gif"), JsonString.of("high"), null),
                        new Part.Image(new Media.Url(JsonString.of("https://x/i")), JsonString.of("low"), null),
                        new Part.Document(bytes("application/pdf"), JsonString.of("a.pdf"), null),
                        new Part.Document(new Media.Url(JsonString.of("https://x/a.pdf")), null, null),
                        new Part.Document(bytes("text/plain"), JsonString.of("A.TXT"), null),
                        new Part.Audio(JsonString.of("wav"), JsonString.of("QQ==")));
    }

    private static Media.Bytes bytes(String mime) {
        return new Media.Bytes(JsonString.of(mime), JsonString.of("QQ=="));
    }

    @Test
    void cacheMarksAreReadFromPartsAndResults() throws Exception {
        final String mark = ",'prompt_cache_breakpoint':{'mode':'explicit'}}";
        final Request request = withInput("{'role':'user','content':[{'type':'input_text','text':'a'" + mark + "]},"
                + "{'type':'function_call_output','call_id':'c','output':[{'type':'input_text','text':'r'" + mark
                + "]}");
        assertThat(((Part.Result) request.turns().getFirst().parts().get(0)).cache())
                .isEqualTo(new CacheMark(null));
        assertThat(((Part.Text) request.turns().getFirst().parts().get(1)).cache())
                .isEqualTo(new CacheMark(null));
    }

    @Test
    void aReasoningItemBelongsToTheTurnThatFollows() throws Exception {
        final Request request = withInput("{'type':'reasoning','id':'rs_1','encrypted_content':'enc','summary':["
                + "{'type':'summary_text','text':'a'},{'type':'summary_text','text':'b'}],"
                + "'content':[{'type':'reasoning_text','text':'c'}]},{'role':'assistant','content':'t'}");
        assertThat(request.turns())
                .containsExactly(new Turn(
                        Turn.Role.ASSISTANT,
                        List.of(
                                new Part.Reasoning(
                                        JsonString.of("a\n\nbc"),
                                        new Seal(Origin.RESPONSES, JsonString.of("enc"), false, JsonString.of("rs_1"))),
                                text("t"))));
    }

    @Test
    void anotherVendorsMarkIsTakenOutOfItsEnvelope() throws Exception {
        final Request request = withInput("{'type':'reasoning','summary':[],'encrypted_content':'sl1.ar.xyz'},"
                + "{'role':'assistant','content':'t'}");
        assertThat(request.turns().getFirst().parts().getFirst())
                .isEqualTo(new Part.Reasoning(
                        JsonString.EMPTY, new Seal(Origin.ANTHROPIC, JsonString.of("xyz"), true, null)));
    }

    @Test
    void geminisMarkGoesToTheCallBehindIt() throws Exception {
        final Request request = withInput(
                "{'type':'reasoning','summary':[{'type':'summary_text','text':'t'}],'encrypted_content':'sl1.g.s'},"
                        + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}");
        assertThat(request.turns().getFirst().parts())
                .containsExactly(
                        new Part.Reasoning(JsonString.of("t"), null),
                        call("c", "f", "{}", Seal.of(Origin.GEMINI, JsonString.of("s"))));
    }

    @Test
    void toolChoicesAreRead() throws Exception {
        assertThat(choice("'auto'")).isEqualTo(new ToolChoice.Auto());
        assertThat(choice("'none'")).isEqualTo(new ToolChoice.None());
        assertThat(choice("'required'")).isEqualTo(new ToolChoice.Any());
        assertThat(choice("{'type':'function','name':'f'}")).isEqualTo(new ToolChoice.Named(JsonString.of("f")));
        assertThat(choice("{'tools':[{'type':'function','name':'f'}],'mode':'required','type':'allowed_tools'}"))
                .isEqualTo(new ToolChoice.Allowed(true, List.of(JsonString.of("f"))));
    }

    private ToolChoice choice(String value) throws UnsupportedException {
        final ToolChoice choice = with("'tool_choice':" + value).toolbox().choice();
        if (choice == null) {
            throw new AssertionError("no choice");
        }
        return choice;
    }

    @Test
    void strictStaysUnsaidWhenTheClientSaidNothing() throws Exception {
        assertThat(with("'tools':[{'type':'function','name':'f','parameters':null}]")
                        .toolbox()
                        .tools()
                        .getFirst()
                        .strict())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'tools':[{'type':'web_search'}] | tools[0].type",
                "'tools':[{'type':'custom','name':'c'}] | tools[0].type",
                "'tools':[{'type':'namespace','name':'c'}] | tools[0].type",
                "'tools':[1] | tools[0]",
                "'tools':[{'type':'function'}] | tools[0].name",
                "'tool_choice':{'type':'web_search'} | tool_choice.type",
                "'tool_choice':{'type':'custom','name':'c'} | tool_choice.type",
                "'tool_choice':'perhaps' | tool_choice",
                "'max_output_tokens':false | max_output_tokens",
                "'temperature':'1' | temperature",
                "'top_p':[] | top_p",
                "'top_logprobs':{} | top_logprobs",
                "'reasoning':1 | reasoning"
            })
    void whatBelongsToTheVendorOrIsNotOfTheDialectIsRefused(String members, String field) {
        assertThat(refusedField("{'model':'m','input':'x'," + members + "}")).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'web_search_call','id':'w'} | input[0].type",
                "{'type':'custom_tool_call','call_id':'c','name':'n','input':'i'} | input[0].type",
                "{'role':'robot','content':'x'} | input[0].role",
                "{'role':'user','content':[{'type':'input_video'}]} | input[0].content[0].type",
                "{'role':'user','content':[{'type':'input_image','file_id':'f'}]} | input[0].content[0].file_id",
                "{'role':'user','content':[{'type':'input_file','file_id':'f'}]} | input[0].content[0].file_id",
                "{'role':'user','content':[{'type':'input_image'}]} | input[0].content[0].image_url",
                "{'role':'user','content':['x']} | input[0].content[0]",
                "{'role':'system','content':[{'type':'input_image','image_url':'https://x'}]} | input[0].content",
                "'x' | input[0]"
            })
    void itemsThatNoOtherVendorHasAreRefusedByPlace(String item, String field) {
        assertThat(refusedField("{'model':'m','input':[" + item + "]}")).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{'model':'m','input':'x'", "{'model':'m','input':'x'}}", "{'input':[{'role':'user'"})
    void aBrokenBodyIsRefused(String body) {
        assertThat(refusedField(body)).isEqualTo("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'model':'m'}", "{'model':'m','input':[]}", "{'model':'m','input':''}", "{'input':7}"})
    void aRequestWithoutAMessageIsRefused(String body) {
        assertThat(refusedField(body)).isEqualTo("input");
    }

    @Test
    void aReaderIsAsNewAfterARefusal() throws Exception {
        refusedField(
                "{'instructions':'old','input':[{'type':'reasoning','summary':[{'type':'summary_text','text':'t'}]},"
                        + "{'role':'robot'}]}");
        final Request request = with("'stream':false");
        assertThat(request.system()).isEmpty();
        assertThat(request.turns()).containsExactly(new Turn(Turn.Role.USER, List.of(text("x"))));
    }

    @Test
    void refusesAnAddressOfNothing() {
        assertThat(refusedField(
                        "{'model':'m','input':[{'role':'user','content':[{'type':'input_image','image_url':''}]}]}"))
                .isEqualTo("input[0].content[0].image_url");
        assertThat(refusedField(
                        "{'model':'m','input':[{'role':'user','content':[{'type':'input_file','file_url':''}]}]}"))
                .isEqualTo("input[0].content[0].file_url");
    }

    private static Part text(String text) {
        return new Part.Text(JsonString.of(text), null);
    }

    private static Part call(String id, String name, String args, @org.jspecify.annotations.Nullable Seal seal) {
        return new Part.Call(JsonString.of(id), JsonString.of(name), JsonValue.of(args), seal, null);
    }

    private static Part.Result result(String id, String text, List<Part> media) {
        return new Part.Result(JsonString.of(id), null, JsonString.of(text), media, false, null);
    }
}

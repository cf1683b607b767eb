package io.sluice.codec.dialect.openai;

import static io.sluice.codec.dialect.openai.Translating.read;
import static io.sluice.codec.dialect.openai.Translating.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.TranslateSettings.CacheBreakpoints;
import io.sluice.codec.dialect.neutral.TranslateSettings.ThinkingForm;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of clients, understood; and requests of other dialects' clients, told to this dialect's servers. */
final class OpenAiRequestsTest {
    private static final String USER = "{'role':'user','content':'x'}";

    private final Work work = Translating.work();

    private static String with(String members) {
        return "{'model':'m','messages':[" + USER + "]," + members + "}";
    }

    private static String said(String messages) {
        return "{'model':'m','messages':[" + messages + "]}";
    }

    private static JsonString string(String text) {
        return JsonString.of(text);
    }

    private static Part text(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Part.Text(JsonString.view(bytes, 0, bytes.length, false), null);
    }

    private static List<Part> parts(String message) throws UnsupportedException {
        return read(said(message)).turns().getLast().parts();
    }

    private static Part part(String part) throws UnsupportedException {
        return parts("{'role':'user','content':[" + part + "]}").getFirst();
    }

    private JsonNode written(String request) throws UnsupportedException {
        return written(read(request), work);
    }

    private static JsonNode written(Request request, Work work) throws UnsupportedException {
        return Fixtures.read(write(request, work).getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(JsonNode json) {
        return json.toString().replace('"', '\'');
    }

    private static Request saying(Turn... turns) throws UnsupportedException {
        return read(said(USER)).withTurns(List.of(turns));
    }

    private static void assertRefused(String request, String field) {
        assertThatThrownBy(() -> read(request))
                .isInstanceOfSatisfying(
                        UnsupportedException.class,
                        refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void theLaterLimitOfTokensWins() throws Exception {
        assertThat(read(with("'max_tokens':5")).answering().maxTokens()).isEqualTo(JsonValue.of("5"));
        assertThat(read(with("'max_completion_tokens':7,'max_tokens':5"))
                        .answering()
                        .maxTokens())
                .isEqualTo(JsonValue.of("7"));
        assertThat(read(with("'max_tokens':null")).answering().maxTokens()).isNull();
    }

    @Test
    void numbersPassAsTheyAreWritten() throws Exception {
        final Request request = read(with("'temperature':0.70,'top_p':1e0,'top_k':3,'seed':123456789012345678901,"
                + "'presence_penalty':-0,'frequency_penalty':2,'logit_bias':{'1':-100},'logprobs':true,'top_logprobs':3,"
                + "'n':3,'stop':['a','b'],'verbosity':'low'"));
        assertThat(request.sampling().temperature()).isEqualTo(JsonValue.of("0.70"));
        assertThat(request.sampling().topP()).isEqualTo(JsonValue.of("1e0"));
        assertThat(request.sampling().seed()).isEqualTo(JsonValue.of("123456789012345678901"));
        final String json = write(request, work);
        assertThat(json)
                .contains(
                        "\"temperature\":0.70,",
                        "\"top_p\":1e0,",
                        "\"seed\":123456789012345678901,",
                        "\"presence_penalty\":-0,",
                        "\"logit_bias\":{\"1\":-100}",
                        "\"logprobs\":true,\"top_logprobs\":3",
                        "\"n\":3",
                        "\"stop\":[\"a\",\"b\"]",
                        "\"verbosity\":\"low\"")
                .doesNotContain("top_k");
        assertThat(work.losses().dropped()).containsExactly("top_k");
    }

    @Test
    void accountsAreRead() throws Exception {
        final Request request =
                read(with("'user':'u','safety_identifier':'s','service_tier':'flex','metadata':{'a':'b'},'store':true,"
                        + "'prompt_cache_key':'k'"));
        assertThat(request.account().endUser()).isEqualTo(string("s"));
        assertThat(request.account().tier()).isEqualTo(Tier.FLEX);
        assertThat(request.account().metadata()).isEqualTo(JsonValue.of("{\"a\":\"b\"}"));
        final JsonNode json = written(request, work);
        assertThat(json.path("user").asText()).isEqualTo("s");
        assertThat(json.path("service_tier").asText()).isEqualTo("flex");
        assertThat(json.path("metadata").path("a").asText()).isEqualTo("b");
        assertThat(json.path("prompt_cache_key").asText()).isEqualTo("k");
        assertThat(work.losses().dropped()).isEmpty();
        assertThat(written(with("'user':'" + "u".repeat(65) + "'")).path("user").asText())
                .matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'reasoning_effort':'xhigh'|XHIGH",
                "'reasoning_effort':'none'|NONE",
                "'reasoning':{'effort':'low'}|LOW",
                "'reasoning':{'max_tokens':2048}|LOW",
                "'reasoning':{'max_tokens':2049}|MEDIUM",
                "'thinking':{'type':'enabled','budget_tokens':16384}|HIGH",
                "'thinking':{'type':'enabled','budget_tokens':24576}|XHIGH",
                "'thinking':{'budget_tokens':24577}|MAX",
                "'thinking':{'type':'disabled'}|NONE"
            },
            quoteCharacter = '~')
    void effortIsReadInEveryForm(String member, Effort effort) throws Exception {
        assertThat(read(with(member)).thinking().effort()).isEqualTo(effort);
    }

    @Test
    void nothingSaidOfThinkingIsNothing() throws Exception {
        assertThat(read(with("'reasoning_effort':null,'reasoning':null,'thinking':{'type':'adaptive'}"))
                        .thinking())
                .isEqualTo(Thinking.UNSAID);
        assertThat(read(with("'reasoning':{'exclude':true}")).thinking().show()).isFalse();
    }

    @Test
    void formatsAreReadAndWritten() throws Exception {
        assertThat(read(with("'response_format':{'type':'text'}")).answering().format())
                .isEqualTo(new Format.Plain());
        assertThat(written(with("'response_format':{'type':'json_object'}")).path("response_format"))
                .isEqualTo(Fixtures.read("{\"type\":\"json_object\"}".getBytes(StandardCharsets.UTF_8)));
        final String open = "{'type':'object','properties':{'a':{'type':'number'}}}";
        assertThat(quoted(written(with("'response_format':{'json_schema':{'strict':true,'schema':" + open
                                + "},'type':'json_schema'}"))
                        .path("response_format")))
                .isEqualTo("{'type':'json_schema','json_schema':{'name':'response','schema':" + open + "}}");
        final String closed = "{'type':'object','properties':{},'required':[],'additionalProperties':false}";
        assertThat(quoted(written(with("'response_format':{'type':'json_schema','json_schema':{'name':'n',"
                                + "'description':'d','schema':" + closed + "}}"))
                        .path("response_format")))
                .isEqualTo("{'type':'json_schema','json_schema':{'name':'n','description':'d','schema':" + closed
                        + ",'strict':true}}");
        assertThat(written(with("'response_format':{'type':'json_schema','json_schema':{'strict':false,'schema':"
                                + closed + "}}"))
                        .at("/response_format/json_schema/strict")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void toolsAreReadInBothForms() throws Exception {
        final Tool tool = new Tool(string("f"), string("d"), JsonValue.of("{\"type\":\"object\"}"), true, null);
        assertThat(read(with("'tools':[{'type':'function','function':{'name':'f','description':'d',"
                                + "'parameters':{'type':'object'},'strict':true}}],'parallel_tool_calls':false"))
                        .toolbox())
                .satisfies(box -> {
                    assertThat(box.tools()).containsExactly(tool);
                    assertThat(box.parallel()).isFalse();
                });
        assertThat(read(with(
                                "'functions':[{'name':'f','description':'d','parameters':{'type':'object'},'strict':true}],"
                                        + "'function_call':{'name':'f'}"))
                        .toolbox())
                .satisfies(box -> {
                    assertThat(box.tools()).containsExactly(tool);
                    assertThat(box.choice()).isEqualTo(new ToolChoice.Named(string("f")));
                });
        assertThat(read(with("'tools':[{'function':{'name':'f'},'cache_control':{'type':'ephemeral','ttl':'1h'}}]"))
                        .toolbox()
                        .tools())
                .containsExactly(new Tool(string("f"), null, null, null, new CacheMark(string("1h"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'auto'",
                "'none'",
                "'required'",
                "{'type':'function','function':{'name':'f'}}",
                "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f'}}]}}",
                "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':"
                        + "{'name':'f'}}]}}"
            })
    void aChoiceOfToolsComesThrough(String choice) throws Exception {
        final String tools = "'tools':[{'type':'function','function':{'name':'f'}}],";
        assertThat(quoted(written(with(tools + "'tool_choice':" + choice)).path("tool_choice")))
                .isEqualTo(choice);
    }

    @Test
    void withoutToolsNothingIsSaidOfThem() throws Exception {
        assertThat(written(with("'tool_choice':'auto','parallel_tool_calls':true"))
                        .fieldNames())
                .toIterable()
                .containsExactly("model", "messages");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'n':0|n",
                "'n':1.5|n",
                "'n':'2'|n",
                "'temperature':'hot'|temperature",
                "'stop':5|stop",
                "'stop':[5]|stop",
                "'tools':[{'type':'custom','custom':{'name':'f'}}]|tools.type",
                "'tools':[{'type':'function','function':{}}]|tools.function.name",
                "'tools':{}|tools",
                "'tools':[1]|tools",
                "'tool_choice':'some'|tool_choice",
                "'tool_choice':{'type':'custom','custom':{'name':'f'}}|tool_choice",
                "'tool_choice':{'type':'allowed_tools','allowed_tools':{'tools':[{'type':'custom'}]}}|tool_choice",
                "'response_format':{'type':'grammar'}|response_format.type",
                "'reasoning_effort':'extreme'|reasoning_effort",
                "'modalities':['text','audio']|modalities",
                "'audio':{'voice':'v'}|audio",
                "'web_search_options':{}|web_search_options",
                "'messages':{}|messages",
                "'messages':[1]|messages"
            },
            quoteCharacter = '~')
    void whatCantBeHonouredIsRefusedByName(String member, String field) {
        assertRefused(with(member), field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'content':'x'}|messages.role",
                "{'role':'owner','content':'x'}|messages.role",
                "{'role':'user','content':5}|messages.content",
                "{'role':'user','content':['x']}|messages.content",
                "{'role':'user','content':[{'type':'video_url','video_url':{}}]}|messages.content.type",
                "{'role':'user','content':[{'type':'image_url','image_url':{}}]}|messages.content.image_url.url",
                "{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}|messages.content.file.file_id",
                "{'role':'user','content':[{'type':'file','file':{}}]}|messages.content.file.file_data",
                "{'role':'user','content':[{'type':'input_audio','input_audio':{'format':'wav'}}]}"
                        + "|messages.content.input_audio.data",
                "{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'AA=='}}]}"
                        + "|messages.content.input_audio.format",
                "{'role':'system','content':[{'type':'image_url','image_url':{'url':'https://a'}}]}|messages.content",
                "{'role':'tool','content':'x'}|messages.tool_call_id",
                "{'role':'assistant','audio':{'id':'a'}}|messages.audio",
                "{'role':'assistant','tool_calls':[{'id':'k','type':'custom','custom':{}}]}|messages.tool_calls.type",
                "{'role':'system','content':'x'}|messages",
                "{'role':'user','content':''}|messages",
                "{'role':'user','content':null}|messages"
            },
            quoteCharacter = '~')
    void whatCantBeSaidElsewhereIsRefusedByName(String message, String field) {
        assertRefused(said(message), field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "'x'",
                "{'messages':[{'role':'user','content':'x'}]",
                "{'messages':[{'role':'user','content':'x",
                "{'messages':[{'role':'user','content':'x'}]}}",
                "{'messages':[{'role':'user','content':'\\q'}]}",
                "{'messages':[{'role':'user','content':[{'type':'text'",
                "{'messages':[{'role':'user','content':'x'}],'tools':[{'function':{'name'",
                "{'messages':[{'role':'user','content':'x'}],'stop':["
            })
    void brokenBodiesAreRefused(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(UnsupportedException.class);
    }

    @Test
    void membersNobodyKnowsAreReportedOnceEach() throws Exception {
        final StringBuilder messages = new StringBuilder(USER);
        for (int i = 0; i < 100; i++) {
            messages.append(",{'role':'user','content':[{'type':'text','text':'x','odd':1}],'weight':")
                    .append(i)
                    .append('}');
        }
        final Request request = read(
                "{'model':'m','prediction':{'type':'content'},'min_p':0.1,'odd':null,'messages':[" + messages + "]}");
        write(request, work);
        assertThat(work.losses().dropped())
                .containsExactly("prediction", "min_p", "messages.content.odd", "messages.weight");
        final Work strict = Translating.work();
        strict.losses().begin(true);
        assertThatThrownBy(() -> write(request, strict)).hasMessageContaining("prediction");
    }

    @Test
    void membersWithoutEndStayFew() throws Exception {
        final StringBuilder members = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            members.append("'odd").append(i).append("':1,");
        }
        assertThat(read(with(members + "'n':1")).extras()).hasSize(64);
    }

    @Test
    void aMessageIsReadWhateverTheOrderOfItsMembers() throws Exception {
        assertThat(
                        parts(
                                USER
                                        + ",{'tool_calls':[{'function':{'arguments':'{}','name':'f'},'id':'k','type':'function'}],"
                                        + "'reasoning_content':'t','content':'a','role':'assistant','name':'n','refusal':'no','annotations':[]}"))
                .containsExactly(
                        new Part.Reasoning(string("t"), null),
                        text("a"),
                        text("no"),
                        new Part.Call(string("k"), string("f"), JsonValue.of("{}"), null, null));
    }

    @Test
    void argumentsAreReadWhateverTheyAre() throws Exception {
        final List<Part> calls = parts(USER + ",{'role':'assistant','content':null,'tool_calls':["
                + "{'id':'a','type':'function','function':{'name':'f','arguments':''}},"
                + "{'id':'b','type':'function','function':{'name':'f','arguments':null}},"
                + "{'id':'c','type':'function','function':{'name':'f','arguments':'oops'}},"
                + "{'id':'d','type':'function','function':{'name':'f','arguments':'[1]'}}]}");
        assertThat(calls)
                .extracting(call -> ((Part.Call) call).args().text())
                .containsExactly("{}", "{}", "{\"_raw\":\"oops\"}", "{\"_raw\":\"[1]\"}");
    }

    @Test
    void resultsAreReadInEveryForm() throws Exception {
        assertThat(parts(USER + ",{'role':'assistant','content':'a'},{'role':'tool','tool_call_id':'k',"
                        + "'content':[{'type':'text','text':'a'},{'type':'image_url','image_url':{'url':'https://i'}},"
                        + "{'type':'text','text':'b'}]}"))
                .last()
                .satisfies(part -> {
                    final Part.Result result = (Part.Result) part;
                    assertThat(result.id()).isEqualTo(string("k"));
                    assertThat(result.text().text()).isEqualTo("ab");
                    assertThat(result.media())
                            .containsExactly(new Part.Image(new Media.Url(string("https://i")), null, null));
                });
        final Request legacy = read(said(USER + ",{'role':'assistant','content':null,'function_call':{'name':'f',"
                + "'arguments':'{}'}},{'role':'function','name':'f','content':'r'}"));
        assertThat(legacy.turns().getLast().parts())
                .containsExactly(new Part.Result(JsonString.EMPTY, string("f"), string("r"), List.of(), false, null));
        final JsonNode messages = written(legacy, work).path("messages");
        assertThat(messages.at("/1/tool_calls/0/id").asText())
                .matches("call_[A-Za-z0-9]{24}")
                .isEqualTo(messages.at("/2/tool_call_id").asText());
    }

    @Test
    void mediaAreRead() throws Exception {
        assertThat(part("{'type':'image_url','image_url':{'url':'data:image/jpeg;base64,AA==','detail':'low'}}"))
                .isEqualTo(new Part.Image(new Media.Bytes(string("image/jpeg"), string("AA==")), string("low"), null));
        assertThat(part("{'type':'image_url','image_url':'https://i'}"))
                .isEqualTo(new Part.Image(new Media.Url(string("https://i")), null, null));
        assertThat(part("{'type':'input_audio','input_audio':{'data':'AA==','format':'wav'}}"))
                .isEqualTo(new Part.Audio(string("wav"), string("AA==")));
        assertThat(part("{'type':'file','file':{'file_data':'data:application/pdf;base64,AA==','filename':'a.pdf'}}"))
                .isEqualTo(new Part.Document(
                        new Media.Bytes(string("application/pdf"), string("AA==")), string("a.pdf"), null));
        assertThat(part("{'type':'file','file':{'file_data':'AA==','filename':'A.TXT'}}"))
                .isEqualTo(new Part.Document(
                        new Media.Bytes(string("text/plain"), string("AA==")), string("A.TXT"), null));
        assertThat(part("{'type':'file','file':{'file_data':'AA=='}}"))
                .isEqualTo(new Part.Document(new Media.Bytes(string("application/pdf"), string("AA==")), null, null));
    }

    @Test
    void cacheMarksAreReadInBothForms() throws Exception {
        assertThat(part("{'type':'text','text':'a','prompt_cache_breakpoint':{'mode':'explicit'}}"))
                .isEqualTo(new Part.Text(string("a"), new CacheMark(null)));
        assertThat(part("{'type':'text','text':'a','cache_control':{'type':'ephemeral','ttl':'1h'}}"))
                .isEqualTo(new Part.Text(string("a"), new CacheMark(string("1h"))));
    }

    @Test
    void marksOnReasoningAreKnownByTheirFormOrEnvelope() throws Exception {
        assertThat(parts(USER
                        + ",{'role':'assistant','content':'a','reasoning_content':'last piece','reasoning_details':["
                        + "{'type':'reasoning.text','text':'t','signature':'s'},"
                        + "{'type':'reasoning.encrypted','data':'d'},"
                        + "{'type':'reasoning.encrypted','id':'rs_1','data':'e'},"
                        + "{'type':'reasoning.text','text':'u','signature':'sl1.g.v'},"
                        + "{'type':'reasoning.summary','summary':'w'}]}"))
                .satisfiesExactly(
                        part -> assertThat(part)
                                .isEqualTo(new Part.Reasoning(string("t"), Seal.of(Origin.ANTHROPIC, string("s")))),
                        part -> assertThat(part)
                                .isEqualTo(new Part.Reasoning(
                                        JsonString.EMPTY, new Seal(Origin.ANTHROPIC, string("d"), true, null))),
                        part -> assertThat(part)
                                .isEqualTo(new Part.Reasoning(
                                        JsonString.EMPTY,
                                        new Seal(Origin.RESPONSES, string("e"), false, string("rs_1")))),
                        part -> assertThat(part)
                                .isEqualTo(new Part.Reasoning(string("u"), Seal.of(Origin.GEMINI, string("v")))),
                        part -> assertThat(part).isEqualTo(new Part.Reasoning(string("w"), null)),
                        part -> assertThat(part).isEqualTo(text("a")));
        assertThat(parts(USER
                        + ",{'role':'assistant','thinking_blocks':[{'type':'thinking','thinking':'t','signature':'s'},"
                        + "{'type':'redacted_thinking','data':'d'}]}"))
                .containsExactly(
                        new Part.Reasoning(string("t"), Seal.of(Origin.ANTHROPIC, string("s"))),
                        new Part.Reasoning(JsonString.EMPTY, new Seal(Origin.ANTHROPIC, string("d"), true, null)));
        assertThat(parts(
                        USER + ",{'role':'assistant','tool_calls':[{'id':'k','type':'function','function':{'name':'f'},"
                                + "'extra_content':{'google':{'thought_signature':'s'}}}]}"))
                .containsExactly(new Part.Call(
                        string("k"), string("f"), JsonValue.of("{}"), Seal.of(Origin.GEMINI, string("s")), null));
    }

    @Test
    void onlyItsOwnMarksGoToAServer() throws Exception {
        final Request request = saying(
                new Turn(Turn.Role.USER, List.of(text("x"))),
                new Turn(
                        Turn.Role.ASSISTANT,
                        List.of(
                                new Part.Reasoning(string("t"), Seal.of(Origin.OPENAI, string("s"))),
                                new Part.Reasoning(string("u"), Seal.of(Origin.ANTHROPIC, string("s"))),
                                new Part.Reasoning(string("v"), null),
                                new Part.Call(
                                        string("k"),
                                        string("f"),
                                        JsonValue.of("{ \"a\" : 1.0 }"),
                                        Seal.of(Origin.OPENAI, string("o")),
                                        null),
                                new Part.Call(
                                        string("l"),
                                        string("f"),
                                        JsonValue.of("{}"),
                                        Seal.of(Origin.GEMINI, string("g")),
                                        null))));
        assertThat(quoted(written(request, work).at("/messages/1")))
                .isEqualTo(
                        "{'role':'assistant','content':null,'reasoning_details':[{'type':'reasoning.text','text':'t',"
                                + "'signature':'s'}],'tool_calls':[{'id':'k','type':'function','function':{'name':'f',"
                                + "'arguments':'{\\'a\\':1.0}'},'extra_content':{'google':{'thought_signature':'o'}}},"
                                + "{'id':'l','type':'function','function':{'name':'f','arguments':'{}'}}]}");
        final Request hidden = saying(
                new Turn(Turn.Role.USER, List.of(text("x"))),
                new Turn(Turn.Role.ASSISTANT, List.of(new Part.Reasoning(string("v"), null))),
                new Turn(Turn.Role.USER, List.of(text("y"))));
        assertThat(quoted(written(hidden, work).path("messages")))
                .isEqualTo("[{'role':'user','content':'x'},{'role':'user','content':'y'}]");
    }

    @Test
    void resultsGoFirstThenTheirMediaThenTheRest() throws Exception {
        final Part image = new Part.Image(new Media.Url(string("https://i")), null, null);
        final Request request = saying(new Turn(
                Turn.Role.USER,
                List.of(
                        new Part.Result(string("call.1"), null, string("r"), List.of(image), true, null),
                        new Part.Result(string("k".repeat(50)), null, JsonString.EMPTY, List.of(), false, null),
                        text("and?"))));
        assertThat(quoted(written(request, work).path("messages")))
                .matches("\\Q[{'role':'tool','tool_call_id':'call_1','content':'r'},{'role':'tool','tool_call_id':'\\E"
                        + "k{31}_[0-9a-f]{8}\\Q','content':''},{'role':'user','content':[{'type':'image_url','image_url':"
                        + "{'url':'https://i'}},{'type':'text','text':'and?'}]}]\\E");
    }

    @Test
    void documentsGoAsFilesAndTextsAsText() throws Exception {
        final Request request = saying(new Turn(
                Turn.Role.USER,
                List.of(
                        new Part.Document(new Media.Bytes(string("application/pdf"), string("AA==")), null, null),
                        new Part.Document(new Media.Bytes(string("text/plain"), string("AA==")), null, null),
                        new Part.Document(new Media.PlainText(string("plain")), null, null))));
        assertThat(quoted(written(request, work).at("/messages/0/content")))
                .isEqualTo(
                        "[{'type':'file','file':{'filename':'document.pdf','file_data':'data:application/pdf;base64,AA=='}},"
                                + "{'type':'file','file':{'filename':'document.txt','file_data':'data:text/plain;base64,AA=='}},"
                                + "{'type':'text','text':'plain'}]");
        final Request remote = saying(
                new Turn(Turn.Role.USER, List.of(new Part.Document(new Media.Url(string("https://d")), null, null))));
        assertThatThrownBy(() -> write(remote, work)).isInstanceOf(UnsupportedException.class);
        final Request shown = saying(
                new Turn(Turn.Role.USER, List.of(text("x"))),
                new Turn(Turn.Role.ASSISTANT, List.of(new Part.Image(new Media.Url(string("https://i")), null, null))));
        assertThatThrownBy(() -> write(shown, work)).isInstanceOf(UnsupportedException.class);
    }

    private static Work with(
            boolean legacyMaxTokens,
            boolean developer,
            boolean dropSampling,
            boolean contentParts,
            ThinkingForm thinking,
            Set<Effort> efforts) {
        final TranslateSettings plain = TranslateSettings.DEFAULT;
        return Translating.work(new TranslateSettings(
                false,
                plain.defaultMaxTokens(),
                plain.anthropicVersion(),
                dropSampling,
                thinking,
                false,
                false,
                true,
                plain.remoteMedia(),
                legacyMaxTokens,
                developer,
                efforts,
                CacheBreakpoints.YES,
                contentParts,
                plain.reasoningSummary()));
    }

    @Test
    void settingsOfTheChannelAreKept() throws Exception {
        final Work set = with(true, true, true, true, ThinkingForm.AUTO, Set.of(Effort.LOW, Effort.HIGH));
        final JsonNode json = written(
                read(
                        "{'model':'m','max_completion_tokens':5,'temperature':1,'top_p':1,'reasoning_effort':'max','messages':["
                                + "{'role':'system','content':'s'}," + USER + "]}"),
                set);
        assertThat(json.path("max_tokens").asInt()).isEqualTo(5);
        assertThat(json.at("/messages/0/role").asText()).isEqualTo("developer");
        assertThat(json.path("reasoning_effort").asText()).isEqualTo("high");
        assertThat(json.has("temperature") || json.has("top_p")).isFalse();
        assertThat(set.losses().dropped()).containsExactly("temperature", "top_p");

        assertThat(written(read(with("'reasoning_effort':'none'")), set).has("reasoning_effort"))
                .isFalse();
        final Work silent = with(false, false, false, true, ThinkingForm.NONE, Set.of());
        assertThat(written(read(with("'reasoning_effort':'low'")), silent).has("reasoning_effort"))
                .isFalse();
        assertThat(silent.losses().dropped()).containsExactly("reasoning_effort");
    }

    @Test
    void aServerOfPlainContentGetsStrings() throws Exception {
        final Work plain = with(false, false, false, false, ThinkingForm.AUTO, Set.of());
        final JsonNode json = written(
                read(said("{'role':'system','content':'a'},{'role':'system','content':'b'},{'role':'user','content':["
                        + "{'type':'text','text':'c','cache_control':{}},{'type':'text','text':'d'}]}")),
                plain);
        assertThat(json.at("/messages/0/content").asText()).isEqualTo("a\nb");
        assertThat(json.at("/messages/1/content").asText()).isEqualTo("c\nd");
        final Request image =
                read(said("{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://i'}}]}"));
        assertThatThrownBy(() -> write(image, plain)).isInstanceOf(UnsupportedException.class);
    }

    @Test
    void cacheMarksGoWhereTheyAreTaken() throws Exception {
        final String marked = said("{'role':'user','content':[{'type':'text','text':'a','cache_control':{}}]}");
        assertThat(quoted(written(read(marked), Translating.marking()).at("/messages/0/content")))
                .isEqualTo("[{'type':'text','text':'a','prompt_cache_breakpoint':{'mode':'explicit'}}]");
        assertThat(written(marked).at("/messages/0/content").asText()).isEqualTo("a");
        assertThat(work.losses().dropped()).isEmpty();
        final Request result = saying(new Turn(
                Turn.Role.USER,
                List.of(new Part.Result(string("k"), null, string("r"), List.of(), false, new CacheMark(null)))));
        assertThat(quoted(written(result, Translating.marking()).at("/messages/0/content")))
                .isEqualTo("[{'type':'text','text':'r','prompt_cache_breakpoint':{'mode':'explicit'}}]");
    }

    @Test
    void aStreamAlwaysTellsItsUsage() throws Exception {
        assertThat(quoted(written(with("'stream':true")).path("stream_options")))
                .isEqualTo("{'include_usage':true}");
        assertThat(written(with("'stream':false")).has("stream")).isFalse();
        assertThat(read(with("'stream':true,'stream_options':{'include_obfuscation':false,'include_usage':true}"))
                        .includeUsage())
                .isTrue();
    }

    @Test
    void whatThisVendorRefusesIsCutOrRefused() throws Exception {
        final JsonNode json = written(with("'stop':['1','2','3','4','5']"));
        assertThat(quoted(json.path("stop"))).isEqualTo("['1','2','3','4']");
        assertThat(work.losses().dropped()).containsExactly("stop");
        assertThatThrownBy(() -> written(with("'max_tokens':0"))).hasMessageContaining("max_tokens");
        final Request request = read(said(USER));
        final Request bound = new Request(
                request.model(),
                false,
                false,
                request.system(),
                request.turns(),
                request.toolbox(),
                request.sampling(),
                request.answering(),
                request.thinking(),
                request.account(),
                List.of(new Extra("cachedContent", JsonValue.of("1"), Extra.Fate.REJECT)),
                List.of());
        assertThatThrownBy(() -> write(bound, work)).hasMessageContaining("cachedContent");
    }

    @Test
    void namesThisVendorRefusesAreChangedEverywhere() throws Exception {
        final JsonNode json =
                written("{'model':'m','messages':[" + USER + ",{'role':'assistant','tool_calls':[{'id':'k',"
                        + "'type':'function','function':{'name':'a.b','arguments':'{}'}}]},{'role':'tool','tool_call_id':'k',"
                        + "'content':'r'}],'tools':[{'type':'function','function':{'name':'a.b'}}],"
                        + "'tool_choice':{'type':'function','function':{'name':'a.b'}}}");
        assertThat(json.at("/tools/0/function/name").asText()).isEqualTo("a_b");
        assertThat(json.at("/tool_choice/function/name").asText()).isEqualTo("a_b");
        assertThat(json.at("/messages/1/tool_calls/0/function/name").asText()).isEqualTo("a_b");
        assertThat(work.aliases().restore(string("a_b")).text()).isEqualTo("a.b");
        assertThatThrownBy(() -> written(with("'tools':[{'type':'function','function':{'name':'a_b'}},"
                        + "{'type':'function','function':{'name':'a.b'}}]")))
                .isInstanceOf(UnsupportedException.class);
    }

    @Test
    void aReaderForgetsTheLastRequest() throws Exception {
        final OpenAiRequestReader reader = new OpenAiRequestReader();
        final JsonValue full =
                JsonValue.of(with("'n':2,'stop':'a','temperature':1,'tools':[{'type':'function','function':"
                                + "{'name':'f'}}],'reasoning_effort':'low','user':'u','metadata':{},'odd':1,'stream':true")
                        .replace('\'', '"'));
        final JsonValue little = JsonValue.of(said(USER).replace('\'', '"'));
        reader.read(full, io.sluice.codec.dialect.neutral.RequestReader.Hints.NONE);
        assertThat(reader.read(little, io.sluice.codec.dialect.neutral.RequestReader.Hints.NONE))
                .isEqualTo(read(said(USER)));
    }
}

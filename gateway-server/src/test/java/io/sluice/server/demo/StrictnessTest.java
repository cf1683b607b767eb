package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each vendor refuses what the real one refuses, in its words. In the tables, {@code '} stands for a double quote. */
@Timeout(60)
class StrictnessTest {
    private static final String SECRET = "sk-client-canary";
    private static final SimulatedVendor OPENAI = start(SimVendor.OPENAI);
    private static final SimulatedVendor ANTHROPIC = start(SimVendor.ANTHROPIC);
    private static final SimulatedVendor GEMINI = start(SimVendor.GEMINI);

    private static SimulatedVendor start(SimVendor vendor) {
        return SimulatedVendor.start(SimOptions.of(vendor).forbid(SECRET));
    }

    private static SimulatedVendor running(SimVendor vendor) {
        return switch (vendor) {
            case OPENAI -> OPENAI;
            case ANTHROPIC -> ANTHROPIC;
            case GEMINI -> GEMINI;
        };
    }

    @AfterAll
    static void close() {
        OPENAI.close();
        ANTHROPIC.close();
        GEMINI.close();
    }

    private static PlainClient client(SimVendor vendor) {
        return new PlainClient(running(vendor));
    }

    private static HttpResponse<String> post(SimVendor vendor, String path, String body, String... headers) {
        try (PlainClient client = client(vendor)) {
            return client.post(path, body.replace('\'', '"'), headers);
        }
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String message) {
        final JsonNode error = Json.parse(answer.body()).path("error");
        assertThat(error.path("message").asText()).contains(message.replace('\'', '"'));
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'messages':[{'role':'user','content':'x'}]}                                    | 400 | Missing required parameter: 'model'.
        {'model':'gpt-4o'}                                                              | 400 | Missing required parameter: 'messages'.
        {'model':'gpt-4o','messages':[]}                                                | 400 | Invalid 'messages'
        {'model':'gpt-4o','messages':{}}                                                | 400 | Invalid type for 'messages': expected an array, but got an object instead.
        {'model':'nope','messages':[{'role':'user','content':'x'}]}                     | 404 | The model `nope` does not exist
        {'model':'gpt-4o','messages':[{'role':'robot','content':'x'}]}                  | 400 | Invalid value: 'robot'. Supported values are: 'assistant', 'developer',
        {'model':'gpt-4o','messages':[{'content':'x'}]}                                 | 400 | Missing required parameter: 'messages[0].role'.
        {'model':'gpt-4o','messages':[{'role':'user'}]}                                 | 400 | Missing required parameter: 'messages[0].content'.
        {'model':'gpt-4o','messages':[{'role':'assistant','content':null}]}             | 400 | Missing required parameter: 'messages[0].content'.
        {'model':'gpt-4o','messages':[{'role':'user','content':[{'type':'video'}]}]}    | 400 | Supported values are: 'file', 'image_url', 'input_audio', 'text'.
        {'model':'gpt-4o','messages':[{'role':'user','content':'x','mood':'good'}]}     | 400 | Unknown parameter: 'messages[0].mood'.
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'top_k':3}         | 400 | Unrecognized request argument supplied: top_k
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'temperature':2.1} | 400 | Invalid 'temperature': expected a value between 0 and 2, but got 2.1 instead.
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'max_tokens':0}    | 400 | Invalid 'max_tokens'
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'max_tokens':'9'}  | 400 | Invalid type for 'max_tokens': expected an integer, but got a string instead.
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'stream_options':{'include_usage':true}} | 400 | The 'stream_options' parameter is only allowed when 'stream' is enabled.
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'tool_choice':'auto'} | 400 | 'tool_choice' is only allowed when 'tools' are specified.
        {'model':'gpt-4o','messages':[{'role':'tool','content':'x','tool_call_id':'a'}]} | 400 | messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.
        {'model':'gpt-4o','messages':[{'role':'assistant','tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}}]}]} | 400 | The following tool_call_ids did not have response messages: a
        {'model':'gpt-4o','messages':[{'role':'assistant','tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':{}}}]}]} | 400 | Invalid type for 'messages[0].tool_calls[0].function.arguments'
        {'model':'gpt-4o','model':'gpt-4o','messages':[{'role':'user','content':'x'}]}  | 400 | We could not parse the JSON body of your request.
        {'model':                                                                       | 400 | We could not parse the JSON body of your request.
        """)
    void openAiRefusesChats(String body, int status, String message) {
        final JsonNode error = Json.parse(
                        post(SimVendor.OPENAI, "/v1/chat/completions", body).body())
                .path("error");

        assertThat(error.path("message").asText()).contains(message);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("code").asText("").equals("model_not_found")).isEqualTo(status == 404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        /v1/completions        | {'model':'gpt-3.5-turbo-instruct'}                        | 400 | Missing required parameter: 'prompt'.
        /v1/embeddings         | {'model':'text-embedding-3-small','input':3}              | 400 | Invalid type for 'input'
        /v1/embeddings         | {'model':'text-embedding-3-small','input':'x','encoding_format':'hex'} | 400 | Invalid value: 'hex'.
        /v1/responses          | {'model':'gpt-4o','input':'x','max_output_tokens':15}     | 400 | integer below minimum value. Expected a value >= 16, but got 15 instead.
        /v1/responses          | {'model':'gpt-4o','input':'x','messages':[]}              | 400 | Unrecognized request argument supplied: messages
        /v1/responses          | {'model':'gpt-4o','input':'x','previous_response_id':'resp_1'} | 400 | Previous response with id 'resp_1' not found.
        /v1/responses          | {'model':'gpt-4o','input':[{'role':'assistant','content':[{'type':'input_text','text':'x'}]}]} | 400 | Supported values are: 'output_text', 'refusal'.
        /v1/moderations        | {}                                                        | 400 | Missing required parameter: 'input'.
        /v1/rerank             | {'model':'rerank-1','query':'x'}                          | 400 | Missing required parameter: 'documents'.
        /v1/images/generations | {'n':0,'prompt':'x'}                                      | 400 | Invalid 'n'
        /v1/audio/speech       | {'model':'gpt-4o-mini-tts','input':'x'}                   | 400 | Missing required parameter: 'voice'.
        /v1/nothing            | {}                                                        | 404 | Invalid URL (POST /v1/nothing)
        /v1/models             | {}                                                        | 405 | Not allowed to POST on /v1/models.
        """)
    void openAiRefusesElsewhere(String path, String body, int status, String message) {
        final HttpResponse<String> answer = post(SimVendor.OPENAI, path, body);

        assertThat(Json.parse(answer.body()).at("/error/message").asText()).contains(message);
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'model':'claude-sonnet-4-5','messages':[{'role':'user','content':'x'}]}                                  | 400 | max_tokens: Field required
        {'max_tokens':9,'messages':[{'role':'user','content':'x'}]}                                               | 400 | model: Field required
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[]}                                                | 400 | messages: at least one message is required
        {'model':'nope','max_tokens':9,'messages':[{'role':'user','content':'x'}]}                                | 404 | model: nope
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'assistant','content':'x'}]}              | 400 | first message must use the 'user' role
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'tool','content':'x'}]}                   | 400 | messages.0.role: Input should be
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':''}]}                    | 400 | messages.0: all messages must have non-empty content
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':[{'type':'text','text':''}]}]} | 400 | text content blocks must be non-empty
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':'x'}],'n':2}             | 400 | n: Extra inputs are not permitted
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':'x','name':'a'}]}        | 400 | messages.0.name: Extra inputs are not permitted
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':'x'}],'temperature':1.5} | 400 | temperature: Input should be between 0 and 1
        {'model':'claude-sonnet-4-5','max_tokens':'9','messages':[{'role':'user','content':'x'}]}                 | 400 | max_tokens: Input should be a valid integer
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':'x'}],'tool_choice':{'type':'any'}} | 400 | tool_choice: may only be specified while providing tools
        {'model':'claude-sonnet-4-5','max_tokens':2000,'messages':[{'role':'user','content':'x'}],'thinking':{'type':'enabled','budget_tokens':2000}} | 400 | must be greater than `thinking.budget_tokens`
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'t1','name':'f','input':{}}]},{'role':'user','content':'y'}]} | 400 | messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':'x'},{'role':'assistant','content':'y'},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t2'}]}]} | 400 | messages.2.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t2
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'t2'}]}]} | 400 | messages.0.content.0: unexpected `tool_use_id`
        {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'user','content':'x'}],'tools':[{'name':'f','input_schema':{}}]} | 400 | tools.0.input_schema.type: Field required
        {'model':                                                                                                 | 400 | The request body is not valid JSON
        """)
    void anthropicRefusesMessages(String body, int status, String message) {
        final HttpResponse<String> answer = post(SimVendor.ANTHROPIC, "/v1/messages", body);

        assertRefused(answer, status, message);
        assertThat(Json.parse(answer.body()).path("type").asText()).isEqualTo("error");
        assertThat(Json.parse(answer.body()).at("/error/type").asText())
                .isEqualTo(status == 404 ? "not_found_error" : "invalid_request_error");
        assertThat(Json.parse(answer.body()).path("request_id").asText())
                .isEqualTo(answer.headers().firstValue("request-id").orElseThrow());
    }

    @Test
    void anthropicWantsAKnownVersionAndTheNewOneTakesNoSampling() {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.ANTHROPIC));
                PlainClient client = new PlainClient(vendor)) {
            final HttpRequest.Builder bare = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + vendor.port() + "/v1/messages"))
                    .headers("authorization", "Bearer " + SimOptions.DEFAULT_KEY, "content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(SimulatedAnswersTest.messages(",\"temperature\":0.5")));

            assertRefused(client.send(bare.build()), 400, "anthropic-version: header is required");
            bare.setHeader("anthropic-version", "2020-01-01");
            assertRefused(client.send(bare.build()), 400, "anthropic-version: '2020-01-01' is not a valid version");
            bare.setHeader("anthropic-version", "2026-10-21");
            assertRefused(client.send(bare.build()), 400, "temperature: not supported");
            bare.setHeader("anthropic-version", "2023-06-01");
            assertThat(client.send(bare.build()).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}                                                                                        | contents is not specified
        {'contents':[]}                                                                           | contents is not specified
        {'contents':[{'parts':[{'text':'x'}]}],'stream':true}                                     | Unknown name 'stream': Cannot find field.
        {'contents':[{'parts':[{'text':'x','mood':1}]}]}                                          | Unknown name 'mood' at
        {'contents':[{'role':'assistant','parts':[{'text':'x'}]}]}                                | Please use a valid role: user, model.
        {'contents':[{'role':'user','parts':[{}]}]}                                               | required oneof field
        {'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'temperature':3}}              | temperature
        {'contents':[{'parts':[{'text':'x'}]}],'generation_config':{'max_output_tokens':'many'}}  | max_output_tokens
        {'contents':[{'parts':[{'functionResponse':{'name':'f','response':{}}}]}]}                | number of function response parts is equal to the number of function call parts
        {'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'thinkingConfig':{'thinkingBudget':0,'thinkingLevel':'LOW'}}} | only set one of
        {'contents':                                                                              | Invalid JSON payload received.
        """)
    void geminiRefusesContents(String body, String message) {
        final HttpResponse<String> answer =
                post(SimVendor.GEMINI, "/v1beta/models/gemini-2.5-flash:generateContent", body);

        assertRefused(answer, 400, message);
        assertThat(Json.parse(answer.body()).at("/error/status").asText()).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void eachVendorWantsAKnownCredentialOnce() {
        for (SimVendor vendor : SimVendor.values()) {
            final String field = credentialField(vendor);
            final List<Integer> statuses = new ArrayList<>();
            for (String credential :
                    new String[] {"", field + ": wrong\r\n", field + ": sim-key\r\n" + field + ": sim-key\r\n"}) {
                try (RawClient raw = new RawClient(running(vendor))) {
                    raw.send("GET " + modelsPath(vendor) + " HTTP/1.1\r\nhost: x\r\nanthropic-version: 2023-06-01\r\n"
                            + credential + "\r\n");
                    statuses.add(Integer.parseInt(raw.readUntil("\r\n").substring(9, 12)));
                }
            }
            assertThat(statuses)
                    .as(vendor.name())
                    .isEqualTo(vendor == SimVendor.GEMINI ? List.of(403, 400, 400) : List.of(401, 401, 401));
        }
    }

    private static String modelsPath(SimVendor vendor) {
        return vendor == SimVendor.GEMINI ? "/v1beta/models" : "/v1/models";
    }

    private static String credentialField(SimVendor vendor) {
        return switch (vendor) {
            case OPENAI -> "authorization";
            case ANTHROPIC -> "x-api-key";
            case GEMINI -> "x-goog-api-key";
        };
    }

    @Test
    void whatOnlyAGatewayCouldHaveLeakedIsRefused() {
        final List<String> leaks = List.of(
                "x-sluice-channel: a",
                "connection: keep-alive",
                "keep-alive: timeout=5",
                "te: trailers",
                "upgrade: h2c",
                "proxy-authorization: Basic x",
                "http2-settings: x",
                "x-forwarded-key: " + SECRET);
        for (String leak : leaks) {
            try (RawClient raw = new RawClient(OPENAI)) {
                raw.send("GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sim-key\r\n" + leak + "\r\n\r\n");

                assertThat(raw.readUntil("}}"))
                        .as(leak)
                        .startsWith("HTTP/1.1 400 ")
                        .contains("reached the vendor");
            }
        }
        try (RawClient raw = new RawClient(OPENAI)) {
            final String head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sim-key\r\n";
            raw.send(head + "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
            assertThat(raw.readUntil("}}")).contains("hop-by-hop header reached the vendor: transfer-encoding");
        }
    }

    @Test
    void aSecretInTheBodyOrTheTargetIsRefusedAndNeverRepeated() {
        final HttpResponse<String> inBody = post(
                SimVendor.OPENAI,
                "/v1/chat/completions",
                "{'model':'gpt-4o','messages':[{'role':'user','content':'" + SECRET + "'}]}");
        final HttpResponse<String> inTarget = post(SimVendor.OPENAI, "/v1/embeddings?key=" + SECRET, "{}");

        assertThat(inBody.statusCode()).isEqualTo(400);
        assertThat(inTarget.statusCode()).isEqualTo(400);
        assertThat(inBody.body() + inTarget.body()).contains("forbidden secret").doesNotContain(SECRET);
    }

    @Test
    void whatIsNoHttpIsRefusedInTheVendorsShape() throws Exception {
        try (RawClient raw = new RawClient(ANTHROPIC)) {
            raw.send("GET /v1/models HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n");

            assertThat(raw.readAll()).startsWith("HTTP/1.1 400 ").contains("\"type\":\"error\"");
        }
    }
}

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
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'response_format':{'type':'json_object'}} | 400 | 'messages' must contain the word 'json' in some form
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'response_format':{'type':'json_schema','json_schema':{'name':'a b','schema':{}}}} | 400 | string does not match pattern
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'response_format':{'type':'json_schema','json_schema':{'name':'n','strict':true,'schema':{'type':'object'}}}} | 400 | Invalid schema for response_format 'n': In context=(), 'additionalProperties' is required
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'f','strict':true,'parameters':{'type':'object','properties':{'a':{}},'additionalProperties':false}}}]} | 400 | Missing 'a'.
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'f.g'}}]} | 400 | string does not match pattern
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':{'type':'function','function':{'name':'g'}}} | 400 | Tool choice 'g' not found in 'tools' parameter.
        {'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'user':'uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu'} | 400 | Expected a string with maximum length 64
        {'model':'o4-mini','messages':[{'role':'user','content':'x'}],'max_tokens':9} | 400 | Unsupported parameter: 'max_tokens' is not supported with this model.
        {'model':'gpt-4o','messages':[{'role':'user','content':[{'type':'file','file':{'filename':'a'}}]}]} | 400 | Missing required parameter: 'messages[0].content[0].file.file_id'.
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
        /v1/responses          | {'model':'gpt-4o','input':[{'role':'user','content':[{'type':'input_image','detail':'auto'}]}]} | 400 | Missing required parameter
        /v1/responses          | {'model':'gpt-4o','input':[{'type':'function_call','call_id':'a','name':'f','arguments':'{}'}]} | 400 | No tool output found for function call a.
        /v1/responses          | {'model':'gpt-4o','input':[{'type':'function_call_output','call_id':'a','output':'x'}]} | 400 | No tool call found for function call output with call_id a.
        /v1/responses          | {'model':'gpt-4o','input':[{'type':'reasoning','id':'rs_1','summary':[]},{'role':'user','content':'x'}]} | 400 | was provided without its required following item.
        /v1/responses          | {'model':'gpt-4o','input':[{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'x'},{'role':'assistant','content':'x'}]} | 400 | The encrypted content for item rs_1 could not be verified.
        /v1/responses          | {'model':'gpt-4o','store':false,'input':[{'type':'reasoning','id':'rs_1','summary':[]},{'role':'assistant','content':'x'}]} | 404 | Items are not persisted when `store` is set to false.
        /v1/responses          | {'model':'gpt-4o','input':'x','text':{'format':{'type':'json_schema','json_schema':{}}}} | 400 | Unknown parameter: 'text.format.json_schema'.
        /v1/responses          | {'model':'gpt-4o','input':'x','text':{'format':{'type':'json_object'}}} | 400 | 'input' must contain the word 'json'
        /v1/responses          | {'model':'gpt-4o','input':'x','reasoning':{'effort':'some'}} | 400 | Invalid value: 'some'.
        /v1/responses          | {'model':'gpt-4o','input':'x','include':['everything']} | 400 | Invalid value: 'everything'.
        /v1/responses          | {'model':'gpt-4o','input':'x','tools':[{'type':'function','function':{'name':'f'}}]} | 400 | Unknown parameter: 'tools[0].function'.
        /v1/responses          | {'model':'gpt-4o','input':'x','background':true,'store':false} | 400 | Background mode requires 'store' to be true.
        /v1/responses          | {'model':'o4-mini','input':'x','temperature':1} | 400 | Unsupported parameter: 'temperature'
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
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':[{'type':'text','text':' '}]}]} | 400 | text content blocks must contain non-whitespace text
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'},{'role':'assistant','content':'y '}]} | 400 | final assistant content cannot end with trailing whitespace
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'}],'stop_sequences':[' ']} | 400 | each stop sequence must contain non-whitespace
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'}],'thinking':{'type':'adaptive'},'tools':[{'name':'f','input_schema':{'type':'object'}}],'tool_choice':{'type':'any'}} | 400 | Thinking may not be enabled when tool_choice forces tool use.
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'}],'thinking':{'type':'adaptive'},'temperature':0.5} | 400 | `temperature` may only be set to 1
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'}],'thinking':{'type':'adaptive'},'top_k':5} | 400 | `top_k` must be unset
        {'model':'claude-sonnet-4-5','max_tokens':3000,'messages':[{'role':'user','content':'x'}],'thinking':{'type':'adaptive'}} | 400 | adaptive thinking is not supported on this model
        {'model':'claude-sonnet-4-6','max_tokens':3000,'thinking':{'type':'enabled','budget_tokens':2000},'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'t1','name':'f','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1'}]}]} | 400 | Expected `thinking` or `redacted_thinking`, but found `tool_use`.
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':'another'}]},{'role':'user','content':'y'}]} | 400 | messages.1.content.0: Invalid `signature` in `thinking` block
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/tiff','data':'aWNv'}}]}]} | 400 | messages.0.content.0.source.media_type: Input should be
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'no, not this'}}]}]} | 400 | Base64 decoding failed
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'}],'tools':[{'name':'f.g','input_schema':{'type':'object'}}]} | 400 | tools.0.name: String should match pattern
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'}],'tools':[{'name':'f','input_schema':{'type':'object'}},{'name':'f','input_schema':{'type':'object'}}]} | 400 | Tool names must be unique.
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'}],'tools':[{'name':'f','input_schema':{'type':'object'}}],'tool_choice':{'type':'tool','name':'g'}} | 400 | not found in provided tools
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'}],'output_config':{'format':{'type':'json_schema','schema':{'type':'object'}}}} | 400 | must be explicitly set to false
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':[{'type':'text','text':'x','cache_control':{'type':'ephemeral'}},{'type':'text','text':'x','cache_control':{'type':'ephemeral'}},{'type':'text','text':'x','cache_control':{'type':'ephemeral'}},{'type':'text','text':'x','cache_control':{'type':'ephemeral'}},{'type':'text','text':'x','cache_control':{'type':'ephemeral'}}]}]} | 400 | A maximum of 4 blocks with cache_control may be provided. Found 5.
        {'model':'claude-sonnet-4-6','max_tokens':3000,'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'t.1','name':'f','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t.1'}]}]} | 400 | messages.1.content.0.id: String should match pattern
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
        {'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'thinkingConfig':{'thinkingLevel':'LOW'}}} | Thinking level is not supported for this model.
        {'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'responseSchema':{'type':'OBJECT'}}} | A response schema is only supported with a JSON or enum response_mime_type.
        {'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':'object'}}} | Invalid value at
        {'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':'OBJECT'},'responseJsonSchema':{}}} | mutually exclusive
        {'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'logprobs':3}} | Logprobs is only allowed when response_logprobs is true.
        {'contents':[{'parts':[{'text':'x'}]}],'tools':[{'functionDeclarations':[{'name':'f','parameters':{'type':'OBJECT','additionalProperties':false}}]}]} | Unknown name 'additionalProperties' at
        {'contents':[{'parts':[{'text':'x'}]}],'tools':[{'functionDeclarations':[{'name':'f','parameters':{'type':'OBJECT','properties':{}}}]}]} | should be non-empty for OBJECT type
        {'contents':[{'parts':[{'text':'x'}]}],'tools':[{'functionDeclarations':[{'name':'1f'}]}]} | Invalid function name
        {'contents':[{'parts':[{'text':'x'}]}],'tools':[{'functionDeclarations':[{'name':'f'},{'name':'f'}]}]} | Duplicate function declaration found: f
        {'contents':[{'parts':[{'text':'x'}]}],'toolConfig':{'functionCallingConfig':{'mode':'AUTO','allowedFunctionNames':['f']}}} | Allowed function names should only be set
        {'contents':[{'parts':[{'text':'x'}]}],'toolConfig':{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['f']}}} | not declared: f
        {'contents':[{'parts':[{'text':'x'}]}],'systemInstruction':{'parts':[{'inlineData':{'mimeType':'image/png','data':'aWNv'}}]}} | Unknown name 'inlineData' at
        {'contents':[{'parts':[{'inlineData':{'mimeType':'image/png','data':'no, not this'}}]}]} | Base64 decoding failed
        {'contents':[{'role':'model','parts':[{'functionCall':{'name':'f'}}]},{'parts':[{'functionResponse':{'name':'f','response':{}}}]}]} | function call turn comes immediately after a user turn
        {'contents':[{'parts':[{'text':'x'}]},{'role':'model','parts':[{'functionCall':{'id':'a','name':'f'}}]},{'parts':[{'functionResponse':{'id':'b','name':'f','response':{}}}]}]} | answers no function call
        {'contents':[{'parts':[{'text':'x'}]},{'role':'model','parts':[{'text':'y','thoughtSignature':'YW5vdGhlcg=='}]},{'parts':[{'text':'z'}]}]} | Thought signature is not valid.
        {'contents':                                                                              | Invalid JSON payload received.
        """)
    void geminiRefusesContents(String body, String message) {
        final HttpResponse<String> answer =
                post(SimVendor.GEMINI, "/v1beta/models/gemini-2.5-flash:generateContent", body);

        assertRefused(answer, 400, message);
        assertThat(Json.parse(answer.body()).at("/error/status").asText()).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void geminiWantsTheSignaturesOfItsThirdGenerationBackSinceTheUserSpoke() {
        final String call =
                "{'role':'model','parts':[{'functionCall':{'name':'f'}SIGNED},{'functionCall':{'name':'f'}}]},"
                        + "{'parts':[{'functionResponse':{'name':'f','response':{}}},{'functionResponse':{'name':'f','response':{}}}]}";
        final String asked = "{'contents':[{'parts':[{'text':'x'}]}," + call;
        final String third = "/v1beta/models/gemini-3-flash-preview:generateContent";
        final String placeholder = ",'thoughtSignature':'c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I='";

        assertRefused(
                post(SimVendor.GEMINI, third, asked.replace("SIGNED", "") + "]}"),
                400,
                "Function call is missing a thought_signature in functionCall parts.");
        for (final String fine : List.of(
                asked.replace("SIGNED", placeholder) + "]}",
                asked.replace("SIGNED", ",'thought_signature':'" + Answer.SIGNATURE + "'") + "]}",
                asked.replace("SIGNED", "") + ",{'role':'model','parts':[{'text':'y'}]},{'parts':[{'text':'z'}]}]}")) {
            assertThat(post(SimVendor.GEMINI, third, fine).statusCode())
                    .as(fine)
                    .isEqualTo(200);
        }
        final String second = "/v1beta/models/gemini-2.5-flash:generateContent";
        assertThat(post(SimVendor.GEMINI, second, asked.replace("SIGNED", "") + "]}")
                        .statusCode())
                .isEqualTo(200);
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

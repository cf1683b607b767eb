package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a simulated model answers to, in each dialect. In the tables, {@code '} stands for a double quote. */
@Timeout(60)
class SimulatedConversationsTest {
    private static final SimulatedVendor OPENAI = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private static final SimulatedVendor ANTHROPIC = SimulatedVendor.start(SimOptions.of(SimVendor.ANTHROPIC));
    private static final SimulatedVendor GEMINI = SimulatedVendor.start(SimOptions.of(SimVendor.GEMINI));

    /** Where one dialect is spoken, and where its answers have text and names of calls. */
    enum Door {
        CHAT(
                "/v1/chat/completions",
                "{'model':'gpt-4o',",
                "/choices/0/message/content",
                "/choices/0/message/tool_calls"),
        RESPONSES("/v1/responses", "{'model':'gpt-4o',", "/output/0/content/0/text", "/output"),
        MESSAGES("/v1/messages", "{'model':'claude-sonnet-4-6','max_tokens':500,", "/content/0/text", "/content"),
        GEMINI(
                "/v1beta/models/gemini-2.5-flash:generateContent",
                "{",
                "/candidates/0/content/parts/0/text",
                "/candidates/0/content/parts");

        private final String path;
        private final String start;
        private final String text;
        private final String calls;

        Door(String path, String start, String text, String calls) {
            this.path = path;
            this.start = start;
            this.text = text;
            this.calls = calls;
        }

        SimulatedVendor vendor() {
            return switch (this) {
                case CHAT, RESPONSES -> OPENAI;
                case MESSAGES -> ANTHROPIC;
                case GEMINI -> SimulatedConversationsTest.GEMINI;
            };
        }

        JsonNode ask(String rest) {
            try (PlainClient client = new PlainClient(vendor())) {
                return Json.parse(client.post(path, (start + rest + "}").replace('\'', '"'))
                        .body());
            }
        }
    }

    @AfterEach
    void forgetScripts() {
        OPENAI.reset();
        ANTHROPIC.reset();
        GEMINI.reset();
    }

    @AfterAll
    static void close() {
        OPENAI.close();
        ANTHROPIC.close();
        GEMINI.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        CHAT      | 'messages':[{'role':'user','content':'f?'},{'role':'assistant','tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},{'id':'b','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'a','content':'one'},{'role':'tool','tool_call_id':'b','content':'two'}],'tools':[{'type':'function','function':{'name':'f'}}]
        RESPONSES | 'input':[{'role':'user','content':'f?'},{'type':'function_call','call_id':'a','name':'f','arguments':'{}'},{'type':'function_call','call_id':'b','name':'f','arguments':'{}'},{'type':'function_call_output','call_id':'a','output':'one'},{'type':'function_call_output','call_id':'b','output':'two'}]
        MESSAGES  | 'messages':[{'role':'user','content':'f?'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{}},{'type':'tool_use','id':'b','name':'f','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'one'},{'type':'tool_result','tool_use_id':'b','content':'two'}]}],'tools':[{'name':'f','input_schema':{'type':'object'}}]
        GEMINI    | 'contents':[{'parts':[{'text':'f?'}]},{'role':'model','parts':[{'functionCall':{'name':'f'}},{'functionCall':{'name':'f'}}]},{'parts':[{'functionResponse':{'name':'f','response':{'output':'one'}}},{'functionResponse':{'name':'f','response':{'error':'two'}}}]}]
        """)
    void answersToWhatToolsSaid(Door door, String conversation) {
        assertThat(door.ask(conversation).at(door.text).asText()).isEqualTo("The tools said: one; two");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        CHAT      | 'messages':[{'role':'user','content':[{'type':'text','text':'see'},{'type':'image_url','image_url':{'url':'data:image/png;base64,aWNv'}}]}]
        RESPONSES | 'input':[{'role':'user','content':[{'type':'input_text','text':'see'},{'type':'input_image','detail':'auto','image_url':'data:image/png;base64,aWNv'}]}]
        MESSAGES  | 'messages':[{'role':'user','content':[{'type':'text','text':'see'},{'type':'image','source':{'type':'base64','media_type':'image/png','data':'aWNv'}}]}]
        GEMINI    | 'contents':[{'parts':[{'text':'see'},{'inlineData':{'mimeType':'image/png','data':'aWNv'}}]}]
        """)
    void saysWhatElseItWasShown(Door door, String conversation) {
        assertThat(door.ask(conversation).at(door.text).asText()).isEqualTo("You said: see With attachments: 1.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        CHAT      | 'messages':[{'role':'user','content':'x'}],'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object','properties':{'city':{'type':'string'}}}}}
        RESPONSES | 'input':'x','text':{'format':{'type':'json_schema','name':'n','schema':{'type':'object','properties':{'city':{'type':'string'}}}}}
        MESSAGES  | 'messages':[{'role':'user','content':'x'}],'output_config':{'format':{'type':'json_schema','schema':{'type':'object','properties':{'city':{'type':'string'}},'additionalProperties':false}}}
        GEMINI    | 'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':'OBJECT','properties':{'city':{'type':'STRING'}}}}
        """)
    void keepsToASchema(Door door, String request) {
        assertThat(Json.parse(door.ask(request).at(door.text).asText()))
                .isEqualTo(Json.object().put("city", "a \"simulated\" city"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        CHAT      | /function/name     | 'messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'f'}},{'type':'function','function':{'name':'g'}}]
        RESPONSES | /name              | 'input':'x','tools':[{'type':'function','name':'f','parameters':null,'strict':false},{'type':'function','name':'g','parameters':null,'strict':false}]
        MESSAGES  | /name              | 'messages':[{'role':'user','content':'x'}],'tools':[{'name':'f','input_schema':{'type':'object'}},{'name':'g','input_schema':{'type':'object'}}]
        GEMINI    | /functionCall/name | 'contents':[{'parts':[{'text':'x'}]}],'tools':[{'functionDeclarations':[{'name':'f'},{'name':'g'}]}]
        """)
    void callsSeveralToolsInTurn(Door door, String name, String request) {
        door.vendor().script(SimScript.of("tools=3"));

        assertThat(door.ask(request).at(door.calls))
                .extracting(call -> call.at(name).asText())
                .containsExactly("f", "g", "f");
    }
}

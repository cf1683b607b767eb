package io.sluice.codec.dialect.translate;

import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.json.JsonString;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing a client may ask for: how each dialect says it, as members that are added to the least of its requests, and how it looks in the
 * neutral form. A dialect that can't say it has no words for it.
 */
record Probe(String feature, Map<Speech, String> words, Function<Request, @Nullable Object> seen) {
    private static final String PNG = "iVBORw0KGgo=";
    private static final String TOOL =
            "{'type':'object','properties':{'a':{'type':'integer'}},'required':['a'],'additionalProperties':false}";
    private static final String O_TOOL =
            "'tools':[{'type':'function','function':{'name':'f','description':'d','parameters':" + TOOL + "}}]";
    private static final String P_TOOL =
            "'tools':[{'type':'function','name':'f','description':'d','strict':false,'parameters':" + TOOL + "}]";
    private static final String A_TOOL = "'tools':[{'name':'f','description':'d','input_schema':" + TOOL + "}]";
    private static final String G_TOOL =
            "'tools':[{'functionDeclarations':[{'name':'f','description':'d','parametersJsonSchema':" + TOOL + "}]}]";

    static Probe of(String feature, Function<Request, @Nullable Object> seen, String... words) {
        final Map<Speech, String> said = new EnumMap<>(Speech.class);
        for (final Speech speech : Speech.values()) {
            final String members = words[speech.ordinal()];
            if (!members.isEmpty()) {
                said.put(speech, members.replace('\'', '"'));
            }
        }
        return new Probe(feature, said, seen);
    }

    /** The order of the words is that of {@link Speech}: chat, Responses, Messages, generateContent. */
    static List<Probe> all() {
        return Stream.of(conversation(), media(), tools(), answer(), sampling(), account())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Probe> conversation() {
        return List.of(
                of(
                        "text, several turns",
                        Probe::turns,
                        "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'user','content':'c'}]",
                        "'input':[{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'user','content':'c'}]",
                        "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'user','content':'c'}]",
                        "'contents':[{'role':'user','parts':[{'text':'a'}]},{'role':'model','parts':[{'text':'b'}]},{'role':'user','parts':[{'text':'c'}]}]"),
                of(
                        "system text",
                        request -> request.system().stream()
                                .map(text -> text.text().text())
                                .toList(),
                        "'messages':[{'role':'system','content':'s'},{'role':'user','content':'a'}]",
                        "'instructions':'s'",
                        "'system':'s'",
                        "'systemInstruction':{'parts':[{'text':'s'}]}"),
                of(
                        "assistant speaks first",
                        Probe::turns,
                        "'messages':[{'role':'assistant','content':'b'},{'role':'user','content':'c'}]",
                        "'input':[{'role':'assistant','content':'b'},{'role':'user','content':'c'}]",
                        "'messages':[{'role':'assistant','content':'b'},{'role':'user','content':'c'}]",
                        "'contents':[{'role':'model','parts':[{'text':'b'}]},{'role':'user','parts':[{'text':'c'}]}]"),
                of(
                        "cache marks",
                        request -> parts(request)
                                .map(part -> part instanceof Part.Text text ? text.cache() != null : null)
                                .filter(marked -> marked != null && marked)
                                .findAny()
                                .orElse(null),
                        "'messages':[{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]}]",
                        "'input':[{'role':'user','content':[{'type':'input_text','text':'a','prompt_cache_breakpoint':{}}]}]",
                        "'messages':[{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]}]",
                        ""));
    }

    private static List<Probe> media() {
        return List.of(
                of(
                        "image by its bytes",
                        Probe::turns,
                        "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,"
                                + PNG + "'}}]}]",
                        "'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:image/png;base64,"
                                + PNG + "'}]}]",
                        "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'"
                                + PNG + "'}}]}]",
                        "'contents':[{'role':'user','parts':[{'inlineData':{'mimeType':'image/png','data':'" + PNG
                                + "'}}]}]"),
                of(
                        "image by its address",
                        Probe::turns,
                        "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://a.example/b.png'}}]}]",
                        "'input':[{'role':'user','content':[{'type':'input_image','image_url':'https://a.example/b.png'}]}]",
                        "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'https://a.example/b.png'}}]}]",
                        "'contents':[{'role':'user','parts':[{'fileData':{'mimeType':'image/png','fileUri':'https://a.example/b.png'}}]}]"),
                of(
                        "detail of an image",
                        request -> parts(request)
                                .map(part -> part instanceof Part.Image image ? image.detail() : null)
                                .filter(Objects::nonNull)
                                .findAny()
                                .orElse(null),
                        "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,"
                                + PNG + "','detail':'low'}}]}]",
                        "'input':[{'role':'user','content':[{'type':'input_image','detail':'low','image_url':'data:image/png;base64,"
                                + PNG + "'}]}]",
                        "",
                        ""),
                of(
                        "PDF by its bytes",
                        Probe::turns,
                        "'messages':[{'role':'user','content':[{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,JVBERi0='}}]}]",
                        "'input':[{'role':'user','content':[{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,JVBERi0='}]}]",
                        "'messages':[{'role':'user','content':[{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'JVBERi0='}}]}]",
                        "'contents':[{'role':'user','parts':[{'inlineData':{'mimeType':'application/pdf','data':'JVBERi0='}}]}]"),
                of(
                        "PDF by its address",
                        Probe::turns,
                        "",
                        "'input':[{'role':'user','content':[{'type':'input_file','file_url':'https://a.example/b.pdf'}]}]",
                        "'messages':[{'role':'user','content':[{'type':'document','source':{'type':'url','url':'https://a.example/b.pdf'}}]}]",
                        "'contents':[{'role':'user','parts':[{'fileData':{'mimeType':'application/pdf','fileUri':'https://a.example/b.pdf'}}]}]"),
                of(
                        "audio",
                        Probe::turns,
                        "'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{'format':'wav','data':'QUJD'}}]}]",
                        "'input':[{'role':'user','content':[{'type':'input_audio','input_audio':{'format':'wav','data':'QUJD'}}]}]",
                        "",
                        "'contents':[{'role':'user','parts':[{'inlineData':{'mimeType':'audio/wav','data':'QUJD'}}]}]"),
                of(
                        "file kept at the vendor",
                        Probe::turns,
                        "'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'file-1'}}]}]",
                        "'input':[{'role':'user','content':[{'type':'input_file','file_id':'file-1'}]}]",
                        "'messages':[{'role':'user','content':[{'type':'document','source':{'type':'file','file_id':'file_1'}}]}]",
                        "'contents':[{'role':'user','parts':[{'fileData':{'mimeType':'application/pdf','fileUri':'https://generativelanguage.googleapis.com/v1beta/files/1'}}]}]"));
    }

    private static List<Probe> tools() {
        final String call =
                "'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\'a\\':1.0}'}},"
                        + "{'id':'c2','type':'function','function':{'name':'f','arguments':'{}'}}]";
        return List.of(
                of("tools", request -> Meaning.of(request).get("tools"), O_TOOL, P_TOOL, A_TOOL, G_TOOL),
                of(
                        "strict tools",
                        request -> request.toolbox().tools().get(0).strict(),
                        O_TOOL.replace("'name'", "'strict':true,'name'"),
                        P_TOOL.replace("false,'parameters'", "true,'parameters'"),
                        A_TOOL.replace("'name'", "'strict':true,'name'"),
                        ""),
                choice("tool choice: automatic", "'auto'", "'auto'", "{'type':'auto'}", "{'mode':'AUTO'}"),
                choice("tool choice: none", "'none'", "'none'", "{'type':'none'}", "{'mode':'NONE'}"),
                choice("tool choice: any", "'required'", "'required'", "{'type':'any'}", "{'mode':'ANY'}"),
                choice(
                        "tool choice: this one",
                        "{'type':'function','function':{'name':'f'}}",
                        "{'type':'function','name':'f'}",
                        "{'type':'tool','name':'f'}",
                        "{'mode':'ANY','allowedFunctionNames':['f']}"),
                choice(
                        "tool choice: some of them",
                        "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f'}}]}}",
                        "{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'f'}]}",
                        "",
                        "{'mode':'VALIDATED','allowedFunctionNames':['f']}"),
                of(
                        "one call at a time",
                        request -> request.toolbox().parallel(),
                        O_TOOL + ",'parallel_tool_calls':false",
                        P_TOOL + ",'parallel_tool_calls':false",
                        A_TOOL + ",'tool_choice':{'type':'auto','disable_parallel_tool_use':true}",
                        ""),
                of(
                        "parallel calls and results",
                        Probe::turns,
                        O_TOOL + ",'messages':[{'role':'user','content':'a'},{'role':'assistant','content':null,"
                                + call
                                + "},{'role':'tool','tool_call_id':'c1','content':'1'},{'role':'tool','tool_call_id':'c2','content':'2'}]",
                        P_TOOL
                                + ",'input':[{'role':'user','content':'a'},{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},{'type':'function_call','call_id':'c2','name':'f','arguments':'{}'},{'type':'function_call_output','call_id':'c1','output':'1'},{'type':'function_call_output','call_id':'c2','output':'2'}]",
                        A_TOOL
                                + ",'messages':[{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'f','input':{'a':1.0}},{'type':'tool_use','id':'c2','name':'f','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':'1'},{'type':'tool_result','tool_use_id':'c2','content':'2'}]}]",
                        G_TOOL
                                + ",'contents':[{'role':'user','parts':[{'text':'a'}]},{'role':'model','parts':[{'functionCall':{'id':'c1','name':'f','args':{'a':1.0}}},{'functionCall':{'id':'c2','name':'f','args':{}}}]},{'role':'user','parts':[{'functionResponse':{'id':'c1','name':'f','response':{'output':'1'}}},{'functionResponse':{'id':'c2','name':'f','response':{'output':'2'}}}]}]"),
                of(
                        "a result that is an error",
                        request -> parts(request)
                                .filter(part -> part instanceof Part.Result result && result.isError())
                                .map(part -> true)
                                .findAny()
                                .orElse(null),
                        "",
                        "",
                        A_TOOL
                                + ",'messages':[{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'f','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':'1','is_error':true}]}]",
                        G_TOOL
                                + ",'contents':[{'role':'user','parts':[{'text':'a'}]},{'role':'model','parts':[{'functionCall':{'name':'f','args':{}}}]},{'role':'user','parts':[{'functionResponse':{'name':'f','response':{'error':'1'}}}]}]"),
                of(
                        "the vendor's own tools",
                        request -> null,
                        O_TOOL + ",'web_search_options':{}",
                        "'tools':[{'type':'web_search'}]",
                        "'tools':[{'type':'web_search_20250305','name':'web_search'}]",
                        "'tools':[{'googleSearch':{}}]"));
    }

    private static Probe choice(String feature, String o, String p, String a, String g) {
        return of(
                feature,
                request -> String.valueOf(request.toolbox().choice()),
                O_TOOL + ",'tool_choice':" + o,
                P_TOOL + ",'tool_choice':" + p,
                a.isEmpty() ? "" : A_TOOL + ",'tool_choice':" + a,
                G_TOOL + ",'toolConfig':{'functionCallingConfig':" + g + "}");
    }

    private static List<Probe> answer() {
        return List.of(
                of(
                        "JSON mode",
                        Probe::json,
                        "'response_format':{'type':'json_object'}",
                        "'text':{'format':{'type':'json_object'}}",
                        "",
                        "'generationConfig':{'responseMimeType':'application/json'}"),
                of(
                        "JSON schema",
                        request -> Meaning.of(request).get("schema"),
                        "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':" + TOOL + "}}",
                        "'text':{'format':{'type':'json_schema','name':'n','schema':" + TOOL + "}}",
                        "'output_config':{'format':{'type':'json_schema','schema':" + TOOL + "}}",
                        "'generationConfig':{'responseMimeType':'application/json','responseJsonSchema':" + TOOL + "}"),
                of(
                        "effort: high",
                        request -> request.thinking().effort(),
                        "'reasoning_effort':'high'",
                        "'reasoning':{'effort':'high'}",
                        "'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}",
                        "'generationConfig':{'thinkingConfig':{'thinkingLevel':'HIGH'}}"),
                of(
                        "effort: none",
                        request -> request.thinking().effort(),
                        "'reasoning_effort':'none'",
                        "'reasoning':{'effort':'none'}",
                        "'thinking':{'type':'disabled'}",
                        "'generationConfig':{'thinkingConfig':{'thinkingBudget':0}}"),
                of(
                        "show the reasoning",
                        request -> request.thinking().show(),
                        "",
                        "'reasoning':{'effort':'high','summary':'auto'}",
                        "'thinking':{'type':'adaptive','display':'summarized'}",
                        "'generationConfig':{'thinkingConfig':{'thinkingLevel':'HIGH','includeThoughts':true}}"),
                of(
                        "most tokens",
                        request -> request.answering().maxTokens(),
                        "'max_completion_tokens':77",
                        "'max_output_tokens':77",
                        "'max_tokens':77",
                        "'generationConfig':{'maxOutputTokens':77}"),
                of(
                        "several answers",
                        request -> request.answering().choices(),
                        "'n':2",
                        "",
                        "",
                        "'generationConfig':{'candidateCount':2}"),
                of(
                        "log probabilities",
                        request -> request.answering().logprobs(),
                        "'logprobs':true",
                        "'include':['message.output_text.logprobs']",
                        "",
                        "'generationConfig':{'responseLogprobs':true}"),
                of(
                        "verbosity",
                        request -> request.answering().verbosity(),
                        "'verbosity':'low'",
                        "'text':{'verbosity':'low'}",
                        "",
                        ""));
    }

    private static List<Probe> sampling() {
        return List.of(
                of(
                        "temperature",
                        request -> request.sampling().temperature(),
                        "'temperature':0.30",
                        "'temperature':0.30",
                        "'temperature':0.30",
                        "'generationConfig':{'temperature':0.30}"),
                of(
                        "temperature above 1",
                        request -> request.sampling().temperature(),
                        "'temperature':1.5",
                        "'temperature':1.5",
                        "",
                        "'generationConfig':{'temperature':1.5}"),
                of(
                        "top p",
                        request -> request.sampling().topP(),
                        "'top_p':0.9",
                        "'top_p':0.9",
                        "'top_p':0.9",
                        "'generationConfig':{'topP':0.9}"),
                of(
                        "top k",
                        request -> request.sampling().topK(),
                        "'top_k':4",
                        "",
                        "'top_k':4",
                        "'generationConfig':{'topK':4}"),
                of("seed", request -> request.sampling().seed(), "'seed':7", "", "", "'generationConfig':{'seed':7}"),
                of(
                        "presence penalty",
                        request -> request.sampling().presencePenalty(),
                        "'presence_penalty':0.5",
                        "",
                        "",
                        "'generationConfig':{'presencePenalty':0.5}"),
                of(
                        "frequency penalty",
                        request -> request.sampling().frequencyPenalty(),
                        "'frequency_penalty':0.5",
                        "",
                        "",
                        "'generationConfig':{'frequencyPenalty':0.5}"),
                of("bias of tokens", request -> request.sampling().logitBias(), "'logit_bias':{'1':2}", "", "", ""),
                of(
                        "stop sequences",
                        Probe::stop,
                        "'stop':['a','b']",
                        "",
                        "'stop_sequences':['a','b']",
                        "'generationConfig':{'stopSequences':['a','b']}"),
                of(
                        "six stop sequences",
                        Probe::stop,
                        "",
                        "",
                        "'stop_sequences':['a','b','c','d','e','f']",
                        "'generationConfig':{'stopSequences':['a','b','c','d','e','f']}"));
    }

    private static List<Probe> account() {
        return List.of(
                of(
                        "end user",
                        request -> request.account().endUser(),
                        "'user':'u'",
                        "'user':'u'",
                        "'metadata':{'user_id':'u'}",
                        ""),
                of(
                        "metadata",
                        request -> request.account().metadata(),
                        "'metadata':{'k':'v'}",
                        "'metadata':{'k':'v'}",
                        "",
                        "'labels':{'k':'v'}"),
                of(
                        "service tier: default",
                        request -> request.account().tier(),
                        "'service_tier':'default'",
                        "'service_tier':'default'",
                        "'service_tier':'standard_only'",
                        "'serviceTier':'standard'"),
                of(
                        "service tier: flex",
                        request -> request.account().tier(),
                        "'service_tier':'flex'",
                        "'service_tier':'flex'",
                        "",
                        "'serviceTier':'flex'"),
                of(
                        "state kept at the vendor",
                        request -> null,
                        "",
                        "'previous_response_id':'resp_1'",
                        "'container':'c'",
                        "'cachedContent':'cachedContents/1'"),
                of("settings of safety", Probe::extras, "", "", "", "'safetySettings':[]"),
                of("a member nobody knows", Probe::extras, "'x_new':1", "'x_new':1", "'x_new':1", "'xNew':1"));
    }

    private static @Nullable Object extras(Request request) {
        return request.extras().stream()
                .map(Extra::name)
                .filter(name -> name.equals("safetySettings") || name.endsWith("new") || name.endsWith("New"))
                .findAny()
                .orElse(null);
    }

    private static @Nullable Object json(Request request) {
        return request.answering().format() instanceof Format.Json
                ? "asked for"
                : request.system().isEmpty() ? null : "asked for in words";
    }

    private static @Nullable Object stop(Request request) {
        final List<String> stop =
                request.sampling().stop().stream().map(JsonString::text).toList();
        return stop.isEmpty() ? null : stop;
    }

    private static @Nullable Object turns(Request request) {
        return Meaning.of(request).get("turns");
    }

    private static Stream<Part> parts(Request request) {
        return request.turns().stream().flatMap(turn -> turn.parts().stream());
    }
}

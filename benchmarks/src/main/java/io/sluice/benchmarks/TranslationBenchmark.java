package io.sluice.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.RequestWriter;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.dialect.translate.Codecs;
import io.sluice.codec.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Translating one event of a stream and one request, beside a tree of the same bytes that is read and written again. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class TranslationBenchmark {
    private static final String TEXT = "words of a prompt ".repeat(100);

    @Param({"OPENAI", "OPENAI_RESPONSES", "ANTHROPIC", "GEMINI"})
    private Dialect client = Dialect.OPENAI;

    @Param({"OPENAI", "OPENAI_RESPONSES", "ANTHROPIC", "GEMINI"})
    private Dialect upstream = Dialect.ANTHROPIC;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Work work = new Work();
    private final ByteBuf out = Unpooled.buffer(1 << 16);
    private byte[] body = {};
    private byte[] event = {};
    private ByteBuf data = Unpooled.EMPTY_BUFFER;
    private RequestReader requestReader = Codecs.of(client).newRequestReader();
    private RequestWriter requestWriter = Codecs.of(upstream).newRequestWriter();
    private StreamReader streamReader = Codecs.of(upstream).newStreamReader();
    private EventSink sink = step -> {};

    /** Brings both streams to where text follows text. */
    @Setup
    public void begin() throws UnsupportedException {
        final DialectCodec asking = Codecs.of(client);
        final DialectCodec answering = Codecs.of(upstream);
        body = bytes(request(client));
        requestReader = asking.newRequestReader();
        requestWriter = answering.newRequestWriter();
        work.begin(TranslateSettings.DEFAULT, "0123456789abcdef".repeat(3), 1_700_000_000, 1 << 20);
        work.request(requestReader.read(JsonValue.view(body, 0, body.length), hints()));
        streamReader = answering.newStreamReader();
        final StreamWriter writer = asking.newStreamWriter();
        streamReader.begin(work);
        writer.begin(work);
        sink = step -> writer.event(step, out);
        for (final String first : start(upstream)) {
            final ByteBuf opening = Unpooled.wrappedBuffer(bytes(first));
            streamReader.event(opening, 0, opening.readableBytes(), sink);
        }
        event = bytes(delta(upstream));
        data = Unpooled.wrappedBuffer(event);
    }

    @Benchmark
    public int translateEvent() {
        out.clear();
        streamReader.event(data, 0, event.length, sink);
        return out.readableBytes();
    }

    @Benchmark
    public int translateRequest() throws UnsupportedException {
        out.clear();
        final Request asked = requestReader.read(JsonValue.view(body, 0, body.length), hints());
        requestWriter.write(asked, "m", work, false, out);
        return out.readableBytes();
    }

    @Benchmark
    public byte[] treeOfEvent() throws IOException {
        return mapper.writeValueAsBytes(mapper.readTree(event));
    }

    @Benchmark
    public byte[] treeOfRequest() throws IOException {
        return mapper.writeValueAsBytes(mapper.readTree(body));
    }

    private static RequestReader.Hints hints() {
        return new RequestReader.Hints("m", true, false);
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String request(Dialect dialect) {
        final String schema = "{'type':'object','properties':{'city':{'type':'string'}},'required':['city']}";
        return switch (dialect) {
            case OPENAI ->
                "{'model':'m','max_tokens':100,'temperature':0.5,'messages':[{'role':'system','content':'" + TEXT
                        + "'},{'role':'user','content':'" + TEXT + "'}],'tools':[{'type':'function','function':{'name':"
                        + "'f','description':'d','parameters':" + schema + "}}]}";
            case OPENAI_RESPONSES ->
                "{'model':'m','max_output_tokens':100,'temperature':0.5,'instructions':'" + TEXT + "','input':'" + TEXT
                        + "','tools':[{'type':'function','name':'f','description':'d','strict':false,'parameters':"
                        + schema + "}]}";
            case ANTHROPIC ->
                "{'model':'m','max_tokens':100,'temperature':0.5,'system':'" + TEXT
                        + "','messages':[{'role':'user','content':'" + TEXT
                        + "'}],'tools':[{'name':'f','description':'d','input_schema':" + schema + "}]}";
            default ->
                "{'generationConfig':{'maxOutputTokens':100,'temperature':0.5},'systemInstruction':{'parts':[{'text':'"
                        + TEXT + "'}]},'contents':[{'role':'user','parts':[{'text':'" + TEXT
                        + "'}]}],'tools':[{'functionDeclarations':[{'name':'f','description':'d',"
                        + "'parametersJsonSchema':" + schema + "}]}]}";
        };
    }

    private static List<String> start(Dialect dialect) {
        return switch (dialect) {
            case ANTHROPIC ->
                List.of(
                        "{'type':'message_start','message':{'id':'msg_1','role':'assistant','content':[]}}",
                        "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}");
            case OPENAI_RESPONSES ->
                List.of(
                        "{'type':'response.created','response':{'id':'resp_1','status':'in_progress','output':[]}}",
                        "{'type':'response.output_item.added','output_index':0,'item':{'id':'msg_1','type':'message',"
                                + "'role':'assistant','content':[]}}");
            default -> List.of(delta(dialect));
        };
    }

    private static String delta(Dialect dialect) {
        return switch (dialect) {
            case OPENAI ->
                "{'id':'chatcmpl-1','object':'chat.completion.chunk','created':1700000000,'model':'gpt-4o','choices':"
                        + "[{'index':0,'delta':{'content':' some words'},'logprobs':null,'finish_reason':null}]}";
            case OPENAI_RESPONSES ->
                "{'type':'response.output_text.delta','sequence_number':3,'item_id':'msg_1','output_index':0,"
                        + "'content_index':0,'delta':' some words','logprobs':[]}";
            case ANTHROPIC ->
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':' some words'}}";
            default ->
                "{'candidates':[{'content':{'parts':[{'text':' some words'}],'role':'model'},'index':0}],"
                        + "'usageMetadata':{'promptTokenCount':9,'candidatesTokenCount':2,'totalTokenCount':11},"
                        + "'modelVersion':'gemini-2.5-pro','responseId':'r1'}";
        };
    }
}

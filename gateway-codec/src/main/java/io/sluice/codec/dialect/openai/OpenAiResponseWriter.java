package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseWriter;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Writes whole chat completions: one message for each choice, its texts joined, its calls behind them. */
final class OpenAiResponseWriter implements ResponseWriter {
    private static final byte[] OBJECT = JsonWriter.name("object");
    private static final byte[] CREATED = JsonWriter.name("created");
    private static final byte[] CHOICES = JsonWriter.name("choices");
    private static final byte[] MESSAGE = JsonWriter.name("message");
    private static final byte[] REFUSAL = JsonWriter.name("refusal");
    private static final byte[] LOGPROBS = JsonWriter.name("logprobs");
    private static final byte[] SERVICE_TIER = JsonWriter.name("service_tier");
    private static final byte[] TYPE_COMPLETION = Words.ascii("\"chat.completion\"");
    private static final byte[] ASSISTANT = Words.ascii("\"assistant\"");

    private final JsonWriter json = new JsonWriter();
    private int made;

    @Override
    public void write(Response response, Work work, ByteBuf out) {
        json.begin(out).object().member(Words.ID).string(AnswerIds.of(response.id(), work));
        json.member(OBJECT).raw(TYPE_COMPLETION).member(CREATED).number(work.createdEpochS());
        json.member(Words.MODEL).string(work.clientModel()).member(CHOICES).array();
        made = 0;
        long written = 0;
        for (final Choice choice : response.choices()) {
            choice(choice, work);
            written += saidBytes(choice);
        }
        json.endArray().member(Words.USAGE);
        UsageReader.write(json, UsageReader.known(response.usage(), work, written));
        if (response.tier() != null) {
            json.member(SERVICE_TIER).string(Words.word(response.tier()));
        }
        json.endObject();
    }

    private void choice(Choice choice, Work work) {
        json.object().member(Words.INDEX).number(choice.index()).member(MESSAGE).object();
        json.member(Words.ROLE).raw(ASSISTANT).member(Words.CONTENT);
        if (has(choice, Part.Text.class) || !has(choice, Part.Call.class)) {
            json.openString();
            for (final Part part : choice.parts()) {
                if (part instanceof Part.Text text) {
                    text.text().writeTo(json.out());
                }
            }
            json.closeString();
        } else {
            json.nul();
        }
        json.member(REFUSAL).nul();
        reasoning(choice);
        if (has(choice, Part.Call.class)) {
            json.member(Words.TOOL_CALLS).array();
            for (final Part part : choice.parts()) {
                if (part instanceof Part.Call call) {
                    call(call, work);
                }
            }
            json.endArray();
        }
        json.endObject().member(LOGPROBS).nul();
        json.member(Words.FINISH_REASON).string(Words.word(choice.finish())).endObject();
    }

    private static long saidBytes(Choice choice) {
        long bytes = 0;
        for (final Part part : choice.parts()) {
            bytes += switch (part) {
                case Part.Text text -> text.text().length();
                case Part.Reasoning thought -> thought.text().length();
                case Part.Call call -> call.name().length() + call.args().length();
                case Part.Image _, Part.Audio _, Part.Document _, Part.Result _ -> 0;
            };
        }
        return bytes;
    }

    private static boolean has(Choice choice, Class<? extends Part> kind) {
        for (final Part part : choice.parts()) {
            if (kind.isInstance(part)) {
                return true;
            }
        }
        return false;
    }

    private void reasoning(Choice choice) {
        boolean visible = false;
        boolean sealed = false;
        for (final Part part : choice.parts()) {
            if (part instanceof Part.Reasoning thought) {
                visible |= !thought.text().isEmpty();
                sealed |= isTold(thought.seal());
            }
        }
        if (visible) {
            json.member(Words.REASONING_CONTENT).openString();
            for (final Part part : choice.parts()) {
                if (part instanceof Part.Reasoning thought) {
                    thought.text().writeTo(json.out());
                }
            }
            json.closeString();
        }
        if (sealed) {
            json.member(Words.REASONING_DETAILS).array();
            for (final Part part : choice.parts()) {
                if (part instanceof Part.Reasoning thought && thought.seal() != null && isTold(thought.seal())) {
                    ReasoningDetails.writeToClient(json, thought.text(), thought.seal());
                }
            }
            json.endArray();
        }
    }

    /** Whether there is a mark to tell. */
    static boolean isTold(@Nullable Seal seal) {
        return seal != null && !seal.value().isEmpty();
    }

    private void call(Part.Call call, Work work) {
        final JsonString id = call.id().isEmpty() ? CallIds.made(work, made++) : call.id();
        json.object().member(Words.ID).string(id);
        json.member(Words.TYPE).raw(Words.TYPE_FUNCTION).member(Words.FUNCTION).object();
        json.member(Words.NAME).string(call.name()).member(Words.ARGUMENTS).openString();
        call.args().escapeTo(json.out());
        json.closeString().endObject();
        seal(json, call.seal());
        json.endObject();
    }

    /** Writes the mark on a call, where Google's compatible server has it. */
    static void seal(JsonWriter json, @Nullable Seal seal) {
        if (seal != null && isTold(seal)) {
            ThoughtSignature.write(json, seal.origin() == Origin.GEMINI ? seal.value() : seal.envelope());
        }
    }
}

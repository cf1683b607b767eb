package io.sluice.codec.dialect.anthropic;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.TokenEstimator;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseWriter;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a message, or a count of tokens. */
final class AnthropicResponseWriter implements ResponseWriter {
    private static final byte[] CONTENT = JsonWriter.name("content");
    private static final byte[] TYPE = JsonWriter.name("type");
    private static final byte[] TEXT = JsonWriter.name("text");
    private static final byte[] THINKING = JsonWriter.name("thinking");
    private static final byte[] SIGNATURE = JsonWriter.name("signature");
    private static final byte[] DATA = JsonWriter.name("data");
    private static final byte[] ID = JsonWriter.name("id");
    private static final byte[] NAME = JsonWriter.name("name");
    private static final byte[] INPUT = JsonWriter.name("input");
    private static final byte[] INPUT_TOKENS = JsonWriter.name("input_tokens");
    private static final byte[] TYPE_TEXT = Json.ascii("\"text\"");
    private static final byte[] TYPE_THINKING = Json.ascii("\"thinking\"");
    private static final byte[] TYPE_REDACTED = Json.ascii("\"redacted_thinking\"");
    private static final byte[] TYPE_TOOL_USE = Json.ascii("\"tool_use\"");

    private final JsonWriter json = new JsonWriter();
    private int calls;
    private long writtenLength;

    @Override
    public void write(Response response, Work work, ByteBuf out) {
        json.begin(out).object();
        AnswerHead.write(response.id(), work, json);
        final @Nullable Choice choice =
                response.choices().isEmpty() ? null : response.choices().get(0);
        calls = 0;
        writtenLength = 0;
        json.member(CONTENT).array();
        if (choice != null) {
            parts(choice.parts(), work);
        }
        json.endArray();
        StopReasons.write(
                choice == null ? Finish.STOP : choice.finish(), choice == null ? null : choice.stopSequence(), json);
        usage(response, work);
        json.endObject();
    }

    @Override
    public void writeCount(long inputTokens, ByteBuf out) {
        json.begin(out).object().member(INPUT_TOKENS).number(inputTokens).endObject();
    }

    private void usage(Response response, Work work) {
        final Usage usage = response.usage();
        if (usage.inputTotal() > 0 || usage.outputTotal() > 0 || work.estimatedInputTokens() == 0) {
            UsageWords.write(json, usage, response.tier());
        } else {
            work.losses().estimate("usage");
            final long output = TokenEstimator.ofLength(writtenLength);
            UsageWords.write(json, work.estimatedInputTokens(), 0, 0, output, 0, response.tier());
        }
    }

    private void parts(List<Part> parts, Work work) {
        for (int i = 0; i < parts.size(); i++) {
            switch (parts.get(i)) {
                case Part.Text text -> text(text.text());
                case Part.Reasoning reasoning -> {
                    final Seal next = i + 1 < parts.size() ? sealOf(parts.get(i + 1)) : null;
                    reasoning(reasoning.text(), reasoning.seal() == null ? next : reasoning.seal());
                }
                case Part.Call call -> {
                    final boolean told =
                            i > 0 && parts.get(i - 1) instanceof Part.Reasoning before && before.seal() == null;
                    if (call.seal() != null && !told) {
                        reasoning(JsonString.EMPTY, call.seal());
                    }
                    call(call, work);
                }
                case Part.Image _, Part.Audio _, Part.Document _ ->
                    work.losses().dropFromAnswer("media");
                case Part.Result _ -> work.losses().dropFromAnswer("tool_result");
            }
        }
    }

    /** The mark of a call stands in the reasoning before it. */
    private static @Nullable Seal sealOf(Part part) {
        return part instanceof Part.Call call ? call.seal() : null;
    }

    private void text(JsonString text) {
        if (!text.isEmpty()) {
            writtenLength += text.length();
            json.object().member(TYPE).raw(TYPE_TEXT).member(TEXT).string(text).endObject();
        }
    }

    private void reasoning(JsonString text, @Nullable Seal seal) {
        writtenLength += text.length();
        if (Signatures.isRedacted(seal)) {
            json.object().member(TYPE).raw(TYPE_REDACTED);
            json.member(DATA).string(Signatures.told(seal)).endObject();
            return;
        }
        json.object().member(TYPE).raw(TYPE_THINKING).member(THINKING).string(text);
        json.member(SIGNATURE).string(Signatures.told(seal)).endObject();
    }

    private void call(Part.Call call, Work work) {
        writtenLength += call.args().length();
        final JsonString id = call.id().isEmpty() ? CallIds.made(work, calls) : CallIds.clean(call.id());
        calls++;
        json.object().member(TYPE).raw(TYPE_TOOL_USE).member(ID).string(id);
        json.member(NAME).string(call.name()).member(INPUT);
        BlockWriter.input(call.args(), json);
        json.endObject();
    }
}

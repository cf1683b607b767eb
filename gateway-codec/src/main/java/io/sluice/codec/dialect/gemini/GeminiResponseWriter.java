package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.TokenEstimator;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseWriter;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Writes answers, and counts of tokens. */
final class GeminiResponseWriter implements ResponseWriter {
    private static final byte[] CANDIDATES = JsonWriter.name("candidates");
    private static final byte[] CONTENT = JsonWriter.name("content");
    private static final byte[] PARTS = JsonWriter.name("parts");
    private static final byte[] ROLE = JsonWriter.name("role");
    private static final byte[] MODEL = Json.ascii("\"model\"");
    private static final byte[] FINISH_REASON = JsonWriter.name("finishReason");
    private static final byte[] INDEX = JsonWriter.name("index");
    private static final byte[] TOTAL_TOKENS = JsonWriter.name("totalTokens");

    private final JsonWriter json = new JsonWriter();

    private Work work = new Work();
    private @Nullable Seal pending;
    private long writtenLength;

    @Override
    public void write(Response response, Work of, ByteBuf out) {
        work = of;
        writtenLength = 0;
        json.begin(out).object().member(CANDIDATES).array();
        for (final Choice choice : response.choices()) {
            choice(choice);
        }
        json.endArray();
        usage(response.usage());
        out.writeBytes(AnswerHead.prepare(response.id(), work));
        json.endObject();
    }

    @Override
    public void writeCount(long inputTokens, ByteBuf out) {
        json.begin(out).object().member(TOTAL_TOKENS).number(inputTokens).endObject();
    }

    private void choice(Choice choice) {
        json.object().member(CONTENT).object().member(PARTS).array();
        pending = null;
        for (final Part part : choice.parts()) {
            part(part);
        }
        if (pending != null) {
            PieceWriter.text(json, JsonString.EMPTY, false, pending);
        }
        json.endArray().member(ROLE).raw(MODEL).endObject();
        json.member(FINISH_REASON).raw(FinishReason.word(choice.finish()));
        json.member(INDEX).number(choice.index()).endObject();
    }

    private void part(Part part) {
        switch (part) {
            case Part.Text text -> {
                writtenLength += text.text().length();
                PieceWriter.text(json, text.text(), false, taken());
            }
            case Part.Reasoning reasoning -> reasoning(reasoning);
            case Part.Call call -> {
                final Seal before = taken();
                writtenLength += call.args().length();
                PieceWriter.call(json, call.id(), call.name(), call.args(), call.seal() == null ? before : call.seal());
            }
            case Part.Image _, Part.Audio _, Part.Document _ -> work.losses().dropFromAnswer("media");
            case Part.Result _ -> work.losses().dropFromAnswer("tool_result");
        }
    }

    /** The vendor's own mark stands on the part behind the thought, another's on the thought. */
    private void reasoning(Part.Reasoning reasoning) {
        writtenLength += reasoning.text().length();
        final boolean own = Signatures.isOwn(reasoning.seal());
        if (!reasoning.text().isEmpty() || !own && reasoning.seal() != null) {
            PieceWriter.text(json, reasoning.text(), true, own ? null : reasoning.seal());
        }
        if (own) {
            pending = reasoning.seal();
        }
    }

    private @Nullable Seal taken() {
        final Seal seal = pending;
        pending = null;
        return seal;
    }

    private void usage(Usage usage) {
        if (usage.inputTotal() > 0 || usage.outputTotal() > 0 || work.estimatedInputTokens() == 0) {
            UsageWords.write(json, usage);
        } else {
            work.losses().estimate("usage");
            UsageWords.write(json, work.estimatedInputTokens(), 0, TokenEstimator.ofLength(writtenLength), 0);
        }
    }
}

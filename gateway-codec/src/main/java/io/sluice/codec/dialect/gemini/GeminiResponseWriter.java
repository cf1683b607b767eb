package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonWriter;

/** Writes whole answers: a candidate for each choice, its parts as they came. */
final class GeminiResponseWriter implements ResponseWriter {
    private static final byte[] TOTAL_TOKENS = JsonWriter.name("totalTokens");

    private final JsonWriter json = new JsonWriter();

    @Override
    public void write(Response response, Work work, ByteBuf out) {
        json.begin(out).object().member(AnswerPartWriter.CANDIDATES).array();
        for (final Choice choice : response.choices()) {
            json.object().member(AnswerPartWriter.CONTENT).object();
            json.member(AnswerPartWriter.ROLE).raw(AnswerPartWriter.MODEL);
            json.member(AnswerPartWriter.PARTS).array();
            for (final Part part : choice.parts()) {
                part(part);
            }
            json.endArray().endObject();
            json.member(AnswerPartWriter.FINISH_REASON).string(FinishReasons.word(choice.finish()));
            json.member(AnswerPartWriter.INDEX).number(choice.index()).endObject();
        }
        json.endArray().member(AnswerPartWriter.USAGE);
        UsageReader.write(json, response.usage());
        json.member(AnswerPartWriter.MODEL_VERSION).string(work.clientModel());
        json.member(AnswerPartWriter.RESPONSE_ID).string(AnswerPartWriter.responseId(response.id(), work));
        json.endObject();
    }

    private void part(Part part) {
        switch (part) {
            case Part.Text text -> AnswerPartWriter.text(json, text.text());
            case Part.Reasoning thought -> AnswerPartWriter.thought(json, thought.text(), thought.seal());
            case Part.Call call -> AnswerPartWriter.call(json, call.id(), call.name(), call.args(), call.seal());
            case Part.Image _, Part.Audio _, Part.Document _, Part.Result _ -> {}
        }
    }

    @Override
    public void writeCount(long inputTokens, ByteBuf out) {
        json.begin(out).object().member(TOTAL_TOKENS).number(inputTokens).endObject();
    }
}

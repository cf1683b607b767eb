package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonWriter;

/** Writes whole plain completions: of each choice the text, its reasoning has no place. */
final class CompletionsResponseWriter implements ResponseWriter {
    private final JsonWriter json = new JsonWriter();

    @Override
    public void write(Response response, Work work, ByteBuf out) {
        TextCompletion.open(json.begin(out), response.id(), work);
        json.array();
        long written = 0;
        for (final Choice choice : response.choices()) {
            json.object().member(Words.TEXT).openString();
            final int before = out.writerIndex();
            for (final Part part : choice.parts()) {
                if (part instanceof Part.Text text) {
                    text.text().writeTo(out);
                }
            }
            written += out.writerIndex() - before;
            json.closeString();
            TextCompletion.closeChoice(json, choice.index(), choice.finish());
        }
        json.endArray();
        TextCompletion.closeWithUsage(json, response.usage(), work, written);
    }
}

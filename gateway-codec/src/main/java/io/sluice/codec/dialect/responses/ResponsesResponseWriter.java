package io.sluice.codec.dialect.responses;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseWriter;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a response object whole. The first choice is the answer: this dialect knows no others. */
final class ResponsesResponseWriter implements ResponseWriter {
    private final JsonWriter json = new JsonWriter();
    private final AnswerWriter answer = new AnswerWriter(json);
    private final ItemWriter items = new ItemWriter(json);

    private int number;
    private int calls;
    private int contentBytes;

    @Override
    public void write(Response response, Work work, ByteBuf out) {
        json.begin(out);
        number = 0;
        calls = 0;
        contentBytes = 0;
        final Choice choice =
                response.choices().isEmpty() ? null : response.choices().get(0);
        final Finish finish = choice == null ? Finish.STOP : choice.finish();
        answer.openEnded(work, finish);
        json.array();
        if (choice != null) {
            items(choice.parts(), finish, work);
        }
        json.endArray();
        answer.close(work, AnswerWriter.known(response.usage(), work, contentBytes), response.tier(), true);
    }

    private void items(List<Part> parts, Finish finish, Work work) {
        int at = 0;
        while (at < parts.size()) {
            final Part part = parts.get(at);
            at++;
            switch (part) {
                case Part.Text _ -> {
                    final int end = endOfText(parts, at);
                    message(parts, at - 1, end, status(finish, end == parts.size()), work);
                    at = end;
                }
                case Part.Reasoning reasoning -> {
                    final boolean carries = reasoning.seal() == null && at < parts.size();
                    reasoning(reasoning.text(), carries ? callSeal(parts.get(at)) : reasoning.seal(), work);
                }
                case Part.Call call -> {
                    if (call.seal() != null && (at < 2 || !carriesSeal(parts.get(at - 2)))) {
                        reasoning(JsonString.EMPTY, call.seal(), work);
                    }
                    call(call, status(finish, at == parts.size()), work);
                }
                case Part.Image _, Part.Audio _, Part.Document _, Part.Result _ ->
                    work.losses().dropFromAnswer("media");
            }
        }
    }

    /** A call's mark stands on the reasoning before it, which has none of its own. */
    private static boolean carriesSeal(Part before) {
        return before instanceof Part.Reasoning reasoning && reasoning.seal() == null;
    }

    private static @Nullable Seal callSeal(Part next) {
        return next instanceof Part.Call call ? call.seal() : null;
    }

    private static int endOfText(List<Part> parts, int from) {
        int end = from;
        while (end < parts.size() && parts.get(end) instanceof Part.Text) {
            end++;
        }
        return end;
    }

    private static byte[] status(Finish finish, boolean last) {
        return last && !AnswerWriter.isComplete(finish) ? AnswerWriter.INCOMPLETE : AnswerWriter.COMPLETED;
    }

    private void message(List<Part> parts, int from, int to, byte[] status, Work work) {
        items.openMessage(ItemWriter.id(ItemWriter.MESSAGE, work, number++), status);
        json.array();
        for (int i = from; i < to; i++) {
            if (parts.get(i) instanceof Part.Text text) {
                items.text(text.text());
                contentBytes += text.text().length();
            }
        }
        json.endArray().endObject();
    }

    private void reasoning(JsonString text, @Nullable Seal seal, Work work) {
        contentBytes += text.length();
        final JsonString vendors = seal == null || seal.origin() != Origin.RESPONSES ? null : seal.itemId();
        final JsonString made = ItemWriter.id(ItemWriter.REASONING, work, number++);
        items.reasoning(vendors == null ? made : vendors, text, seal);
    }

    private void call(Part.Call call, byte[] status, Work work) {
        contentBytes += call.args().length();
        items.openCall(
                ItemWriter.id(ItemWriter.CALL, work, number++),
                status,
                ItemWriter.callId(call.id(), work, calls++),
                call.name());
        json.openString();
        call.args().escapeTo(json.out());
        json.closeString().endObject();
    }

    @Override
    public void writeCount(long inputTokens, ByteBuf out) {
        AnswerWriter.count(inputTokens, out);
    }
}

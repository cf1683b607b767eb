package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.HalfCharacters;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a stream of plain completions: {@code BEFORE > TELLING > OVER}. The ends of the choices are told together, with the usage if it was asked for. */
final class CompletionsStreamWriter implements StreamWriter {
    private enum State {
        BEFORE,
        TELLING,
        OVER
    }

    private static final byte[] DATA = Words.ascii("data: ");
    private static final byte[] END_OF_EVENT = Words.ascii("\n\n");
    private static final byte[] DONE = Words.ascii("data: [DONE]\n\n");
    private static final byte[] ALIVE = Words.ascii(": ping\n\n");

    private final JsonWriter json = new JsonWriter();
    private final List<HalfCharacters> texts = new ArrayList<>(1);
    private final Usage usage = new Usage();

    private Work work = new Work();
    private State state = State.OVER;
    private byte[] opening = {};
    private boolean tellUsage;
    private long writtenBytes;

    @Override
    public void begin(Work of) {
        work = of;
        state = State.BEFORE;
        texts.clear();
        usage.reset();
        tellUsage = of.request().includeUsage();
        writtenBytes = 0;
        opened(JsonString.EMPTY);
    }

    /** What all chunks begin with. */
    private void opened(JsonString id) {
        final ByteBuf head = Unpooled.buffer();
        head.writeBytes(DATA);
        TextCompletion.open(json.begin(head), id, work);
        opening = new byte[head.readableBytes()];
        head.readBytes(opening);
    }

    @Override
    public void event(Event event, ByteBuf out) {
        if (state == State.OVER) {
            return;
        }
        switch (event) {
            case Event.Start start -> {
                state = State.TELLING;
                opened(start.id());
            }
            case Event.Text text -> chunk(text.choice(), half(text.choice()).join(text.text()), null, out);
            case Event.Told told -> usage.copyFrom(told.usage());
            case Event.Finished finished -> {
                chunk(finished.choice(), half(finished.choice()).rest(), null, out);
                chunk(finished.choice(), JsonString.EMPTY, finished.finish(), out);
            }
            case Event.End _ -> end(out);
            case Event.Failed failed -> {
                state = State.OVER;
                out.writeBytes(DATA);
                OpenAiFailures.writeEvent(failed.failure(), out);
                out.writeBytes(END_OF_EVENT);
            }
            case Event.Alive _ -> out.writeBytes(ALIVE);
            case Event.Reasoning _, Event.Sealed _, Event.CallStart _, Event.CallArgs _, Event.CallEnd _ -> {}
        }
    }

    private HalfCharacters half(int choice) {
        while (texts.size() <= choice) {
            texts.add(new HalfCharacters());
        }
        return texts.get(choice);
    }

    /** Nothing is written of a chunk that says nothing. */
    private void chunk(int index, JsonString text, @Nullable Finish finish, ByteBuf out) {
        if (text.isEmpty() && finish == null) {
            return;
        }
        writtenBytes += text.length();
        out.writeBytes(opening);
        json.begin(out).array().object().member(Words.TEXT).string(text);
        TextCompletion.closeChoice(json, index, finish);
        json.endArray().endObject();
        out.writeBytes(END_OF_EVENT);
    }

    private void end(ByteBuf out) {
        state = State.OVER;
        if (tellUsage) {
            out.writeBytes(opening);
            json.begin(out).array().endArray();
            TextCompletion.closeWithUsage(json, usage, work, writtenBytes);
            out.writeBytes(END_OF_EVENT);
        }
        out.writeBytes(DONE);
    }
}

package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.TokenEstimator;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.CompactJson;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.HalfCharacters;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream, as events or as the elements of one array. Text and thoughts go out as they come, calls when they are whole: the
 * dialect can't tell a part of one. Why a choice ended is told with the counts in one last object.
 */
final class GeminiStreamWriter implements StreamWriter {
    private static final byte[] DATA = Json.ascii("data: ");
    private static final byte[] END_OF_EVENT = Json.ascii("\n\n");
    private static final byte[] PING = Json.ascii(": ping\n\n");
    private static final byte[] NEXT_ELEMENT = Json.ascii("\n,\n");
    private static final byte[] OPEN_CANDIDATES = Json.ascii("{\"candidates\":[");
    private static final byte[] OPEN_PARTS = Json.ascii("{\"content\":{\"parts\":[");
    private static final byte[] CLOSE_PARTS = Json.ascii("],\"role\":\"model\"},");
    private static final byte[] INDEX = Json.ascii("\"index\":");
    private static final byte[] FINISH_REASON = JsonWriter.name("finishReason");
    private static final int USUAL_INDEX = 0;

    private final boolean array;
    private final JsonWriter json = new JsonWriter();
    private final JsonCursor scratch = new JsonCursor();
    private final Usage usage = new Usage();
    private final List<SpokenChoice> choices = new ArrayList<>(1);

    private Work work = new Work();
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private byte @Nullable [] tail;
    private @Nullable Failure failure;
    private boolean over = true;
    private boolean opened;
    private long held;
    private long writtenLength;

    /** @param array whether the client asked for an array instead of events */
    GeminiStreamWriter(boolean array) {
        this.array = array;
    }

    @Override
    public void begin(Work of) {
        work = of;
        usage.reset();
        choices.clear();
        tail = null;
        failure = null;
        over = false;
        opened = false;
        held = 0;
        writtenLength = 0;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public boolean mustCutAfterFailure() {
        return true;
    }

    @Override
    public void event(Event event, ByteBuf to) {
        if (over) {
            return;
        }
        out = to;
        switch (event) {
            case Event.Start start -> tail = AnswerHead.prepare(start.id(), work);
            case Event.Text text -> text(choice(text.choice()), text.text());
            case Event.Reasoning reasoning -> reasoning(choice(reasoning.choice()), reasoning.text());
            case Event.Sealed sealed -> sealed(choice(sealed.choice()), sealed);
            case Event.CallStart start -> callStart(choice(start.choice()), start);
            case Event.CallArgs args -> callArgs(choice(args.choice()), args);
            case Event.CallEnd end -> callEnd(choice(end.choice()), end.call());
            case Event.Told told ->
                usage.set(
                        told.usage().inputTotal(),
                        told.usage().cacheRead(),
                        told.usage().cacheWrite(),
                        told.usage().outputTotal(),
                        told.usage().reasoning());
            case Event.Finished finished -> choice(finished.choice()).finish = finished.finish();
            case Event.End _ -> end();
            case Event.Failed failed -> fail(failed.failure());
            case Event.Alive _ -> alive();
        }
        out = Unpooled.EMPTY_BUFFER;
    }

    private SpokenChoice choice(int index) {
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).index == index) {
                return choices.get(i);
            }
        }
        final SpokenChoice first = new SpokenChoice(index);
        choices.add(first);
        return first;
    }

    private void text(SpokenChoice choice, JsonString text) {
        rest(choice, choice.thought, true);
        piece(choice, choice.text.join(text), false);
    }

    private void reasoning(SpokenChoice choice, JsonString text) {
        rest(choice, choice.text, false);
        piece(choice, choice.thought.join(text), true);
    }

    private void rest(SpokenChoice choice, HalfCharacters of, boolean thought) {
        piece(choice, of.rest(), thought);
    }

    private void piece(SpokenChoice choice, JsonString text, boolean thought) {
        if (!text.isEmpty()) {
            writtenLength += text.length();
            openPart();
            PieceWriter.text(json, text, thought, thought ? null : choice.taken());
            closePart(choice.index);
        }
    }

    /** The vendor's own mark goes with the part behind it; another's closes the thought that it stands for. */
    private void sealed(SpokenChoice choice, Event.Sealed sealed) {
        final Seal seal = sealed.seal();
        if (sealed.call() >= 0) {
            choice.callSeal = seal.copy();
        } else if (Signatures.isOwn(seal)) {
            choice.pending = seal.copy();
        } else {
            rest(choice, choice.text, false);
            rest(choice, choice.thought, true);
            openPart();
            PieceWriter.text(json, JsonString.EMPTY, true, seal);
            closePart(choice.index);
        }
    }

    private void callStart(SpokenChoice choice, Event.CallStart start) {
        final Seal own = choice.callSeal;
        choice.callSeal = null;
        if (take(start.id().length() + start.name().length())) {
            choice.open.add(new SpokenCall(start.call(), start.id(), start.name(), own == null ? choice.taken() : own));
        }
    }

    private void callArgs(SpokenChoice choice, Event.CallArgs args) {
        final SpokenCall call = choice.call(args.call());
        if (call != null && take(args.fragment().length())) {
            call.add(args.fragment());
        }
    }

    private boolean take(int bytes) {
        held += bytes;
        if (held <= work.maxHeldBytes()) {
            return true;
        }
        final Failure tooMuch =
                GeminiStreamReader.upstreamError("the upstream's calls are too large to be put together");
        fail(tooMuch);
        failure = tooMuch;
        return false;
    }

    private void callEnd(SpokenChoice choice, int number) {
        final SpokenCall call = choice.call(number);
        if (call == null) {
            return;
        }
        choice.open.remove(call);
        final JsonString text = call.args();
        final JsonValue args = Arguments.read(text, scratch);
        if (isRaw(args, text)) {
            choice.broken.add(call);
        } else {
            tell(choice, call, args);
        }
    }

    /** Whether the text was no object, and is in another. */
    private static boolean isRaw(JsonValue args, JsonString text) {
        return args.length() > text.length() && !text.isEmpty();
    }

    private void tell(SpokenChoice choice, SpokenCall call, JsonValue args) {
        rest(choice, choice.thought, true);
        rest(choice, choice.text, false);
        held -= call.args().length() + call.id.length() + call.name.length();
        writtenLength += args.length();
        openPart();
        PieceWriter.call(json, call.id, call.name, CompactJson.of(args), call.seal);
        closePart(choice.index);
    }

    private void openPart() {
        openObject();
        out.writeBytes(OPEN_CANDIDATES).writeBytes(OPEN_PARTS);
        json.begin(out);
    }

    private void closePart(int index) {
        out.writeBytes(CLOSE_PARTS);
        index(index);
        out.writeByte('}').writeByte(']').writeBytes(tail()).writeByte('}');
        closeObject();
    }

    private void index(int index) {
        out.writeBytes(INDEX);
        if (index == USUAL_INDEX) {
            out.writeByte('0');
        } else {
            json.begin(out).number(index);
        }
    }

    private byte[] tail() {
        byte[] prepared = tail;
        if (prepared == null) {
            prepared = AnswerHead.prepare(JsonString.EMPTY, work);
            tail = prepared;
        }
        return prepared;
    }

    private void openObject() {
        if (!array) {
            out.writeBytes(DATA);
        } else if (opened) {
            out.writeBytes(NEXT_ELEMENT);
        } else {
            out.writeByte('[');
        }
        opened = true;
    }

    private void closeObject() {
        if (!array) {
            out.writeBytes(END_OF_EVENT);
        }
    }

    private void alive() {
        if (!array) {
            out.writeBytes(PING);
        } else if (opened) {
            out.writeByte('\n');
        }
    }

    private void end() {
        for (final SpokenChoice choice : choices) {
            finish(choice);
        }
        over = true;
        openObject();
        out.writeBytes(OPEN_CANDIDATES);
        for (int i = 0; i < choices.size(); i++) {
            if (i > 0) {
                out.writeByte(',');
            }
            ended(choices.get(i));
        }
        if (choices.isEmpty()) {
            ended(new SpokenChoice(0));
        }
        out.writeByte(']');
        usage();
        out.writeBytes(tail()).writeByte('}');
        closeObject();
        if (array) {
            out.writeByte('\n').writeByte(']');
        }
    }

    /** Calls that were cut by the limit are left out; others whose arguments are no object are told in one. */
    private void finish(SpokenChoice choice) {
        while (!choice.open.isEmpty()) {
            callEnd(choice, choice.open.get(0).number);
        }
        for (final SpokenCall call : choice.broken) {
            if (choice.finish == Finish.LENGTH) {
                work.losses().dropFromAnswer("tool_calls");
            } else {
                tell(choice, call, Arguments.read(call.args(), scratch));
            }
        }
        choice.broken.clear();
        rest(choice, choice.thought, true);
        rest(choice, choice.text, false);
    }

    private void ended(SpokenChoice choice) {
        out.writeBytes(OPEN_PARTS);
        json.begin(out);
        PieceWriter.text(json, JsonString.EMPTY, false, choice.taken());
        out.writeBytes(CLOSE_PARTS).writeBytes(FINISH_REASON);
        out.writeBytes(FinishReason.word(choice.finish == null ? Finish.STOP : choice.finish))
                .writeByte(',');
        index(choice.index);
        out.writeByte('}');
    }

    private void usage() {
        out.writeByte(',');
        json.begin(out);
        if (usage.inputTotal() > 0 || usage.outputTotal() > 0 || work.estimatedInputTokens() == 0) {
            UsageWords.write(json, usage);
        } else {
            work.losses().estimate("usage");
            UsageWords.write(json, work.estimatedInputTokens(), 0, TokenEstimator.ofLength(writtenLength), 0);
        }
    }

    private void fail(Failure why) {
        over = true;
        openObject();
        GeminiFailures.writeEvent(why, out);
        closeObject();
        if (array) {
            out.writeByte('\n').writeByte(']');
        }
    }
}

package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.HalfCharacters;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of chunks, as events or as the elements of one array. A call is told when it is whole, since this dialect can't tell a
 * part of one; what ends in the middle of its arguments is left out. The finish of every candidate and the usage stand in chunks of
 * their own at the end.
 */
final class GeminiStreamWriter implements StreamWriter {
    private static final byte[] EVENT_START = Json.ascii("data: ");
    private static final byte[] EVENT_END = Json.ascii("\n\n");
    private static final byte[] ALIVE = Json.ascii(": ping\n\n");
    private static final byte[] ARRAY_START = Json.ascii("[");
    private static final byte[] ARRAY_NEXT = Json.ascii(",\n");
    private static final byte[] ARRAY_END = Json.ascii("]");

    private final boolean array;
    private final JsonWriter json = new JsonWriter();
    private final Usage usage = new Usage();
    private final List<Told> choices = new ArrayList<>(1);

    private Work work = new Work();
    private byte[] closing = {};
    private @Nullable Failure failure;
    private boolean usageKnown;
    private boolean begun;
    private boolean over;
    private int heldBytes;

    /** A call on its way. */
    private static final class OpenCall {
        final int number;
        final JsonString id;
        final JsonString name;
        final ByteBuf arguments = Unpooled.buffer(128);

        OpenCall(Event.CallStart start) {
            number = start.call();
            id = start.id().copy();
            name = start.name().copy();
        }
    }

    /** What is held of one candidate. */
    private static final class Told {
        final int index;
        final HalfCharacters text = new HalfCharacters();
        final HalfCharacters thought = new HalfCharacters();
        final List<OpenCall> calls = new ArrayList<>(0);
        final List<@Nullable Seal> seals = new ArrayList<>(0);
        Event.@Nullable Finished finish;

        Told(int index) {
            this.index = index;
        }
    }

    /** @param array whether the client asked for one array instead of events */
    GeminiStreamWriter(boolean array) {
        this.array = array;
    }

    @Override
    public void begin(Work of) {
        work = of;
        closing = new byte[0];
        failure = null;
        usage.reset();
        usageKnown = false;
        choices.clear();
        begun = false;
        over = false;
        heldBytes = 0;
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
    public void event(Event event, ByteBuf out) {
        if (over) {
            return;
        }
        switch (event) {
            case Event.Start start -> prepare(start);
            case Event.Text text -> {
                final Told choice = choice(text.choice());
                text(choice, choice.text.join(text.text()), out);
            }
            case Event.Reasoning reasoning -> {
                final Told choice = choice(reasoning.choice());
                thought(choice, choice.thought.join(reasoning.text()), null, out);
            }
            case Event.Sealed sealed -> sealed(sealed, out);
            case Event.CallStart start -> choice(start.choice()).calls.add(new OpenCall(start));
            case Event.CallArgs args -> arguments(args, out);
            case Event.CallEnd end -> call(end, out);
            case Event.Told told -> {
                usage.copyFrom(told.usage());
                usageKnown = true;
            }
            case Event.Finished finished -> choice(finished.choice()).finish = finished;
            case Event.End end -> end(out);
            case Event.Failed failed -> fail(failed.failure(), out);
            case Event.Alive alive -> {
                if (!array) {
                    out.writeBytes(ALIVE);
                }
            }
        }
    }

    /** What every chunk ends with. */
    private void prepare(Event.Start start) {
        final ByteBuf text = Unpooled.buffer(128);
        json.begin(text).member(AnswerPartWriter.MODEL_VERSION).string(work.clientModel());
        json.member(AnswerPartWriter.RESPONSE_ID).string(AnswerPartWriter.responseId(start.id(), work));
        closing = new byte[text.readableBytes()];
        text.readBytes(closing);
    }

    private Told choice(int index) {
        for (final Told known : choices) {
            if (known.index == index) {
                return known;
            }
        }
        final Told choice = new Told(index);
        choices.add(choice);
        return choice;
    }

    private void begin(ByteBuf out) {
        out.writeBytes(!array ? EVENT_START : begun ? ARRAY_NEXT : ARRAY_START);
        begun = true;
    }

    /** Writes a chunk up to the first of its parts. */
    private void open(ByteBuf out) {
        begin(out);
        json.begin(out).object().member(AnswerPartWriter.CANDIDATES).array().object();
        json.member(AnswerPartWriter.CONTENT).object();
        json.member(AnswerPartWriter.ROLE).raw(AnswerPartWriter.MODEL);
        json.member(AnswerPartWriter.PARTS).array();
    }

    private void close(int index, @Nullable String finish, boolean last, ByteBuf out) {
        json.endArray().endObject();
        if (finish != null) {
            json.member(AnswerPartWriter.FINISH_REASON).string(finish);
        }
        json.member(AnswerPartWriter.INDEX).number(index).endObject().endArray();
        if (last && usageKnown) {
            json.member(AnswerPartWriter.USAGE);
            UsageReader.write(json, usage);
        }
        out.writeByte(',').writeBytes(closing).writeByte('}');
        if (!array) {
            out.writeBytes(EVENT_END);
        }
    }

    private void text(Told choice, JsonString text, ByteBuf out) {
        if (!text.isEmpty()) {
            open(out);
            AnswerPartWriter.text(json, text);
            close(choice.index, null, false, out);
        }
    }

    private void thought(Told choice, JsonString text, @Nullable Seal seal, ByteBuf out) {
        if (!text.isEmpty() || seal != null) {
            open(out);
            AnswerPartWriter.thought(json, text, seal);
            close(choice.index, null, false, out);
        }
    }

    private void sealed(Event.Sealed sealed, ByteBuf out) {
        final Told choice = choice(sealed.choice());
        if (sealed.call() < 0) {
            thought(choice, choice.thought.rest(), sealed.seal(), out);
            return;
        }
        while (choice.seals.size() <= sealed.call()) {
            choice.seals.add(null);
        }
        choice.seals.set(sealed.call(), sealed.seal().copy());
    }

    private static @Nullable OpenCall open(Told choice, int number) {
        for (final OpenCall call : choice.calls) {
            if (call.number == number) {
                return call;
            }
        }
        return null;
    }

    private void arguments(Event.CallArgs args, ByteBuf out) {
        final OpenCall call = open(choice(args.choice()), args.call());
        if (call == null) {
            return;
        }
        heldBytes += args.fragment().length();
        if (heldBytes > work.maxHeldBytes()) {
            failure = Failure.of(ErrorType.UPSTREAM_ERROR, "the arguments of a call are too long to be told whole");
            fail(failure, out);
            return;
        }
        args.fragment().writeTo(call.arguments);
    }

    private void call(Event.CallEnd end, ByteBuf out) {
        final Told choice = choice(end.choice());
        final OpenCall call = open(choice, end.call());
        if (call == null) {
            return;
        }
        choice.calls.remove(call);
        heldBytes -= call.arguments.readableBytes();
        final JsonValue args = whole(call.arguments);
        if (args != null) {
            final Seal seal = end.call() < choice.seals.size() ? choice.seals.get(end.call()) : null;
            open(out);
            AnswerPartWriter.call(json, call.id, call.name, args, seal);
            close(choice.index, null, false, out);
        }
    }

    /** The arguments as an object; null when they were cut off. */
    private static @Nullable JsonValue whole(ByteBuf escaped) {
        if (!escaped.isReadable()) {
            return Arguments.NONE;
        }
        final byte[] decoded = JsonString.view(escaped.array(), 0, escaped.readableBytes(), true)
                .decoded();
        final JsonValue value = JsonValue.view(decoded, 0, decoded.length);
        if (Arguments.isObject(value)) {
            return value;
        }
        return new String(decoded, StandardCharsets.UTF_8).isBlank() ? Arguments.NONE : null;
    }

    private void end(ByteBuf out) {
        over = true;
        if (choices.isEmpty()) {
            choices.add(new Told(0));
        }
        for (int i = 0; i < choices.size(); i++) {
            final Told choice = choices.get(i);
            thought(choice, choice.thought.rest(), null, out);
            text(choice, choice.text.rest(), out);
            final Event.Finished finish = choice.finish;
            open(out);
            AnswerPartWriter.text(json, JsonString.EMPTY);
            close(
                    choice.index,
                    finish == null ? "STOP" : FinishReasons.word(finish.finish()),
                    i == choices.size() - 1,
                    out);
        }
        if (array) {
            out.writeBytes(ARRAY_END);
        }
    }

    private void fail(Failure told, ByteBuf out) {
        over = true;
        begin(out);
        GeminiFailures.writeEvent(told, out);
        out.writeBytes(array ? ARRAY_END : EVENT_END);
    }
}

package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.HalfCharacters;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of chunks, each an event of one data line. Every choice begins with a chunk that names its role, and ends with one that
 * has nothing but the finish; the ends are told together, with the usage if it was asked for, before {@code [DONE]}.
 */
final class OpenAiStreamWriter implements StreamWriter {
    private static final byte[] OBJECT = JsonWriter.name("object");
    private static final byte[] CREATED = JsonWriter.name("created");
    private static final byte[] CHOICES = JsonWriter.name("choices");
    private static final byte[] DELTA = JsonWriter.name("delta");
    private static final byte[] TYPE_CHUNK = Words.ascii("\"chat.completion.chunk\"");
    private static final byte[] EVENT_START = Words.ascii("data: ");
    private static final byte[] EVENT_END = Words.ascii("\n\n");
    private static final byte[] FIRST_DELTA = Words.ascii("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
    private static final byte[] DONE = Words.ascii("data: [DONE]\n\n");
    private static final byte[] ALIVE = Words.ascii(": ping\n\n");

    private final JsonWriter json = new JsonWriter();
    private final List<ToldChoice> choices = new ArrayList<>(1);
    private final Usage usage = new Usage();

    private @Nullable Work work;
    private byte[] opening = {};
    private boolean usageKnown;
    private boolean over;

    /** What is held of one choice. */
    private static final class ToldChoice {
        final int index;
        final HalfCharacters text = new HalfCharacters();
        final HalfCharacters reasoning = new HalfCharacters();
        final List<HalfCharacters> arguments = new ArrayList<>(0);
        final List<@Nullable Seal> seals = new ArrayList<>(0);

        @Nullable
        ByteBuf thought;

        boolean thoughtTooLong;
        Event.@Nullable Finished finish;

        ToldChoice(int index) {
            this.index = index;
        }
    }

    @Override
    public void begin(Work of) {
        work = of;
        opening = new byte[0];
        choices.clear();
        usage.reset();
        usageKnown = false;
        over = false;
    }

    @Override
    public void event(Event event, ByteBuf out) {
        if (over) {
            return;
        }
        switch (event) {
            case Event.Start start -> start(start, out);
            case Event.Text text -> text(text, out);
            case Event.Reasoning reasoning -> reasoning(reasoning, out);
            case Event.Sealed sealed -> sealed(sealed, out);
            case Event.CallStart call -> callStart(call, out);
            case Event.CallArgs args -> {
                final ToldChoice choice = choice(args.choice(), out);
                arguments(choice, args.call(), choice.arguments.get(args.call()).join(args.fragment()), out);
            }
            case Event.CallEnd end -> {
                final ToldChoice choice = choice(end.choice(), out);
                arguments(choice, end.call(), choice.arguments.get(end.call()).rest(), out);
            }
            case Event.Told told -> {
                usage.copyFrom(told.usage());
                usageKnown = true;
            }
            case Event.Finished finished -> choice(finished.choice(), out).finish = finished;
            case Event.End end -> end(out);
            case Event.Failed failed -> {
                over = true;
                out.writeBytes(EVENT_START);
                OpenAiFailures.writeEvent(failed.failure(), out);
                out.writeBytes(EVENT_END);
            }
            case Event.Alive alive -> out.writeBytes(ALIVE);
        }
    }

    private void start(Event.Start start, ByteBuf out) {
        final Work of = work();
        final ByteBuf text = Unpooled.buffer(192);
        json.begin(text).object().member(Words.ID).string(AnswerIds.of(start.id(), of));
        json.member(OBJECT).raw(TYPE_CHUNK).member(CREATED).number(of.createdEpochS());
        json.member(Words.MODEL).string(of.clientModel()).member(CHOICES).array();
        opening = new byte[text.readableBytes()];
        text.readBytes(opening);
        choice(0, out);
    }

    private Work work() {
        final Work of = work;
        if (of == null) {
            throw new IllegalStateException("no stream was begun");
        }
        return of;
    }

    /** The choice of that index; its first chunk is written if it is new. */
    private ToldChoice choice(int index, ByteBuf out) {
        for (final ToldChoice known : choices) {
            if (known.index == index) {
                return known;
            }
        }
        final ToldChoice choice = new ToldChoice(index);
        choices.add(choice);
        open(index, out);
        json.raw(FIRST_DELTA);
        close(null, out);
        return choice;
    }

    /** Writes a chunk up to the value of its delta. */
    private void open(int index, ByteBuf out) {
        out.writeBytes(EVENT_START).writeBytes(opening);
        json.begin(out).object().member(Words.INDEX).number(index).member(DELTA);
    }

    private void close(@Nullable String finish, ByteBuf out) {
        json.member(Words.FINISH_REASON);
        if (finish == null) {
            json.nul();
        } else {
            json.string(finish);
        }
        json.endObject().endArray().endObject();
        out.writeBytes(EVENT_END);
    }

    private void text(Event.Text text, ByteBuf out) {
        final ToldChoice choice = choice(text.choice(), out);
        string(choice, Words.CONTENT, choice.text.join(text.text()), out);
    }

    private void string(ToldChoice choice, byte[] member, JsonString value, ByteBuf out) {
        if (!value.isEmpty()) {
            open(choice.index, out);
            json.object().member(member).string(value).endObject();
            close(null, out);
        }
    }

    private void reasoning(Event.Reasoning reasoning, ByteBuf out) {
        final ToldChoice choice = choice(reasoning.choice(), out);
        final JsonString whole = choice.reasoning.join(reasoning.text());
        keepThought(choice, whole);
        string(choice, Words.REASONING_CONTENT, whole, out);
    }

    /** The signature that may follow is told with the text it signs. */
    private void keepThought(ToldChoice choice, JsonString text) {
        ByteBuf kept = choice.thought;
        if (kept == null) {
            kept = Unpooled.buffer(Math.max(256, text.length()));
            choice.thought = kept;
        }
        if (kept.readableBytes() + text.length() > work().maxHeldBytes()) {
            choice.thoughtTooLong = true;
        } else {
            text.writeTo(kept);
        }
    }

    private void sealed(Event.Sealed sealed, ByteBuf out) {
        final ToldChoice choice = choice(sealed.choice(), out);
        if (sealed.call() >= 0) {
            while (choice.seals.size() <= sealed.call()) {
                choice.seals.add(null);
            }
            choice.seals.set(sealed.call(), sealed.seal().copy());
            return;
        }
        restOfReasoning(choice, out);
        final ByteBuf kept = choice.thought;
        choice.thought = null;
        final boolean lost = choice.thoughtTooLong;
        choice.thoughtTooLong = false;
        if (!lost && OpenAiResponseWriter.isTold(sealed.seal())) {
            final JsonString text =
                    kept == null ? JsonString.EMPTY : JsonString.view(kept.array(), 0, kept.readableBytes(), true);
            open(choice.index, out);
            json.object().member(Words.REASONING_DETAILS).array();
            OpenAiResponseWriter.detail(json, text, sealed.seal());
            json.endArray().endObject();
            close(null, out);
        }
    }

    private void callStart(Event.CallStart call, ByteBuf out) {
        final ToldChoice choice = choice(call.choice(), out);
        while (choice.arguments.size() <= call.call()) {
            choice.arguments.add(new HalfCharacters());
        }
        open(choice.index, out);
        json.object().member(Words.TOOL_CALLS).array().object();
        json.member(Words.INDEX).number(call.call()).member(Words.ID).string(call.id());
        json.member(Words.TYPE).raw(Words.TYPE_FUNCTION).member(Words.FUNCTION).object();
        json.member(Words.NAME).string(call.name()).member(Words.ARGUMENTS).string(JsonString.EMPTY);
        json.endObject();
        if (call.call() < choice.seals.size()) {
            OpenAiResponseWriter.googlesSeal(json, choice.seals.get(call.call()));
        }
        json.endObject().endArray().endObject();
        close(null, out);
    }

    private void arguments(ToldChoice choice, int call, JsonString fragment, ByteBuf out) {
        if (fragment.isEmpty()) {
            return;
        }
        open(choice.index, out);
        json.object().member(Words.TOOL_CALLS).array().object();
        json.member(Words.INDEX).number(call).member(Words.FUNCTION).object();
        json.member(Words.ARGUMENTS).string(fragment).endObject();
        json.endObject().endArray().endObject();
        close(null, out);
    }

    private void restOfReasoning(ToldChoice choice, ByteBuf out) {
        string(choice, Words.REASONING_CONTENT, choice.reasoning.rest(), out);
    }

    private void end(ByteBuf out) {
        over = true;
        for (final ToldChoice choice : choices) {
            restOfReasoning(choice, out);
            string(choice, Words.CONTENT, choice.text.rest(), out);
            final Event.Finished finish = choice.finish;
            open(choice.index, out);
            json.object().endObject();
            close(finish == null ? "stop" : Words.word(finish.finish()), out);
        }
        if (usageKnown && work().request().includeUsage()) {
            out.writeBytes(EVENT_START).writeBytes(opening);
            out.writeByte(']');
            out.writeByte(',');
            json.begin(out).member(Words.USAGE);
            UsageReader.write(json, usage);
            json.endObject();
            out.writeBytes(EVENT_END);
        }
        out.writeBytes(DONE);
    }
}

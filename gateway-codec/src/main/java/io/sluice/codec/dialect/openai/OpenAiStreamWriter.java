package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Event;
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
    private static final byte[] LOGPROBS = JsonWriter.name("logprobs");
    private static final byte[] DELTA = JsonWriter.name("delta");
    private static final byte[] TYPE_CHUNK = Words.ascii("\"chat.completion.chunk\"");
    private static final byte[] EVENT_START = Words.ascii("data: ");
    private static final byte[] EVENT_END = Words.ascii("\n\n");
    private static final byte[] GOES_ON = Words.ascii(",\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    private static final byte[] FIRST_DELTA = Words.ascii("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
    private static final byte[] DONE = Words.ascii("data: [DONE]\n\n");
    private static final byte[] ALIVE = Words.ascii(": ping\n\n");
    /** So that ids that have to be made differ between choices. */
    private static final int MAX_CALLS = 1_024;

    private final JsonWriter json = new JsonWriter();
    private final List<ToldChoice> choices = new ArrayList<>(1);
    private final Usage usage = new Usage();
    private final HeldBytes held = new HeldBytes();

    private Work work = new Work();
    private byte[] opening = {};
    private boolean tellUsage;
    private boolean over = true;
    private long writtenBytes;

    @Override
    public void begin(Work of) {
        work = of;
        choices.clear();
        usage.reset();
        held.begin(of.maxHeldBytes());
        tellUsage = of.request().includeUsage();
        over = false;
        writtenBytes = 0;
    }

    @Override
    public void event(Event event, ByteBuf out) {
        if (over) {
            return;
        }
        switch (event) {
            case Event.Start start -> start(start, out);
            case Event.Text text -> text(choice(text.choice(), out), text.text(), out);
            case Event.Reasoning reasoning -> reasoning(choice(reasoning.choice(), out), reasoning.text(), out);
            case Event.Sealed sealed -> sealed(choice(sealed.choice(), out), sealed, out);
            case Event.CallStart call -> callStart(choice(call.choice(), out), call, out);
            case Event.CallArgs args -> {
                final ToldChoice choice = choice(args.choice(), out);
                arguments(choice, args.call(), choice.arguments(args.call()).join(args.fragment()), out);
            }
            case Event.CallEnd end -> {
                final ToldChoice choice = choice(end.choice(), out);
                arguments(choice, end.call(), choice.arguments(end.call()).rest(), out);
            }
            case Event.Told told -> usage.copyFrom(told.usage());
            case Event.Finished finished -> {
                final ToldChoice choice = choice(finished.choice(), out);
                rest(choice, out);
                choice.finish = finished.finish();
            }
            case Event.End _ -> end(out);
            case Event.Failed failed -> {
                over = true;
                out.writeBytes(EVENT_START);
                OpenAiFailures.writeEvent(failed.failure(), out);
                out.writeBytes(EVENT_END);
            }
            case Event.Alive _ -> out.writeBytes(ALIVE);
        }
    }

    /** Prepares what all chunks begin with. */
    private void start(Event.Start start, ByteBuf out) {
        final ByteBuf text = Unpooled.buffer(192);
        text.writeBytes(EVENT_START);
        json.begin(text).object().member(Words.ID).string(AnswerIds.of(start.id(), work));
        json.member(OBJECT).raw(TYPE_CHUNK).member(CREATED).number(work.createdEpochS());
        json.member(Words.MODEL).string(work.clientModel()).member(CHOICES).array();
        opening = new byte[text.readableBytes()];
        text.readBytes(opening);
        choice(0, out);
    }

    /** The choice of that index; its first chunk is written if it is new. */
    private ToldChoice choice(int index, ByteBuf out) {
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).index == index) {
                return choices.get(i);
            }
        }
        final ToldChoice choice = new ToldChoice(index, opening(index));
        choices.add(choice);
        open(choice, out);
        json.raw(FIRST_DELTA);
        close(null, out);
        return choice;
    }

    /** Writes a chunk up to the value of its delta. */
    private void open(ToldChoice choice, ByteBuf out) {
        out.writeBytes(choice.opening);
        json.begin(out);
    }

    /** What all chunks of a choice begin with. */
    private byte[] opening(int index) {
        final ByteBuf text = Unpooled.buffer(opening.length + 32);
        text.writeBytes(opening);
        json.begin(text).object().member(Words.INDEX).number(index).member(DELTA);
        final byte[] prepared = new byte[text.readableBytes()];
        text.readBytes(prepared);
        return prepared;
    }

    private void close(@Nullable String finish, ByteBuf out) {
        if (finish == null) {
            out.writeBytes(GOES_ON);
            return;
        }
        json.member(LOGPROBS).nul().member(Words.FINISH_REASON).string(finish);
        json.endObject().endArray().endObject();
        out.writeBytes(EVENT_END);
    }

    private void text(ToldChoice choice, JsonString text, ByteBuf out) {
        restOfReasoning(choice, out);
        choice.takeThought(held);
        string(choice, Words.CONTENT, choice.text.join(text), out);
    }

    private void reasoning(ToldChoice choice, JsonString text, ByteBuf out) {
        restOfText(choice, out);
        final JsonString whole = choice.reasoning.join(text);
        choice.keepThought(whole, held);
        string(choice, Words.REASONING_CONTENT, whole, out);
    }

    /** Writes a chunk with one string, or nothing when it is empty. */
    private void string(ToldChoice choice, byte[] member, JsonString value, ByteBuf out) {
        if (!value.isEmpty()) {
            writtenBytes += value.length();
            open(choice, out);
            json.object().member(member).string(value).endObject();
            close(null, out);
        }
    }

    private void restOfReasoning(ToldChoice choice, ByteBuf out) {
        final JsonString rest = choice.reasoning.rest();
        choice.keepThought(rest, held);
        string(choice, Words.REASONING_CONTENT, rest, out);
    }

    private void restOfText(ToldChoice choice, ByteBuf out) {
        string(choice, Words.CONTENT, choice.text.rest(), out);
    }

    private void rest(ToldChoice choice, ByteBuf out) {
        restOfReasoning(choice, out);
        restOfText(choice, out);
    }

    private void sealed(ToldChoice choice, Event.Sealed sealed, ByteBuf out) {
        if (sealed.call() >= 0) {
            choice.callSeal(sealed.seal());
            return;
        }
        rest(choice, out);
        final JsonString thought = choice.takeThought(held);
        if (thought != null && OpenAiResponseWriter.isTold(sealed.seal())) {
            open(choice, out);
            json.object().member(Words.REASONING_DETAILS).array();
            ReasoningDetails.writeToClient(json, thought, sealed.seal());
            json.endArray().endObject();
            close(null, out);
        }
    }

    private void callStart(ToldChoice choice, Event.CallStart call, ByteBuf out) {
        rest(choice, out);
        choice.takeThought(held);
        writtenBytes += call.name().length();
        open(choice, out);
        json.object().member(Words.TOOL_CALLS).array().object();
        json.member(Words.INDEX).number(call.call()).member(Words.ID);
        json.string(call.id().isEmpty() ? CallIds.made(work, choice.index * MAX_CALLS + call.call()) : call.id());
        json.member(Words.TYPE).raw(Words.TYPE_FUNCTION).member(Words.FUNCTION).object();
        json.member(Words.NAME).string(call.name()).member(Words.ARGUMENTS).string(JsonString.EMPTY);
        json.endObject();
        OpenAiResponseWriter.seal(json, choice.takeCallSeal());
        json.endObject().endArray().endObject();
        close(null, out);
    }

    private void arguments(ToldChoice choice, int call, JsonString fragment, ByteBuf out) {
        if (fragment.isEmpty()) {
            return;
        }
        writtenBytes += fragment.length();
        open(choice, out);
        json.object().member(Words.TOOL_CALLS).array().object();
        json.member(Words.INDEX).number(call).member(Words.FUNCTION).object();
        json.member(Words.ARGUMENTS).string(fragment).endObject();
        json.endObject().endArray().endObject();
        close(null, out);
    }

    private void end(ByteBuf out) {
        over = true;
        for (final ToldChoice choice : choices) {
            open(choice, out);
            json.object().endObject();
            close(Words.word(choice.finish), out);
        }
        if (tellUsage) {
            out.writeBytes(opening);
            out.writeByte(']');
            out.writeByte(',');
            json.begin(out).member(Words.USAGE);
            UsageReader.write(json, UsageReader.known(usage, work, writtenBytes));
            json.endObject();
            out.writeBytes(EVENT_END);
        }
        out.writeBytes(DONE);
    }
}

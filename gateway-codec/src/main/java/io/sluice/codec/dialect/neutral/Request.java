package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client asks, without a dialect. Immutable; its strings and values are views over the body it was read from, which
 * must outlive it.
 *
 * @param model as the client calls it
 * @param includeUsage whether a stream's client asked to be told the usage; always true in dialects that always tell it
 * @param system in order
 * @param echo members of the client's request that an answer of its dialect repeats
 */
public record Request(
        JsonString model,
        boolean stream,
        boolean includeUsage,
        List<SystemText> system,
        List<Turn> turns,
        Toolbox toolbox,
        Sampling sampling,
        Answering answering,
        Thinking thinking,
        Account account,
        List<Extra> extras,
        List<Member> echo) {

    /** The same conversation, other turns: for media that were fetched meanwhile. */
    public Request withTurns(List<Turn> other) {
        return new Request(
                model,
                stream,
                includeUsage,
                system,
                other,
                toolbox,
                sampling,
                answering,
                thinking,
                account,
                extras,
                echo);
    }

    /** A request being read. Used once, by one reader. */
    public static final class Builder {
        public JsonString model = JsonString.EMPTY;
        public boolean stream;
        public boolean includeUsage;
        public final List<SystemText> system = new ArrayList<>(2);
        public final Turns turns = new Turns();
        public Toolbox toolbox = Toolbox.NONE;
        public Sampling sampling = Sampling.DEFAULT;
        public Answering answering = Answering.DEFAULT;
        public Thinking thinking = Thinking.UNSAID;
        public Account account = Account.UNSAID;
        public final List<Extra> extras = new ArrayList<>(2);
        public final List<Member> echo = new ArrayList<>(0);

        /**
         * The request as read.
         *
         * @throws UnsupportedException when the conversation has no turn to answer
         */
        public Request build() throws UnsupportedException {
            final List<Turn> said = turns.build();
            if (said.isEmpty()) {
                throw new UnsupportedException("messages", "the conversation has no message of a user or an assistant");
            }
            return new Request(
                    model,
                    stream,
                    includeUsage,
                    List.copyOf(system),
                    said,
                    toolbox,
                    sampling,
                    answering,
                    thinking,
                    account,
                    List.copyOf(extras),
                    List.copyOf(echo));
        }
    }
}

package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** The members that whole plain completions and their chunks have in common. */
final class TextCompletion {
    private static final byte[] OBJECT = JsonWriter.name("object");
    private static final byte[] CREATED = JsonWriter.name("created");
    private static final byte[] CHOICES = JsonWriter.name("choices");
    private static final byte[] LOGPROBS = JsonWriter.name("logprobs");
    private static final byte[] TEXT_COMPLETION = Words.ascii("\"text_completion\"");

    private TextCompletion() {}

    /** Begins the object, up to the value of its choices. */
    static void open(JsonWriter json, JsonString upstreamId, Work work) {
        json.object().member(Words.ID).string(AnswerIds.of("cmpl-", upstreamId, work));
        json.member(OBJECT).raw(TEXT_COMPLETION);
        json.member(CREATED).number(work.createdEpochS());
        json.member(Words.MODEL).string(work.clientModel()).member(CHOICES);
    }

    /** Ends a choice that has begun with its text. */
    static void closeChoice(JsonWriter json, int index, @Nullable Finish finish) {
        json.member(Words.INDEX).number(index).member(LOGPROBS).nul().member(Words.FINISH_REASON);
        if (finish == null) {
            json.nul();
        } else {
            json.string(word(finish));
        }
        json.endObject();
    }

    /** A completion knows no calls. */
    private static String word(Finish finish) {
        return Words.word(finish == Finish.TOOL_CALLS ? Finish.STOP : finish);
    }

    /**
     * Writes the usage as the last member, and ends the object. What the upstream didn't tell is estimated.
     *
     * @param writtenBytes of all texts
     */
    static void closeWithUsage(JsonWriter json, Usage told, Work work, long writtenBytes) {
        json.member(Words.USAGE);
        UsageReader.write(json, UsageReader.known(told, work, writtenBytes));
        json.endObject();
    }
}

package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import java.util.Set;

/** Ids of answers: this dialect's prefix before what the upstream called it, or before something made. */
final class AnswerIds {
    private static final String PREFIX = "chatcmpl-";
    private static final int MADE_LENGTH = 29;
    private static final int MAX_LENGTH = 128;
    private static final Set<String> PREFIXES = Set.of("msg_", "resp_", "chatcmpl-", "cmpl-", "gen-");

    private AnswerIds() {}

    /** @param id the upstream's, maybe empty */
    static String of(JsonString id, Work work) {
        return of(PREFIX, id, work);
    }

    /** The id of an answer that isn't chat. */
    static String of(String own, JsonString id, Work work) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return own + work.idTail().substring(0, MADE_LENGTH);
        }
        final String text = id.text();
        for (final String prefix : PREFIXES) {
            if (text.startsWith(prefix)) {
                return own + text.substring(prefix.length());
            }
        }
        return own + text;
    }
}

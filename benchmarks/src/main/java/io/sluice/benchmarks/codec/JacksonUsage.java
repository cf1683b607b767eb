package io.sluice.benchmarks.codec;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

final class JacksonUsage {
    private JacksonUsage() {}

    /** Input and output tokens of the usage object that the parser is at the beginning of; leaves it at its end. */
    static long read(JsonParser parser) throws IOException {
        long found = 0;
        if (!parser.isExpectedStartObjectToken()) {
            return found;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals("prompt_tokens") || name.equals("completion_tokens")) {
                found += parser.getLongValue();
            }
            parser.skipChildren();
        }
        return found;
    }
}

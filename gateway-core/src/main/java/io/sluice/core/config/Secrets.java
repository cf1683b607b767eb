package io.sluice.core.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads secrets: literally, or out of a file named as {@code file:/path}. Never shows one. */
final class Secrets {
    private static final String FILE = "file:";
    private static final long MAX_FILE_BYTES = 64 * 1024;

    private Secrets() {}

    static String text(ConfigValue value) {
        if (value.valueType() != ConfigValueType.STRING) {
            throw new BadValueException("must be text, is " + Values.kind(value)
                    + (value.valueType() == ConfigValueType.NUMBER ? ": put it in quotes" : ""));
        }
        final String text = Values.text(value);
        return text.startsWith(FILE) ? contents(text.substring(FILE.length())) : text;
    }

    /** A secret that stands in a header field by itself. An empty one is as good as none. */
    static Secret credential(ConfigValue value) {
        return Secret.of(Texts.credential(text(value)));
    }

    static Secret headerValue(ConfigValue value) {
        return Secret.of(Texts.headerValue(text(value)));
    }

    private static String contents(String name) {
        final String text;
        try {
            final Path file = Path.of(name);
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new BadValueException("names a file of more than 64 KiB: " + name);
            }
            text = Files.readString(file);
        } catch (IOException | InvalidPathException | UncheckedIOException e) {
            throw new BadValueException("names a file that can't be read: " + name + ": " + FileTexts.reason(e));
        }
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        if (end == 0) {
            throw new BadValueException("names an empty file: " + name);
        }
        return text.substring(0, end);
    }
}

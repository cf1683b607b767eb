package io.sluice.core.config;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says why a file can't be read, and checks that one can be. */
final class FileTexts {
    private FileTexts() {}

    static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "access denied";
            case InvalidPathException _ -> "not a file name";
            case CharacterCodingException _ -> "not UTF-8";
            default -> "not a readable file";
        };
    }

    static Path path(String text) {
        try {
            if (text.isEmpty()) {
                throw new BadValueException("must not be empty");
            }
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadValueException("must be a file name, is " + Texts.quoted(text));
        }
    }

    /** A file that is there now; it may still be changed later. */
    static Path readableFile(String text) {
        final Path file = path(text);
        if (!Files.exists(file)) {
            throw new BadValueException("can't be read: " + text + ": no such file");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new BadValueException("can't be read: " + text + ": not a readable file");
        }
        return file;
    }
}

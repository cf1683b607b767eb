package io.sluice.server.demo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Value: the parts of a multipart/form-data body. */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern NAME = Pattern.compile("(?i)content-disposition:[^\r\n]*;\\s*name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)content-disposition:[^\r\n]*;\\s*filename=");

    private final Map<String, byte[]> texts = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private Multipart() {}

    /** @throws Refusal when the body isn't what its content type says */
    static Multipart of(ReceivedRequest request) {
        final String type = request.header("content-type");
        final Matcher boundary = BOUNDARY.matcher(type == null ? "" : type);
        if (type == null || !type.startsWith("multipart/form-data") || !boundary.find()) {
            throw new Refusal(415, "expected multipart/form-data, but got " + type, null, null);
        }
        final Multipart form = new Multipart();
        final String delimiter = "--" + boundary.group(1);
        final String body = new String(request.body(), StandardCharsets.ISO_8859_1);
        if (!body.startsWith(delimiter) || !body.stripTrailing().endsWith(delimiter + "--")) {
            throw Refusal.invalid("Could not parse multipart form", null);
        }
        int start = delimiter.length();
        for (int end = body.indexOf("\r\n" + delimiter, start); end >= 0; ) {
            form.add(body.substring(start, end));
            start = end + 2 + delimiter.length();
            end = body.indexOf("\r\n" + delimiter, start);
        }
        return form;
    }

    private void add(String part) {
        final int headEnd = part.indexOf("\r\n\r\n");
        final Matcher name = NAME.matcher(headEnd < 0 ? "" : part.substring(0, headEnd));
        if (!name.find()) {
            throw Refusal.invalid("Could not parse multipart form", null);
        }
        final byte[] content = part.substring(headEnd + 4).getBytes(StandardCharsets.ISO_8859_1);
        final boolean file = FILE_NAME.matcher(part.substring(0, headEnd)).find();
        (file ? files : texts).put(name.group(1), content);
    }

    @Nullable
    String text(String name) {
        final byte[] text = texts.get(name);
        return text == null ? null : new String(text, StandardCharsets.UTF_8);
    }

    byte @Nullable [] file(String name) {
        final byte[] file = files.get(name);
        return file == null ? null : Arrays.copyOf(file, file.length);
    }
}

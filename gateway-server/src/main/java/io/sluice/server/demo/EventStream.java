package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one streamed answer: fixed ones, and runs of one event a token. Holds templates and words, not the events
 * themselves, so that ten thousand open streams are cheap. Built on any thread, then used by one event loop.
 */
final class EventStream implements Pieces {
    private final EventFormat format;
    private final List<Section> sections = new ArrayList<>();
    private int section;
    private int inSection;
    private int sent;
    private long number;
    private int failAfter = Integer.MAX_VALUE;
    private byte[] failure = new byte[0];
    private boolean ended;

    EventStream(EventFormat format) {
        this.format = format;
    }

    /** Consecutive events of one kind. */
    private interface Section {
        int size();

        void write(int index, long number, ByteBuf out);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fixed(byte[] bytes) implements Section {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public void write(int index, long number, ByteBuf out) {
            out.writeBytes(bytes);
        }
    }

    /** Every token once through each template in turn. */
    private record Run(List<Template> templates, Words words) implements Section {
        @Override
        public int size() {
            return words.count() * templates.size();
        }

        @Override
        public void write(int index, long number, ByteBuf out) {
            final int lanes = templates.size();
            templates.get(index % lanes).write(out, words.quoted(index / lanes), number);
        }
    }

    EventFormat format() {
        return format;
    }

    /** Adds an event without a name. */
    EventStream add(JsonNode data) {
        return add("", data);
    }

    EventStream add(String name, JsonNode data) {
        return add(name, Json.text(data));
    }

    EventStream add(String name, String data) {
        sections.add(new Fixed(bytes(name, data)));
        number++;
        return this;
    }

    /** Adds an event for each token in {@code words}; a {@link Template#TOKEN} in the data becomes the token. */
    EventStream addRun(String name, Words words, JsonNode... data) {
        final List<Template> templates = new ArrayList<>();
        for (JsonNode each : data) {
            templates.add(Template.of(format, name, each));
        }
        sections.add(new Run(templates, words));
        number += (long) words.count() * templates.size();
        return this;
    }

    /** Number of events added so far, hence the index of the next one. */
    long number() {
        return number;
    }

    /** Leaves out the event added last: a stream that just stops. */
    void dropLast() {
        sections.removeLast();
    }

    /** After {@code events} events, {@code error} (its last piece) takes the place of the rest. */
    void failAfter(int events, byte[] error) {
        failAfter = events;
        failure = error;
    }

    byte[] bytes(String name, String data) {
        return (format.before(name) + data + format.after()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean next(ByteBuf out) {
        if (ended) {
            return false;
        }
        if (sent >= failAfter) {
            ended = true;
            write(format.lead(sent), out);
            out.writeBytes(failure);
            write(format.close(), out);
            return true;
        }
        skipFinished();
        if (section == sections.size()) {
            ended = true;
            return false;
        }
        write(format.lead(sent), out);
        sections.get(section).write(inSection++, sent, out);
        sent++;
        skipFinished();
        if (section == sections.size() && sent < failAfter) {
            ended = true;
            write(format.close(), out);
        }
        return true;
    }

    private static void write(String ascii, ByteBuf out) {
        if (!ascii.isEmpty()) {
            ByteBufUtil.writeAscii(out, ascii);
        }
    }

    private void skipFinished() {
        while (section < sections.size() && inSection >= sections.get(section).size()) {
            section++;
            inSection = 0;
        }
    }
}

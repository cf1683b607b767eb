package io.sluice.server.pins;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonWriter;
import io.sluice.codec.json.NameTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pins on disk: one JSON object a line, appended; a line without an app takes an earlier one back. Read and written anew
 * at each start, so that it stays as small as what it tells. A last line that a crash has cut is dropped. For one thread.
 */
final class PinFile implements AutoCloseable {
    private static final NameTable NAMES =
            NameTable.of("id", "app", "channel", "credential", "model", "upstream_model", "expires");
    private static final byte[] ID = JsonWriter.name("id");
    private static final byte[] APP = JsonWriter.name("app");
    private static final byte[] CHANNEL = JsonWriter.name("channel");
    private static final byte[] CREDENTIAL = JsonWriter.name("credential");
    private static final byte[] MODEL = JsonWriter.name("model");
    private static final byte[] UPSTREAM_MODEL = JsonWriter.name("upstream_model");
    private static final byte[] EXPIRES = JsonWriter.name("expires");

    private final FileChannel channel;
    private final JsonWriter writer = new JsonWriter();
    private final ByteBuf line = Unpooled.buffer(512);

    private PinFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Reads what is there and begins the file anew with what is still good.
     *
     * @param kept takes the pins, oldest first
     */
    static PinFile open(Path file, long nowMs, Map<String, Pin> kept) throws IOException {
        final Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (Files.exists(file)) {
            final Map<String, Pin> found = new LinkedHashMap<>();
            for (final byte[] line : lines(Files.readAllBytes(file))) {
                read(line, found);
            }
            found.forEach((id, pin) -> {
                if (pin.expiresMs() > nowMs) {
                    kept.put(id, pin);
                }
            });
        }
        final Path anew = file.resolveSibling(file.getFileName() + ".new");
        final PinFile opened = new PinFile(FileChannel.open(
                anew, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
        for (final Map.Entry<String, Pin> entry : kept.entrySet()) {
            opened.add(entry.getKey(), entry.getValue());
        }
        opened.channel.force(true);
        Files.move(anew, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return opened;
    }

    void add(String id, Pin pin) throws IOException {
        writer.begin(line.clear())
                .object()
                .member(ID)
                .string(id)
                .member(APP)
                .string(pin.app())
                .member(CHANNEL)
                .string(pin.channel())
                .member(CREDENTIAL)
                .string(pin.credential())
                .member(MODEL)
                .string(pin.model())
                .member(UPSTREAM_MODEL)
                .string(pin.upstreamModel())
                .member(EXPIRES)
                .number(pin.expiresMs())
                .endObject();
        append();
    }

    void remove(String id) throws IOException {
        writer.begin(line.clear()).object().member(ID).string(id).endObject();
        append();
    }

    private void append() throws IOException {
        line.writeByte('\n');
        final ByteBuffer bytes = line.nioBuffer();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Iterable<byte[]> lines(byte[] all) {
        final java.util.List<byte[]> lines = new java.util.ArrayList<>();
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '\n') {
                lines.add(java.util.Arrays.copyOfRange(all, start, i));
                start = i + 1;
            }
        }
        return lines;
    }

    private static void read(byte[] line, Map<String, Pin> found) {
        final JsonCursor cursor = new JsonCursor();
        cursor.wrap(line, 0, line.length);
        final @Nullable String[] texts = new @Nullable String[7];
        long expiresMs = 0;
        if (cursor.next() != JsonToken.OBJECT) {
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int name = cursor.nameIn(NAMES);
            cursor.next();
            if (name == 6) {
                expiresMs = cursor.longValue();
            } else if (name >= 0 && cursor.token() == JsonToken.STRING) {
                texts[name] = cursor.text();
            } else {
                cursor.skip();
            }
        }
        final String id = texts[0];
        if (cursor.failed() || id == null) {
            return;
        }
        found.remove(id);
        final String app = texts[1];
        final String channel = texts[2];
        final String credential = texts[3];
        final String model = texts[4];
        final String upstreamModel = texts[5];
        if (app != null && channel != null && credential != null && model != null && upstreamModel != null) {
            found.put(id, new Pin(app, channel, credential, model, upstreamModel, expiresMs));
        }
    }
}

package io.sluice.server.tls;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices when the content of some small files differs from what was taken from them last. Content, not time stamps: a
 * mounted secret is swapped by a link. Each content is offered once, so that a broken one is reported once.
 */
final class WatchedFiles {
    private final List<Path> files;
    private byte @Nullable [] seen;

    WatchedFiles(Path... files) {
        this.files = List.of(files);
    }

    /** The content of each file when any has changed since the last call, else null. */
    @Nullable
    List<byte[]> takeChanged() throws TlsSetupException {
        final MessageDigest digest = sha256();
        final List<byte[]> contents = new ArrayList<>(files.size());
        for (final Path file : files) {
            final byte[] content = Pem.read(file);
            contents.add(content);
            digest.update(Integer.toString(content.length).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            digest.update((byte) ':');
            digest.update(content);
        }
        final byte[] now = digest.digest();
        if (MessageDigest.isEqual(now, seen)) {
            return null;
        }
        seen = now;
        return contents;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has it
        }
    }
}

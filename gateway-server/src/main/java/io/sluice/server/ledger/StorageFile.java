package io.sluice.server.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file. Not thread-safe. After a failed call nothing is known of what it was to change. */
public interface StorageFile extends Closeable {
    long size() throws IOException;

    /** Fills the buffer from there, as far as the file goes. @return bytes read, 0 at the end */
    int read(ByteBuffer into, long at) throws IOException;

    /** Writes all of the buffer. */
    void write(ByteBuffer from, long at) throws IOException;

    void truncate(long size) throws IOException;

    /** On return everything written survives a power loss. */
    void sync() throws IOException;
}

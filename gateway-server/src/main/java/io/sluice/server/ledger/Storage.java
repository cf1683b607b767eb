package io.sluice.server.ledger;

import java.io.IOException;
import java.util.List;

/** A flat directory of files: all that the journal asks of a disk, so that a simulated one can stand in. */
public interface Storage {
    /** Names of all files, in no order. */
    List<String> list() throws IOException;

    /** Gives a new, empty file; one of that name is replaced. */
    StorageFile create(String name) throws IOException;

    /** Gives an existing file, for whatever this storage allows. */
    StorageFile open(String name) throws IOException;

    /** Renames at once or not at all, replacing; on return the new name survives a power loss. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;
}

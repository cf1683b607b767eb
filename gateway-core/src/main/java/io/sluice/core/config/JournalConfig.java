package io.sluice.core.config;

import java.nio.file.Path;

/**
 * Value: the billing journal's files.
 *
 * @param syncNs longest time a record waits for its fsync
 * @param retainNs age at which a segment is deleted
 */
public record JournalConfig(Path dir, long segmentBytes, long syncNs, long retainNs) {}

/**
 * HOCON text into immutable records, strictly: an unknown key, a wrong type, a wrong unit or a value out of bounds is a fault with its
 * place, and all faults are told at once. Reads the files it is given and the environment it is handed, nothing else; cold path, any thread.
 * Every duration is a {@code long} in nanoseconds, every size in bytes.
 */
@NullMarked
package io.sluice.core.config;

import org.jspecify.annotations.NullMarked;

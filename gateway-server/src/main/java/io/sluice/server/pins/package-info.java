/**
 * Which upstream account keeps which stored response: what is asked of one later can only be answered there. Kept in memory for
 * the loops and in a file for the next process.
 */
@NullMarked
package io.sluice.server.pins;

import org.jspecify.annotations.NullMarked;

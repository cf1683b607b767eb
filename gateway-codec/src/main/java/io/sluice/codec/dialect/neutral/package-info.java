/**
 * The conversation without a vendor: what a request asks, what an answer holds and how a stream goes on, in one form that every
 * dialect's reader makes and every dialect's writer takes. Values are views over the bytes they were read from, so that numbers,
 * argument text and schemas pass as they were written. Knows no vendor; the vendors' packages know it and not each other.
 */
@NullMarked
package io.sluice.codec.dialect.neutral;

import org.jspecify.annotations.NullMarked;

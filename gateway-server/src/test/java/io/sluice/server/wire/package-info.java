/**
 * The live suite: raw bytes through a real gateway, with a plain socket on either side that knows no codec, and what was
 * forwarded compared byte by byte.
 */
@org.jspecify.annotations.NullMarked
package io.sluice.server.wire;

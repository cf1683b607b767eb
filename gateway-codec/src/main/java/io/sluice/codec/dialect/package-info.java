/**
 * Dialects: which endpoint a request means, what an answer says of usage, progress and errors, and the gateway's own answers
 * in each vendor's words. The shared vocabulary and the vendors' inspectors live side by side; only what another package
 * calls is public. Everything here is confined to one event loop and holds a bounded, constant amount of state.
 */
@NullMarked
package io.sluice.codec.dialect;

import org.jspecify.annotations.NullMarked;

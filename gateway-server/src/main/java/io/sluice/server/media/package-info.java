/**
 * Fetches what a request only names: images behind an address, for vendors that don't fetch themselves. Guarded, since the address
 * is a caller's: {@code https} and public addresses alone, checked after the name was resolved and again on each redirect.
 */
@NullMarked
package io.sluice.server.media;

import org.jspecify.annotations.NullMarked;

/**
 * Who is calling, and what they may do: SHA-256 digests of keys, the table that finds them, address ranges. No key is ever held
 * in clear. Immutable after construction except {@link io.sluice.core.identity.KeyDigester}, which belongs to one thread.
 */
@NullMarked
package io.sluice.core.identity;

import org.jspecify.annotations.NullMarked;

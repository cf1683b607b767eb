/**
 * JSON as bytes: strict scanning without a tree (RFC 8259), a handful of watched values found on the way, and edits that leave all other bytes as they are.
 * Knows buffers, no dialect. Scanners and cursors belong to one thread each and allocate nothing after construction; a {@link io.sluice.codec.json.FieldPaths} may be shared.
 */
@NullMarked
package io.sluice.codec.json;

import org.jspecify.annotations.NullMarked;

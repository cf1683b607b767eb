/** Puts a gateway together from its configuration, keeps it in step with the configuration, and takes it down in order. Cold. */
@NullMarked
package io.sluice.server.boot;

import org.jspecify.annotations.NullMarked;

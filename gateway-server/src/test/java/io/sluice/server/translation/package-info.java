/** The vendors' official clients, each against every other vendor, through a whole gateway. */
@NullMarked
package io.sluice.server.translation;

import org.jspecify.annotations.NullMarked;

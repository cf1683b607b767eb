/** The command line, run within this process. */
@NullMarked
package io.sluice.server.cli;

import org.jspecify.annotations.NullMarked;

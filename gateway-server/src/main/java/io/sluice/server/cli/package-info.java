/** The command line: what the operator types, and the exit codes it ends with. Cold; the only place that prints. */
@NullMarked
package io.sluice.server.cli;

import org.jspecify.annotations.NullMarked;

/** A gateway as it is shipped, under all kinds of faults at once for as long as wanted, watched for what grows. */
@NullMarked
package io.sluice.server.soak;

import org.jspecify.annotations.NullMarked;

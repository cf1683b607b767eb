/**
 * What a request costs, by counters that don't depend on the neighbours: bytes allocated, bytes copied, system calls. The
 * vendors here answer from memory on threads of their own, so that all that is counted is the gateway's.
 */
@NullMarked
package io.sluice.server.cost;

import org.jspecify.annotations.NullMarked;

/**
 * Routes: which upstreams can serve a model, and which of them gets the next attempt. Tables are immutable and swapped whole;
 * an {@link io.sluice.core.route.Upstream} carries what is learned and outlives them. Time and randomness are arguments.
 */
@NullMarked
package io.sluice.core.route;

import org.jspecify.annotations.NullMarked;

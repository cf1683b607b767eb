/**
 * The operator's side: metrics, usage, channels, configuration, reload. One thread of its own, so that nothing here can
 * stall traffic; it reads what the loops publish and never waits for them.
 */
@NullMarked
package io.sluice.server.admin;

import org.jspecify.annotations.NullMarked;

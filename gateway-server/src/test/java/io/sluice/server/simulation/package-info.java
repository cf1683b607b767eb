/**
 * The gateway in a simulated world: its real edge, exchange, upstream, limiter, breaker and billing code on a network, a
 * clock and a disk that are made of choices, so that every run can be had again from its seed. One thread; nothing here
 * sleeps, and no order depends on anything but the choices.
 */
@NullMarked
package io.sluice.server.simulation;

import org.jspecify.annotations.NullMarked;

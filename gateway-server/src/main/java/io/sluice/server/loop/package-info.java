/**
 * Event loops and time: which transport carries them, one accept socket a loop, one timer wheel a loop, the clocks.
 * Knows Netty's transports and nothing of HTTP. What belongs to a loop is only touched by its thread.
 */
@NullMarked
package io.sluice.server.loop;

import org.jspecify.annotations.NullMarked;

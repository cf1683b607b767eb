/** End to end: a real gateway between raw or real clients and strict simulated vendors, over real sockets. */
@NullMarked
package io.sluice.server.e2e;

import org.jspecify.annotations.NullMarked;

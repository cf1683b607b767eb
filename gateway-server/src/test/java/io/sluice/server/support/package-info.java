/** What end-to-end tests stand on: a real gateway in this process, raw clients, and the strict simulated vendors. */
@NullMarked
package io.sluice.server.support;

import org.jspecify.annotations.NullMarked;

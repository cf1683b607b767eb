@NullMarked
package io.sluice.server.loop;

import org.jspecify.annotations.NullMarked;

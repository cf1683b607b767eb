@NullMarked
package io.sluice.server.edge;

import org.jspecify.annotations.NullMarked;

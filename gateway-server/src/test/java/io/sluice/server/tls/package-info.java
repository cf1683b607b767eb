@NullMarked
package io.sluice.server.tls;

import org.jspecify.annotations.NullMarked;

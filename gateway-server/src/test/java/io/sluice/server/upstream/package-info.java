@NullMarked
package io.sluice.server.upstream;

import org.jspecify.annotations.NullMarked;

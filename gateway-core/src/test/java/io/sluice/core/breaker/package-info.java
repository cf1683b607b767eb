@NullMarked
package io.sluice.core.breaker;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.sluice.core.limit;

import org.jspecify.annotations.NullMarked;

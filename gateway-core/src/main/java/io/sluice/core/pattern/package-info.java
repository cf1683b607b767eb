/** Name patterns of the config: {@code *} stands for any run of characters. Immutable; matching allocates nothing. */
@NullMarked
package io.sluice.core.pattern;

import org.jspecify.annotations.NullMarked;

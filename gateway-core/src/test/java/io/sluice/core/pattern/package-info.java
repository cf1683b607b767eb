@NullMarked
package io.sluice.core.pattern;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.sluice.core;

import org.jspecify.annotations.NullMarked;

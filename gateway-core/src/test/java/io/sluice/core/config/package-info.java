@NullMarked
package io.sluice.core.config;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.sluice.core.route;

import org.jspecify.annotations.NullMarked;

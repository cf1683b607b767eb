@NullMarked
package io.sluice.codec.json;

import org.jspecify.annotations.NullMarked;

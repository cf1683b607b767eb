@NullMarked
package io.sluice.codec.http;

import org.jspecify.annotations.NullMarked;

@org.jspecify.annotations.NullMarked
package io.sluice.codec;

/** What the codecs share: memory to look at bytes in. */
@org.jspecify.annotations.NullMarked
package io.sluice.codec;

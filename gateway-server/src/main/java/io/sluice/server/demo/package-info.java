/**
 * Simulated vendors: strict about what they accept, scriptable in how they answer. For the demo, the tests and the benchmarks.
 *
 * <p>Speaks OpenAI, Anthropic and Gemini over HTTP/1.1 with this project's own parser. Knows codec only. A connection and its
 * answer live on one event loop; {@link io.sluice.server.demo.SimulatedVendor} may be used from any thread. Reading and
 * judging a request builds trees and is plain; writing a stream is not.
 */
@NullMarked
package io.sluice.server.demo;

import org.jspecify.annotations.NullMarked;

/**
 * TLS of both sides: PEM files into contexts, contexts swapped when the files change, faults into words.
 * BoringSSL where its native library loads, the JDK's engine elsewhere; TLS 1.2 and 1.3. Contexts may be used by any thread.
 */
@NullMarked
package io.sluice.server.tls;

import org.jspecify.annotations.NullMarked;

/**
 * The vendor's side of the wire: per loop pools of connections, how they come about (names, proxies, TLS), one connection's
 * life. Knows the wire codec, loops and TLS; nothing of clients, routes or money. Everything belongs to one event loop
 * and is only touched by its thread.
 *
 * <p>An upstream is not trusted. What it may do, and what follows; the codec's own rules come on top:
 *
 * <table>
 * <caption>Decisions</caption>
 * <tr><th>it does</th><th>decision</th><th>threat</th></tr>
 * <tr><td>speaks before it was asked, or while idle</td><td>closed</td><td>its words become the next client's answer</td></tr>
 * <tr><td>sends bytes behind its answer</td><td>the answer stands, closed</td><td>the same (RFC 9112 6.3)</td></tr>
 * <tr><td>fills the last read of a turn, or is paused, when its answer ends</td><td>watched for a moment before it serves
 * again</td><td>the same: what the kernel still holds has not been seen</td></tr>
 * <tr><td>answers before the request is sent in full</td><td>the answer stands, closed (RFC 9112 9.3)</td><td>the rest of the
 * body is read as a request</td></tr>
 * <tr><td>stops reading, but answers</td><td>the answer is read, closed</td><td>the reason of a refusal is lost</td></tr>
 * <tr><td>sends many interim answers</td><td>a violation after a few</td><td>a request without an end</td></tr>
 * <tr><td>ends in its answer, or by a reset where the end is the connection's</td><td>a failure, closed</td><td>a part passes for
 * the whole</td></tr>
 * <tr><td>ends TCP without ending TLS</td><td>a failure once bytes came</td><td>anybody on the way cuts an answer short</td></tr>
 * <tr><td>ends TLS while idle</td><td>closed</td><td>a request is lost on it</td></tr>
 * <tr><td>closes a kept connection as it is used, without a byte</td><td>asked again on a fresh one</td><td>needless errors</td></tr>
 * </table>
 */
@NullMarked
package io.sluice.server.upstream;

import org.jspecify.annotations.NullMarked;

package io.sluice.server.upstream;

import io.sluice.server.loop.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop to one origin. Idle ones are used last in, first out, so that the surplus grows old and is
 * closed. Who finds none idle waits in line, first in, first out; for each waiter a connection is on its way as long as
 * the limit allows, and whichever connection is ready first, new or returned, serves the head of the line.
 */
final class OriginPool {
    private final UpstreamPools pools;
    private final Origin origin;
    private final Sweep sweep = new Sweep();

    private @Nullable UpstreamConnection newestIdle;
    private @Nullable UpstreamConnection oldestIdle;
    private @Nullable Waiter firstWaiter;
    private @Nullable Waiter lastWaiter;
    private int open;
    private int idle;
    private int connecting;
    private int waiting;
    private long opened;
    private long reused;
    private long failed;
    private boolean retired;

    OriginPool(UpstreamPools pools, Origin origin) {
        this.pools = pools;
        this.origin = origin;
    }

    Origin origin() {
        return origin;
    }

    Ticket acquire(long nowNs, Acquirer acquirer) {
        retired = false;
        final UpstreamConnection connection = takeIdle(nowNs);
        if (connection != null) {
            reused++;
            connection.lease();
            acquirer.acquired(connection, true);
            return Ticket.SERVED;
        }
        if (waiting >= pools.settings().maxWaiting()) {
            acquirer.failed(ConnectFailure.EXHAUSTED, "too many requests wait for a connection to " + origin);
            return Ticket.SERVED;
        }
        final Waiter waiter = new Waiter(acquirer);
        append(waiter);
        pools.wheel().schedule(waiter, nowNs + origin.connectTimeoutNs());
        connectAsNeeded(nowNs);
        return waiter;
    }

    private void connectAsNeeded(long nowNs) {
        while (connecting < waiting && open < origin.maxConnections()) {
            connecting++;
            open++;
            new ConnectAttempt(this, pools, origin).start(nowNs);
        }
    }

    /** A connection is ready for its first exchange. */
    void connected(UpstreamConnection connection) {
        connecting--;
        opened++;
        serve(connection, false);
    }

    /** A connection could not be made: of those in line, one has lost the connection it could hope for. */
    void connectFailed(ConnectFailure failure, String message) {
        connecting--;
        open--;
        failed++;
        final Waiter waiter = waiting > connecting ? takeFirst() : null;
        if (waiter != null) {
            waiter.acquirer.failed(failure, message);
        }
        connectAsNeeded(pools.nowNs());
        checkEmptied();
    }

    /** A connection has ended its exchange cleanly and may serve again. */
    void returned(UpstreamConnection connection) {
        serve(connection, true);
    }

    /** A connection that was ready or busy is gone. */
    void closed(UpstreamConnection connection) {
        open--;
        if (connection.inIdleList) {
            unlinkIdle(connection);
        }
        connectAsNeeded(pools.nowNs());
        checkEmptied();
    }

    private void serve(UpstreamConnection connection, boolean again) {
        final Waiter waiter = takeFirst();
        if (waiter != null) {
            reused += again ? 1 : 0;
            connection.lease();
            waiter.acquirer.acquired(connection, again);
            return;
        }
        final long nowNs = pools.nowNs();
        if (retired || connection.isTooOld(nowNs)) {
            connection.closeIdle();
            return;
        }
        linkIdle(connection, nowNs);
    }

    // The idle list, newest to oldest

    private @Nullable UpstreamConnection takeIdle(long nowNs) {
        UpstreamConnection connection;
        while ((connection = newestIdle) != null) {
            unlinkIdle(connection);
            if (connection.idleUntilNs - nowNs > 0 && connection.isOpen()) {
                return connection;
            }
            connection.closeIdle();
        }
        return null;
    }

    private void linkIdle(UpstreamConnection connection, long nowNs) {
        final UpstreamConnection newest = newestIdle;
        connection.idleUntilNs = nowNs + connection.idleMaxAgeNs();
        connection.inIdleList = true;
        connection.older = newest;
        if (newest != null) {
            newest.newer = connection;
        } else {
            oldestIdle = connection;
            pools.wheel().schedule(sweep, connection.idleUntilNs);
        }
        newestIdle = connection;
        idle++;
    }

    private void unlinkIdle(UpstreamConnection connection) {
        final UpstreamConnection newer = connection.newer;
        final UpstreamConnection older = connection.older;
        if (newer != null) {
            newer.older = older;
        } else {
            newestIdle = older;
        }
        if (older != null) {
            older.newer = newer;
        } else {
            oldestIdle = newer;
        }
        connection.newer = null;
        connection.older = null;
        connection.inIdleList = false;
        idle--;
    }

    private void closeOldIdle(long nowNs) {
        UpstreamConnection oldest;
        while ((oldest = oldestIdle) != null && oldest.idleUntilNs - nowNs <= 0) {
            unlinkIdle(oldest);
            oldest.closeIdle();
        }
        if (oldest != null) {
            pools.wheel().schedule(sweep, oldest.idleUntilNs);
        }
    }

    // The line

    private void append(Waiter waiter) {
        final Waiter last = lastWaiter;
        waiter.ahead = last;
        if (last != null) {
            last.behind = waiter;
        } else {
            firstWaiter = waiter;
        }
        lastWaiter = waiter;
        waiter.inLine = true;
        waiting++;
    }

    private @Nullable Waiter takeFirst() {
        final Waiter first = firstWaiter;
        if (first != null) {
            remove(first);
        }
        return first;
    }

    private void remove(Waiter waiter) {
        final Waiter ahead = waiter.ahead;
        final Waiter behind = waiter.behind;
        if (ahead != null) {
            ahead.behind = behind;
        } else {
            firstWaiter = behind;
        }
        if (behind != null) {
            behind.ahead = ahead;
        } else {
            lastWaiter = ahead;
        }
        waiter.ahead = null;
        waiter.behind = null;
        waiter.inLine = false;
        waiting--;
        pools.wheel().cancel(waiter);
    }

    void failWaiting(ConnectFailure failure, String message) {
        Waiter waiter;
        while ((waiter = takeFirst()) != null) {
            waiter.acquirer.failed(failure, message);
        }
    }

    private void waitedTooLong(Waiter waiter) {
        remove(waiter);
        final long timeoutMs = origin.connectTimeoutNs() / 1_000_000;
        if (connecting > 0) {
            waiter.acquirer.failed(
                    ConnectFailure.TIMEOUT, "connecting to " + origin + " took longer than " + timeoutMs + " ms");
        } else {
            waiter.acquirer.failed(
                    ConnectFailure.EXHAUSTED,
                    "all " + open + " connections to " + origin + " stayed busy for " + timeoutMs + " ms");
        }
    }

    // End

    /** Keeps nothing idle from now on, until the origin is asked for again. */
    void retire() {
        retired = true;
        UpstreamConnection connection;
        while ((connection = newestIdle) != null) {
            unlinkIdle(connection);
            connection.closeIdle();
        }
        checkEmptied();
    }

    private void checkEmptied() {
        if (retired && open == 0 && waiting == 0) {
            pools.wheel().cancel(sweep);
            pools.emptied(this);
        }
    }

    PoolStats stats() {
        return new PoolStats(
                origin.channel(),
                origin.toString(),
                idle,
                open - idle - connecting,
                connecting,
                waiting,
                opened,
                reused,
                failed);
    }

    /** Somebody in line. */
    private final class Waiter extends Timeout implements Ticket {
        private final Acquirer acquirer;
        private @Nullable Waiter ahead;
        private @Nullable Waiter behind;
        private boolean inLine;

        Waiter(Acquirer acquirer) {
            this.acquirer = acquirer;
        }

        @Override
        public void cancel() {
            if (inLine) {
                remove(this);
            }
        }

        @Override
        protected void expired(long nowNs) {
            waitedTooLong(this);
        }
    }

    /** Closes what has been idle for too long. */
    private final class Sweep extends Timeout {
        @Override
        protected void expired(long nowNs) {
            closeOldIdle(nowNs);
        }
    }
}

package io.sluice.server.cli;

import io.sluice.server.boot.Node;
import java.util.concurrent.CountDownLatch;

/** Keeps a command in the foreground until it is told to stop: {@code SIGTERM} and {@code SIGINT} end it, {@code SIGHUP} reloads. */
final class Foreground {
    private Foreground() {}

    /** Returns when the node shall be closed. */
    static void serve(Node node) throws InterruptedException {
        final CountDownLatch told = new CountDownLatch(1);
        Signals.on("TERM", told::countDown);
        Signals.on("INT", told::countDown);
        Signals.on("HUP", node::reload);
        told.await();
    }
}

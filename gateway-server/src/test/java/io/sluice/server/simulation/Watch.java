package io.sluice.server.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Sees what is swallowed on the way: exceptions that Netty catches, faults that are only logged. The first one counts. */
final class Watch implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.sluice");
    private final Logger netty = (Logger) LoggerFactory.getLogger("io.netty");
    private final Appender appender = new Appender();
    private final Thread.UncaughtExceptionHandler before =
            Thread.currentThread().getUncaughtExceptionHandler();
    private @Nullable Throwable first;

    Watch() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        quiet(ours, Level.ERROR);
        quiet(netty, Level.WARN);
        Thread.currentThread().setUncaughtExceptionHandler((thread, cause) -> found(cause));
    }

    private void quiet(Logger logger, Level from) {
        logger.setLevel(from);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    private void restore(Logger logger) {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    void found(Throwable cause) {
        if (first == null) {
            first = cause;
        }
    }

    /** A process that has died complains no more. */
    void forget() {
        first = null;
    }

    void check() {
        final Throwable found = first;
        if (found != null) {
            throw new AssertionError("swallowed: " + found, found);
        }
    }

    @Override
    public void close() {
        restore(ours);
        restore(netty);
        Thread.currentThread().setUncaughtExceptionHandler(before);
    }

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLoggerName().endsWith(".OperatorNotice")) {
                return; // it tells of vendors, as it should
            }
            final IThrowableProxy proxy = event.getThrowableProxy();
            final Throwable cause = proxy instanceof ThrowableProxy known ? known.getThrowable() : null;
            found(new AssertionError("logged: " + event.getFormattedMessage(), cause));
        }
    }
}

package io.sluice.server.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.sluice.core.config.LogConfig;
import io.sluice.core.config.LogFormat;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up in code: text until the configuration is read, then what it says. Lines go to standard error through a
 * queue that never blocks a loop; what doesn't fit into it is dropped, billing never goes through here.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final int QUEUE_SIZE = 8192;
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%n%ex{8}";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        apply(context, LogFormat.TEXT, Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Follows the configuration from here on. */
    static void apply(LogConfig config) {
        final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        apply(context, config.format(), Level.toLevel(config.level().name().toUpperCase(Locale.ROOT)));
    }

    /** Writes what is queued; the process is about to end. */
    static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static void apply(LoggerContext context, LogFormat format, Level level) {
        context.reset();
        final ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(format == LogFormat.JSON ? json(context) : text(context));
        console.start();
        final AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(QUEUE_SIZE);
        queue.setNeverBlock(true);
        queue.addAppender(console);
        queue.start();
        final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(queue);
        context.getLogger("io.sluice").setLevel(level);
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        final PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        final JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.start();
        return encoder;
    }
}

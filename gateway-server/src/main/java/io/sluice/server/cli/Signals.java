package io.sluice.server.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the signals of the operating system. The JDK offers this only through a class that isn't part of its API, so
 * it is called by name, and where it is missing the gateway runs on without.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** Runs the action, on a thread of its own, each time the signal comes. */
    static void on(String signal, Runnable action) {
        try {
            final Class<?> type = Class.forName("sun.misc.Signal");
            final Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            final Object handler = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            Thread.ofPlatform().name("sluice-signal-" + signal).start(action);
                        }
                        return null;
                    });
            type.getMethod("handle", type, handlerType)
                    .invoke(null, type.getConstructor(String.class).newInstance(signal), handler);
        } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
            final Throwable cause =
                    unavailable instanceof InvocationTargetException wrapped ? wrapped.getCause() : unavailable;
            LOG.debug("SIG{} can't be listened to: {}", signal, String.valueOf(cause));
        }
    }
}

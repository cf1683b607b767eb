package io.sluice.server.demo;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;

/**
 * What an official vendor client must be able to do with a base URL and a key alone, whether a simulated vendor answers
 * directly or a gateway stands in front of it. One subclass a vendor holds the tests; theirs say where to connect.
 */
@Timeout(60)
public abstract class VendorClientSuite {
    static final Duration SOON = Duration.ofSeconds(10);
    static final String QUESTION = "How are you today?";
    static final String ECHO = SimulatedVendor.echo(QUESTION);
    static final String TOOL = "get_weather";
    /** What the simulated model makes of a schema with one string, {@code city}. */
    static final String CITY = "a \"simulated\" city";

    static final String ENDLESS = "events=1000000;interval=5ms";

    /** What the client is given. */
    protected abstract String baseUrl();

    /** What the client is given. */
    protected abstract String key();

    /** The vendor that answers in the end; it knows the models asked for. */
    protected abstract SimulatedVendor vendor();

    /** What the client sees of a vendor's 500. */
    protected int serverErrorStatus() {
        return 500;
    }

    /** What the client sees when its key is unknown. */
    protected int unknownKeyStatus() {
        return 401;
    }

    /** Reads the first {@code count} elements, one at a time. */
    static <T> void readSome(Stream<T> stream, int count, Consumer<T> each) {
        stream.limit(count).forEach(each);
    }

    /** The client has gone: the vendor must see it while its answer is far from done. */
    void assertVendorSawTheAbort() {
        final SimulatedVendor.Abort abort = vendor().awaitAbort(SOON);
        if (abort.events() >= 1_000_000) {
            throw new AssertionError("the answer had ended: " + abort);
        }
    }
}

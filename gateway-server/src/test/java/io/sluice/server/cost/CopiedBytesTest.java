package io.sluice.server.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A body that isn't translated is written out of the memory it was read into: all that a whole gateway makes itself are heads,
 * and the framing of chunks. A read that filled too little of its buffer to pin it is the exception.
 */
@Timeout(120)
final class CopiedBytesTest {
    private static final int MAX_HEAD_BYTES = 600;
    private static final int MAX_FRAMING_BYTES = 12;
    private static final int EVENTS = 100;

    private final CannedVendor vendor = new CannedVendor();
    private final CountedGateway gateway;
    private final CannedClient client;

    CopiedBytesTest(@TempDir Path folder) {
        gateway = new CountedGateway(folder, CostRig.everything(vendor));
        client = new CannedClient(gateway.port());
    }

    @AfterEach
    void close() {
        client.close();
        gateway.close();
        vendor.close();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,700", "OPENAI,50000", "OPENAI,1000000", "RESPONSES,700", "ANTHROPIC,50000", "GEMINI,50000"})
    void aRequestAndItsAnswerAreNeverCopied(Tongue tongue, int promptBytes) {
        final byte[] request = tongue.request(TestGateway.KEY, tongue.configName(), false, promptBytes, "");

        client.ask(request);

        check(gateway.vendors, gateway.clients, bodyLength(request));
        check(gateway.clients, gateway.vendors, tongue.answer().length);
    }

    @ParameterizedTest
    @EnumSource
    void anEventIsNeverCopied(Tongue tongue) {
        client.open(tongue.request(TestGateway.KEY, tongue.configName(), true, 700, ""));
        final long relayedBefore = gateway.clients.relayedBytes.get();
        final long freshBefore = gateway.clients.freshBytes.get();
        final long thinBefore = gateway.vendors.thinBytes.get();

        for (int i = 0; i < EVENTS; i++) {
            vendor.step();
            client.step();
        }

        final long all = (long) EVENTS * tongue.step().length;
        final long copied = all - (gateway.clients.relayedBytes.get() - relayedBefore);
        final long fresh = gateway.clients.freshBytes.get() - freshBefore;
        assertThat(copied).as("bytes of events that were copied").isLessThanOrEqualTo(thinBytes(thinBefore));
        assertThat(copied).as("bytes of events that were copied").isLessThan(all / 10);
        assertThat(fresh - copied).as("framing").isLessThanOrEqualTo((long) EVENTS * MAX_FRAMING_BYTES);
        vendor.end();
        client.end();
    }

    private long thinBytes(long before) {
        return gateway.vendors.thinBytes.get() - before;
    }

    private static void check(Tally written, Tally read, int bodyLength) {
        final long copied = bodyLength - written.relayedBytes.get();
        assertThat(copied).as("body bytes that were copied").isBetween(0L, read.thinBytes.get());
        assertThat(written.freshBytes.get() - copied).as("bytes of heads").isBetween(50L, (long) MAX_HEAD_BYTES);
    }

    private static int bodyLength(byte[] request) {
        return Answers.contentLength(new String(request, 0, 400, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}

package io.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The live suite; says at its end how many cases passed and failed. Cases run one after the other against one gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveWireTest {
    private static final List<WireCase> REQUESTS = Stream.of(
                    RefusedRequests.all(), ForwardedRequests.all(), ForwardedFields.all())
            .flatMap(List::stream)
            .toList();

    private static final List<WireCase> RESPONSES = Stream.of(
                    ExampleResponses.all(), UpstreamAnswers.all(), UpstreamAccidents.all())
            .flatMap(List::stream)
            .toList();

    private static final List<WireCase> STREAMS = Stream.of(Streams.all(), StreamAccidents.all())
            .flatMap(List::stream)
            .toList();

    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private WireRig rig;

    @BeforeAll
    void start(@TempDir Path dataDir) {
        rig = new WireRig(dataDir);
    }

    @AfterAll
    void stop() {
        rig.close();
        System.out.println(passed + " passed, " + failed + " failed");
    }

    @TestFactory
    Stream<DynamicTest> requests() {
        return tests(REQUESTS);
    }

    @TestFactory
    Stream<DynamicTest> responses() {
        return tests(RESPONSES);
    }

    @TestFactory
    Stream<DynamicTest> streams() {
        return tests(STREAMS);
    }

    @Test
    void theSuiteIsAsLargeAsItSays() {
        assertThat(REQUESTS).hasSizeGreaterThanOrEqualTo(300);
        assertThat(RESPONSES).hasSizeGreaterThanOrEqualTo(150);
        assertThat(STREAMS).hasSizeGreaterThanOrEqualTo(100);
        assertThat(Stream.of(REQUESTS, RESPONSES, STREAMS).flatMap(List::stream))
                .extracting(WireCase::sentence)
                .doesNotHaveDuplicates();
    }

    private Stream<DynamicTest> tests(List<WireCase> cases) {
        return cases.stream().map(example -> DynamicTest.dynamicTest(example.sentence(), () -> run(example)));
    }

    private void run(WireCase example) {
        boolean good = false;
        try {
            example.steps().run(rig);
            good = true;
        } finally {
            (good ? passed : failed).incrementAndGet();
            if (!good) {
                rig.recover();
            }
        }
    }
}

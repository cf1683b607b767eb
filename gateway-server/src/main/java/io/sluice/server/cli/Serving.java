package io.sluice.server.cli;

import io.sluice.core.config.GatewayConfig;
import io.sluice.core.config.LoadResult;
import io.sluice.server.boot.Node;
import io.sluice.server.tls.TlsSetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The gateway in the foreground, whoever read the command line. */
final class Serving {
    private Serving() {}

    /**
     * Serves until a signal ends it.
     *
     * @param reader loads the configuration, now and at each reload
     * @param file is watched for changes
     * @return the exit code
     */
    static int run(Supplier<LoadResult> reader, Path file, PrintWriter err)
            throws IOException, TlsSetupException, InterruptedException {
        HeadStart.begin();
        final GatewayConfig config = loaded(reader.get(), err);
        if (config == null) {
            return ExitCode.BAD_USAGE;
        }
        LogSetup.apply(config.log());
        try (Node node = Node.start(config, reader, file)) {
            Foreground.serve(node);
        } finally {
            LogSetup.flush();
        }
        return ExitCode.FINE;
    }

    /** What was loaded, its warnings printed; null when it has faults, which are printed then. */
    static @Nullable GatewayConfig loaded(LoadResult result, PrintWriter err) {
        return switch (result) {
            case LoadResult.Loaded(GatewayConfig config, var warnings) -> {
                warnings.forEach(warning -> err.println("warning: " + warning));
                yield config;
            }
            case LoadResult.Rejected(var faults) -> {
                faults.forEach(err::println);
                yield null;
            }
        };
    }
}

package io.sluice.server.cli;

import io.sluice.server.loop.LoopTransport;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice version}. */
@Command(name = "version", description = "Prints version, commit, JDK and transport.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        spec.commandLine().getOut().println(describe());
        return ExitCode.FINE;
    }

    private static String describe() throws IOException {
        final Properties build = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                build.load(in);
            }
        }
        return "sluice %s (commit %s), JDK %s, transport %s"
                .formatted(
                        build.getProperty("version", "unknown"),
                        build.getProperty("commit", "unknown"),
                        Runtime.version(),
                        LoopTransport.choose("auto").configName());
    }

    /** The same for {@code --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            return new String[] {describe()};
        }
    }
}

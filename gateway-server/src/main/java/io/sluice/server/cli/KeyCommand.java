package io.sluice.server.cli;

import io.sluice.core.config.KeyMint;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice key}: callers' keys. */
@Command(
        name = "key",
        description = "Makes callers' keys.",
        mixinStandardHelpOptions = true,
        subcommands = KeyCommand.New.class)
final class KeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what to do: key new --app APP [--user USER]");
    }

    /** {@code sluice key new}: prints the secret once; what belongs in the configuration holds only its digest. */
    @Command(
            name = "new",
            description = "Prints a new secret, once, and the configuration entry that holds only its SHA-256.",
            mixinStandardHelpOptions = true)
    static final class New implements Callable<Integer> {
        @Option(names = "--app", paramLabel = "APP", required = true, description = "the application it is for")
        private String app = "";

        @Option(names = "--user", paramLabel = "USER", description = "the user it is for, if it is one user's")
        private @Nullable String user;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            final KeyMint.Minted minted;
            try {
                minted = KeyMint.mint(app, user, new SecureRandom());
            } catch (IllegalArgumentException unusable) {
                throw new ParameterException(spec.commandLine(), Failures.describe(unusable), unusable);
            }
            final PrintWriter out = spec.commandLine().getOut();
            out.println("The key; it is shown only now, give it to its owner:");
            out.println();
            out.println("  " + minted.secret().reveal());
            out.println();
            out.println("For the configuration, into sluice.keys:");
            out.println();
            out.println(minted.entry().indent(2));
            out.flush();
            return ExitCode.FINE;
        }
    }
}

package io.sluice.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Who may know whom inside the server, and what the path of a request does without. */
@AnalyzeClasses(packages = "io.sluice.server", importOptions = ImportOption.DoNotIncludeTests.class)
final class ServerArchitectureTest {
    private static final String SERVER = "io.sluice.server.";

    /** In the packages of the request path, but called for a refusal, a reload or the start: plain is fine there. */
    private static final Set<String> COLD = Set.of(
            "SnapshotCompiler",
            "Snapshot",
            "Refusal",
            "Refusals",
            "ErrorAnswer",
            "LocalAnswers",
            "RetryAfter",
            "Exchanges",
            "ChannelSecrets",
            "EdgeSettings",
            "Destination",
            "MappedName");

    private static final DescribedPredicate<JavaClass> IN_SLUICE = resideInAnyPackage("io.sluice..");

    private static final DescribedPredicate<JavaClass> ON_THE_REQUEST_PATH = resideInAnyPackage(
                    SERVER + "edge..", SERVER + "exchange..")
            .and(DescribedPredicate.describe(
                    "on the request path",
                    type -> !COLD.contains(outermost(type).getSimpleName())));

    @ArchTest
    static final ArchRule THE_LOOP_KNOWS_NOTHING_OF_SLUICE = knowsOnly("loop");

    @ArchTest
    static final ArchRule TLS_KNOWS_NOTHING_OF_SLUICE = knowsOnly("tls");

    @ArchTest
    static final ArchRule THE_EDGE_KNOWS_HTTP_AND_THE_LOOP = knowsOnly("edge", "codec.http", "server.loop");

    @ArchTest
    static final ArchRule UPSTREAM_KNOWS_HTTP_THE_LOOP_AND_TLS =
            knowsOnly("upstream", "codec.http", "core.config", "server.loop", "server.tls");

    @ArchTest
    static final ArchRule THE_LEDGER_KNOWS_BILLING_ALONE = knowsOnly("ledger", "core.billing", "core.config");

    @ArchTest
    static final ArchRule AN_EXCHANGE_KNOWS_BOTH_SIDES_AND_WHAT_DECIDES = knowsOnly(
            "exchange",
            "codec..",
            "core..",
            "server.edge",
            "server.upstream",
            "server.loop",
            "server.tls",
            "server.media",
            "server.pins");

    @ArchTest
    static final ArchRule THE_ADMIN_PLANE_KNOWS_NO_EXCHANGE = noClasses()
            .that()
            .resideInAPackage(SERVER + "admin..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER + "exchange..", SERVER + "boot..", SERVER + "cli..", SERVER + "upstream..");

    @ArchTest
    static final ArchRule THE_COMMAND_LINE_STARTS_WHAT_BOOT_BUILDS = noClasses()
            .that()
            .resideInAPackage(SERVER + "cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER + "exchange..", SERVER + "edge..", SERVER + "upstream..");

    @ArchTest
    static final ArchRule NOBODY_KNOWS_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER + "cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SERVER + "cli..");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_THE_SIMULATED_VENDORS = noClasses()
            .that()
            .resideOutsideOfPackages(SERVER + "cli..", SERVER + "demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SERVER + "demo..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CIRCLE =
            slices().matching("io.sluice.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_REQUEST_PATH_USES_NO_STREAM_REGEX_OR_FUTURE = noClasses()
            .that(ON_THE_REQUEST_PATH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.stream..", "java.util.regex..")
            .orShould()
            .dependOnClassesThat(belongToAnyOf(
                    java.util.concurrent.CompletableFuture.class, java.util.Formatter.class, java.util.Optional.class));

    @ArchTest
    static final ArchRule THE_REQUEST_PATH_FORMATS_NOTHING = noClasses()
            .that(ON_THE_REQUEST_PATH)
            .should()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "split", String.class);

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER + "cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    private static ArchRule knowsOnly(String own, String... others) {
        final String[] allowed = new String[others.length + 1];
        allowed[0] = SERVER + own + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "io.sluice." + others[i];
        }
        return classes()
                .that()
                .resideInAPackage(SERVER + own + "..")
                .should()
                .onlyDependOnClassesThat(not(IN_SLUICE).or(resideInAnyPackage(allowed)));
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }
}

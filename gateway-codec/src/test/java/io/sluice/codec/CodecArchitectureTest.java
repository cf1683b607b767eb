package io.sluice.codec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Bytes and their meaning, and nothing else: no sockets, no clock, no threads, no policy, no circle of packages. */
@AnalyzeClasses(packages = "io.sluice.codec", importOptions = ImportOption.DoNotIncludeTests.class)
final class CodecArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_BUFFERS_BUT_NO_CHANNELS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty.channel..", "io.netty.handler..", "io.netty.bootstrap..", "io.netty.resolver..");

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_MODULE =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.sluice.core..", "io.sluice.server..");

    @ArchTest
    static final ArchRule TOUCHES_NO_SOCKET_FILE_OR_THREAD = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule ASKS_NO_CLOCK_FOR_NANOSECONDS = noClasses().should().callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule ASKS_NO_CLOCK_FOR_MILLISECONDS =
            noClasses().should().callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule ASKS_NO_CLOCK_FOR_INSTANTS = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.time.Clock.class);

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CIRCLE =
            slices().matching("io.sluice.codec.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule VENDORS_KNOW_NOT_EACH_OTHER = slices().matching(
                    "io.sluice.codec.dialect.(openai|responses|anthropic|gemini)..")
            .should()
            .notDependOnEachOther();
}

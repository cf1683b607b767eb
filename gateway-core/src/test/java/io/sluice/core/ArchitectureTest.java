package io.sluice.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

/** Core decides; it neither moves bytes nor looks at a clock, and its packages form no circle. */
@AnalyzeClasses(packages = "io.sluice.core", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String CONFIG = "io.sluice.core.config..";

    @ArchTest
    static final ArchRule KNOWS_NOTHING_OF_ITS_USERS_OR_OF_THE_WIRE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sluice.codec..", "io.sluice.server..", "io.netty..");

    @ArchTest
    static final ArchRule OPENS_NO_SOCKET_OR_CHANNEL = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.channels..", "java.net.http..", "javax.net..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.net\\.(Server|Datagram|Multicast)?Socket.*");

    @ArchTest
    static final ArchRule READS_FILES_ONLY_FOR_ITS_CONFIG = noClasses()
            .that()
            .resideOutsideOfPackage(CONFIG)
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.nio\\.file\\..*|java\\.io\\.(File|RandomAccessFile).*");

    @ArchTest
    static final ArchRule KNOWS_HOCON_ONLY_IN_ITS_CONFIG = noClasses()
            .that()
            .resideOutsideOfPackage(CONFIG)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.typesafe..");

    @ArchTest
    static final ArchRule READS_NO_CLOCK = noClasses()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule READS_NO_ENVIRONMENT = noClasses()
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class);

    @ArchTest
    static final ArchRule FORMS_NO_CIRCLE =
            slices().matching("io.sluice.core.(*)..").should().beFreeOfCycles();
}

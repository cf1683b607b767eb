package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files: the one given, those it includes, those it takes secrets from. */
final class ConfigFilesTest {
    private static final Path FIRST_CONFIG = Path.of("../config/sluice.conf");

    @TempDir
    private Path dir;

    private Path write(String name, String text) throws IOException {
        final Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** Faults without the folder in front of the files' names. */
    private List<String> faults(Path file) {
        return Configs.faults(Configs.load(file)).stream()
                .map(fault -> fault.replace(dir + "/", ""))
                .toList();
    }

    private static LoadResult.Loaded firstConfig(Map<String, String> environment) {
        final LoadResult result = ConfigLoader.load(Configs.reference(), FIRST_CONFIG, null, Map.of(), environment);
        assertThat(Configs.faults(result)).isEmpty();
        return (LoadResult.Loaded) result;
    }

    @Test
    void theFirstConfigLoadsAndWantsOnlyAKey() {
        final LoadResult.Loaded loaded = firstConfig(Map.of(
                "OPENAI_API_KEY",
                "credential-a",
                "ANTHROPIC_API_KEY",
                "credential-b",
                "GEMINI_API_KEY",
                "credential-c",
                "SLUICE_ADMIN_TOKEN",
                "t"));

        assertThat(loaded.config().channels()).hasSize(3).allMatch(ChannelConfig::enabled);
        assertThat(loaded.config().admin().token()).isEqualTo(Secret.of("t"));
        assertThat(loaded.warnings())
                .extracting(ConfigFault::reason)
                .containsExactly("no key is configured: every request will be refused");
    }

    @Test
    void theFirstConfigWarnsOfEveryMissingCredential() {
        final LoadResult.Loaded loaded = firstConfig(Map.of("GEMINI_API_KEY", "credential-c"));

        assertThat(loaded.warnings())
                .extracting(ConfigFault::toString)
                .contains(
                        "../config/sluice.conf:9: sluice.channels.openai-a.credential: the channel is disabled: "
                                + "no credential, OPENAI_API_KEY isn't set",
                        "../config/sluice.conf:26: sluice.models.text-embedding-3-small: none of its routes has a"
                                + " usable channel: every request for it will be refused")
                .hasSize(7);
    }

    @Test
    void aMissingFileIsAFault() {
        assertThat(faults(dir.resolve("no.conf"))).containsExactly("no.conf: can't be read: no such file");
        assertThat(Configs.faults(Configs.load(dir))).containsExactly(dir + ": can't be read: not a readable file");
    }

    @Test
    void aFileThatIsNotTextIsAFault() throws IOException {
        final Path file = Files.write(dir.resolve("x.conf"), new byte[] {'a', '=', (byte) 0xff, (byte) 0xfe});

        assertThat(faults(file)).containsExactly("x.conf: can't be read: not UTF-8");
    }

    static Stream<Arguments> syntaxFaults() {
        return Stream.of(
                arguments(
                        "sluice {\n  listen { port = 1\n",
                        3,
                        "the text ends too early: a brace, a bracket or a quote isn't closed"),
                arguments("a = \"\"\" x", 1, "the text ends too early: a brace, a bracket or a quote isn't closed"),
                arguments("sluice {\n}\n}\n", 3, "a closing brace is too many"),
                arguments(
                        "sluice {\n\n  admin.token = sk:canary\n}",
                        3,
                        "a comma or a line feed is missing, or text with special signs isn't in quotes"),
                arguments(
                        "a = drain { up-to = 10s }",
                        1,
                        "text can't be followed by an object or a list, nor the other way round"),
                arguments("[ 1 ]", 1, "the whole must be an object, not a list"),
                arguments("sluice {\n canary }", 2, "a key must be followed by = or : or {"),
                arguments("a = \"canary\nb = 1", 1, "a quote must be closed on its line"),
                arguments("a = ${canary\n", 1, "a reference must be ${path} or ${?path}"),
                arguments("a = sk$canary", 1, "a reference must be ${path} or ${?path}"),
                arguments(
                        "a..b = 1",
                        1,
                        "a key must be names with dots between them, in quotes where they hold other signs"),
                arguments("include canary", 1, "include must be followed by the name of a file in quotes"),
                arguments("a = @canary", 1, "text with special signs must be in quotes"));
    }

    @ParameterizedTest
    @MethodSource("syntaxFaults")
    void syntaxFaultsNameTheLineAndShowNothingOfIt(String text, int line, String reason) throws IOException {
        assertThat(faults(write("a.conf", text))).containsExactly("a.conf:" + line + ": syntax: " + reason);
    }

    @Test
    void referencesThatGoRoundAreAFault() throws IOException {
        final String text =
                "sluice.channels {\n a.proxy = ${sluice.channels.b.proxy}\n b.proxy = ${sluice.channels.a.proxy}\n}";

        assertThat(faults(write("a.conf", text)))
                .singleElement()
                .asString()
                .matches("a\\.conf:[23]: references go round in a circle: .*\\$\\{sluice\\.channels\\.a\\.proxy}.*");
    }

    @Test
    void aReferenceToTextCantBeJoinedWithAnObject() {
        final LoadResult result =
                Configs.load("sluice.listen = ${TEXT} { port = 1 }", Map.of(), Map.of("TEXT", "sk-canary"));

        assertThat(Configs.faults(result))
                .containsExactly("test.conf: text can't be followed by an object or a list, nor the other way round "
                        + "(keys with references: sluice.listen)");
    }

    @Test
    void nestingWithoutEndIsAFault() throws IOException {
        final String text = "sluice { keys = " + "[".repeat(200_000) + "]".repeat(200_000) + " }";

        assertThat(faults(write("a.conf", text))).containsExactly("a.conf: is nested too deeply");
    }

    @Test
    void includesAreReadRelativeToTheFileThatNamesThem() throws IOException {
        write("parts/keys.conf", "keys = [ { id = k, sha256 = \"" + "0".repeat(64) + "\", app = a } ]");
        write("parts/more.conf", "include \"keys.conf\"\nlimits.max-headers = 9");
        final Path file = write("a.conf", "sluice { include \"parts/more.conf\", listen.port = 1 }");

        final LoadResult result = Configs.load(file);

        assertThat(result).isInstanceOfSatisfying(LoadResult.Loaded.class, loaded -> {
            assertThat(loaded.config().keys()).extracting(KeyConfig::id).containsExactly("k");
            assertThat(loaded.config().limits().maxHeaders()).isEqualTo(9);
        });
    }

    @Test
    void faultsNameTheIncludedFile() throws IOException {
        write("parts/keys.conf", "\n\nkeys = 5");
        final Path file = write("a.conf", "sluice {\n include file(\"parts/keys.conf\")\n listen.prt = 1\n}");

        assertThat(faults(file))
                .containsExactly(
                        "a.conf:3: sluice.listen.prt: unknown key; did you mean \"port\"?",
                        "parts/keys.conf:3: sluice.keys: must be a list [ … ], is a number");
    }

    @Test
    void includesThatCantBeAreFaults() throws IOException {
        write("loop.conf", "include \"loop.conf\"");
        final Path file = write("a.conf", """
            include "nowhere.conf"
            include required("nowhere2.conf")
            include url("http://127.0.0.1:1/x.conf")
            include classpath("x.conf")
            include "loop.conf"
            """);

        assertThat(faults(file))
                .containsExactly(
                        "a.conf:1: include \"nowhere.conf\": can't be read: no such file",
                        "a.conf:2: include \"nowhere2.conf\": can't be read: no such file",
                        "a.conf:3: include \"http://127.0.0.1:1/x.conf\": must name a file, not a URL",
                        "a.conf:4: include \"x.conf\": must name a file, not a class path resource",
                        "loop.conf:1: include \"loop.conf\": includes itself");
    }

    @Test
    void aSecretMayStandInAFile() throws IOException {
        final Path secret = write("key", "sk-from-file\r\n\n");

        final GatewayConfig config = Configs.valid(
                "sluice.channels.a { dialect = openai, base-url = \"http://localhost\", credential = \"file:" + secret
                        + "\" }");

        assertThat(config.channels().getFirst().credentials()).containsExactly(Secret.of("sk-from-file"));
    }

    @Test
    void aSecretsFileMustHoldOne() throws IOException {
        final String text =
                "sluice.channels.a { dialect = openai, base-url = \"http://localhost\", credential = \"file:%s\" }";
        final Path empty = write("empty", "\n");
        final Path big = write("big", "x".repeat(70_000));

        assertThat(Configs.faults(text.formatted(empty)))
                .containsExactly("test.conf:1: sluice.channels.a.credential: names an empty file: " + empty);
        assertThat(Configs.faults(text.formatted(big)))
                .containsExactly("test.conf:1: sluice.channels.a.credential: names a file of more than 64 KiB: " + big);
    }

    @Test
    void takesPemFilesThatAreThere() throws IOException {
        final Path pem = write("a.pem", "x");

        final GatewayConfig config = Configs.valid("""
            sluice { listen.tls { certificate = "%1$s", private-key = "%1$s" }
                     channels.a { dialect = openai, base-url = "https://h", credential = c, tls { trust = "%1$s" } } }
            """.formatted(pem));

        assertThat(config.listen().tls()).isEqualTo(new TlsFiles(pem, pem));
        assertThat(config.channels().getFirst().tls()).isEqualTo(new TlsTrust(pem, false));
    }

    @Test
    void aByteOrderMarkDoesNoHarm() throws IOException {
        final byte[] text = "\ufeffsluice.listen.port = 7".getBytes(StandardCharsets.UTF_8);

        assertThat(faults(Files.write(dir.resolve("bom.conf"), text))).isEmpty();
    }
}

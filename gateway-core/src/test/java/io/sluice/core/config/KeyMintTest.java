package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.identity.KeyDigester;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeyMintTest {
    private final SecureRandom random = new SecureRandom();

    private KeyConfig loaded(String app, @Nullable String user) {
        final KeyMint.Minted minted = KeyMint.mint(app, user, random);
        final KeyConfig key =
                Configs.valid("sluice.keys = [ " + minted.entry() + " ]").keys().getFirst();

        assertThat(key.id()).isEqualTo(minted.id());
        assertThat(key.sha256()).isEqualTo(minted.sha256());
        assertThat(minted.entry()).doesNotContain(minted.secret().reveal());
        return key;
    }

    @Test
    void theEntryLoadsAsTheKeyItWasMadeFor() {
        final KeyConfig key = loaded("search", "joe");

        assertThat(key.app()).isEqualTo("search");
        assertThat(key.user()).isEqualTo("joe");
        assertThat(key.models()).containsExactly("*");
        assertThat(loaded("search", null).user()).isNull();
    }

    @Test
    void namesMayBeInAnyScriptAndAsLongAsTheirBound() {
        final KeyConfig key = loaded("𝛼".repeat(12), "\"q\\é\"");

        assertThat(key.app()).isEqualTo("𝛼".repeat(12));
        assertThat(key.user()).isEqualTo("\"q\\é\"");
    }

    @Test
    void theDigestIsTheOneThatCallersAreFoundBy() {
        final KeyMint.Minted minted = KeyMint.mint("search", null, random);
        final byte[] secret = minted.secret().reveal().getBytes(StandardCharsets.UTF_8);
        final byte[] digest = new byte[32];

        new KeyDigester().digest(secret, 0, secret.length, digest);

        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(minted.sha256());
        assertThat(minted.secret().reveal()).matches("sk-sluice-[0-9A-Za-z]{43}");
    }

    @Test
    void noTwoKeysAreTheSame() {
        final Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            secrets.add(KeyMint.mint("search", null, random).secret().reveal());
        }

        assertThat(secrets).hasSize(1000);
    }

    @Test
    void refusesNamesThatNoConfigTakes() {
        assertThatThrownBy(() -> KeyMint.mint("", null, random))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("app: must not be empty");
        assertThatThrownBy(() -> KeyMint.mint("a", "x".repeat(49), random))
                .hasMessage("user: must be at most 48 bytes of UTF-8, is 49: \"" + "x".repeat(49) + "\"");
    }
}

package io.sluice.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.core.Allocations;
import io.sluice.core.limit.RateLimits;
import io.sluice.core.pattern.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyTableTest {
    private static final long NOW_MS = 1_800_000_000_000L;

    private final KeyDigester digester = new KeyDigester();

    @Test
    void digestsAsSha256() {
        final byte[] digest = sha256("xabcx", 1, 3);

        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(KeyDigest.of(digest).toHex()).isEqualTo(HexFormat.of().formatHex(digest));
        assertThat(KeyDigest.ofHex(HexFormat.of().withUpperCase().formatHex(digest)))
                .isEqualTo(KeyDigest.of(digest));
    }

    @Test
    void findsAKeyByItsDigestAlone() {
        final KeyTable table = KeyTable.of(List.of(key("a", "secret-a"), key("b", "secret-b")));

        assertThat(table.find(sha256("secret-b"), NOW_MS))
                .extracting(ApiKey::id)
                .isEqualTo("b");
        assertThat(table.find(sha256("secret-c"), NOW_MS)).isNull();
        assertThat(KeyTable.of(List.of()).find(sha256("secret-a"), NOW_MS)).isNull();
    }

    @Test
    void comparesEveryByteOfTheDigest() {
        final byte[] digest = sha256("secret");
        final KeyTable table = KeyTable.of(List.of(key("a", "secret")));
        for (int i = 0; i < digest.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                digest[i] ^= (byte) (1 << bit);
                assertThat(table.find(digest, NOW_MS))
                        .as("bit %d of byte %d", bit, i)
                        .isNull();
                digest[i] ^= (byte) (1 << bit);
            }
        }
        assertThat(table.find(digest, NOW_MS)).isNotNull();
    }

    @Test
    void doesNotFindAKeyFromTheMomentItExpires() {
        final KeyTable table = KeyTable.of(List.of(key("a", KeyDigest.of(sha256("secret")), NOW_MS, true)));

        assertThat(table.find(sha256("secret"), NOW_MS - 1)).isNotNull();
        assertThat(table.find(sha256("secret"), NOW_MS)).isNull();
    }

    @Test
    void doesNotFindADisabledKey() {
        final KeyTable table = KeyTable.of(List.of(key("a", KeyDigest.of(sha256("secret")), ApiKey.NO_EXPIRY, false)));

        assertThat(table.find(sha256("secret"), NOW_MS)).isNull();
    }

    @Test
    void refusesTwoKeysWithOneDigest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyTable.of(List.of(key("a", "secret"), key("b", "secret"))))
                .withMessage("have the same sha256: keys a and b");
    }

    @Test
    void findsKeysThatBeginWithTheSameBytes() {
        final List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            keys.add(key("k" + i, new KeyDigest(42, 0, 0, i), ApiKey.NO_EXPIRY, true));
        }
        final KeyTable table = KeyTable.of(keys);
        final byte[] digest = HexFormat.of().parseHex(new KeyDigest(42, 0, 0, 57).toHex());

        assertThat(table.find(digest, NOW_MS)).extracting(ApiKey::id).isEqualTo("k57");
    }

    @Test
    void findsEachOfAMillionKeys() {
        final int count = 1_000_000;
        final List<ApiKey> keys = new ArrayList<>(count);
        final ApiKey model = key("model", "secret");
        for (int i = 0; i < count; i++) {
            keys.add(key(model.id(), KeyDigest.of(sha256("secret-" + i)), ApiKey.NO_EXPIRY, true));
        }
        final KeyTable table = KeyTable.of(keys);

        assertThat(table.size()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            if (table.find(sha256("secret-" + i), NOW_MS) != keys.get(i)
                    || (i % 16 == 0 && table.find(sha256("other-" + i), NOW_MS) != null)) {
                throw new AssertionError("key " + i);
            }
        }
    }

    /** What a lookup costs is how many slots it looks at, whatever the number of keys. */
    @ParameterizedTest
    @ValueSource(ints = {10, 10_000, 1_000_000})
    void looksAtAFewSlotsHoweverManyKeysThereAre(int count) {
        final SplittableRandom random = new SplittableRandom(count);
        final List<ApiKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final KeyDigest digest =
                    new KeyDigest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
            keys.add(key("key", digest, ApiKey.NO_EXPIRY, true));
        }

        assertThat(KeyTable.of(keys).longestProbe()).isLessThanOrEqualTo(80);
    }

    @Test
    void tellsTheSlotOfAKey() {
        final KeyTable table = KeyTable.of(List.of(key("a", "secret-a"), key("b", "secret-b")));

        final int slot = table.slotOf(sha256("secret-b"), NOW_MS);

        assertThat(slot).isBetween(0, table.slotCount() - 1);
        assertThat(table.at(slot)).isSameAs(table.find(sha256("secret-b"), NOW_MS));
        assertThat(table.slotOf(sha256("secret-c"), NOW_MS)).isEqualTo(-1);
    }

    @Test
    void tellsWhatAKeyMayDo() {
        final ApiKey key = new ApiKey(
                "a",
                "app",
                null,
                KeyDigest.of(sha256("secret")),
                List.of(Glob.of("gpt-*"), Glob.of("o3")),
                List.of(Glob.of("chat/completions")),
                List.of(AddressRange.parse("10.0.0.0/8")),
                ApiKey.NO_EXPIRY,
                true,
                RateLimits.NONE,
                RateLimits.NONE);

        assertThat(key.mayUseModel("gpt-4o")).isTrue();
        assertThat(key.mayUseModel("xo3x".getBytes(StandardCharsets.US_ASCII), 1, 2))
                .isTrue();
        assertThat(key.mayUseModel("o3-mini")).isFalse();
        assertThat(key.mayUseEndpoint("chat/completions")).isTrue();
        assertThat(key.mayUseEndpoint("messages")).isFalse();
        assertThat(key.endpointMask(List.of("messages", "chat/completions"))).isEqualTo(0b10);
        assertThat(key.mayComeFrom(new byte[] {10, 9, 8, 7})).isTrue();
        assertThat(key.mayComeFrom(new byte[] {11, 9, 8, 7})).isFalse();
        assertThat(key.toString()).isEqualTo("ApiKey[a]");
    }

    @Test
    void letsTheAnonymousCallerDoEverything() {
        final ApiKey anyone = ApiKey.anonymous();

        assertThat(anyone.mayUseModel("x")).isTrue();
        assertThat(anyone.mayUseEndpoint("messages")).isTrue();
        assertThat(anyone.mayComeFrom(new byte[] {11, 9, 8, 7})).isTrue();
    }

    @Test
    void refusesADigestOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyDigest.ofHex("abc"))
                .withMessage("must be 64 hexadecimal digits: has 3 characters");
        assertThatIllegalArgumentException().isThrownBy(() -> digester.digest(new byte[1], 0, 1, new byte[31]));
    }

    @Test
    void allocatesNothing() {
        final KeyTable table = KeyTable.of(List.of(key("a", "secret")));
        final byte[] secret = "secret".getBytes(StandardCharsets.US_ASCII);
        final byte[] digest = new byte[KeyDigest.LENGTH];
        Allocations.assertNone(() -> {
            digester.digest(secret, 0, secret.length, digest);
            final ApiKey found = table.find(digest, NOW_MS);
            if (found == null || !found.mayUseModel(secret, 0, secret.length)) {
                throw new AssertionError();
            }
        });
    }

    private ApiKey key(String id, String secret) {
        return key(id, KeyDigest.of(sha256(secret)), ApiKey.NO_EXPIRY, true);
    }

    private static ApiKey key(String id, KeyDigest digest, long expiresEpochMs, boolean enabled) {
        final List<Glob> all = List.of(Glob.of("*"));
        return new ApiKey(
                id,
                "app",
                null,
                digest,
                all,
                all,
                List.of(),
                expiresEpochMs,
                enabled,
                RateLimits.NONE,
                RateLimits.NONE);
    }

    private byte[] sha256(String secret) {
        return sha256(secret, 0, secret.length());
    }

    private byte[] sha256(String secret, int offset, int length) {
        final byte[] digest = new byte[KeyDigest.LENGTH];
        digester.digest(secret.getBytes(StandardCharsets.US_ASCII), offset, length, digest);
        return digest;
    }
}

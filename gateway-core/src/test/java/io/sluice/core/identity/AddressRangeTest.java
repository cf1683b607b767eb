package io.sluice.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.core.Allocations;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.1.64/26, 192.168.1.127, true",
        "192.168.1.64/26, 192.168.1.128, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 203.0.113.9, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/64, 2001:db8::ffff:1, true",
        "2001:db8::/65, 2001:db8:0:0:8000::, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
    })
    void containsWhatSharesItsPrefix(String range, String address, boolean contained) throws Exception {
        assertThat(AddressRange.parse(range)
                        .contains(InetAddress.ofLiteral(address).getAddress()))
                .isEqualTo(contained);
    }

    @Test
    void seesAMappedAddressAsTheAddressItIs() {
        final byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 10, 1, 2, 3};

        assertThat(AddressRange.parse("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(AddressRange.parse("11.0.0.0/8").contains(mapped)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0/8",
                "10.0.0.1/8",
                "example.com",
                "fe80::1%eth0",
                "2001:db8::/129",
                "2001:db8::1/32",
                "10.0.0.0/8/8",
                "::ffff:10.0.0.0/8"
            })
    void refusesWhatIsNotARange(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse(text))
                .withMessageContaining(text);
    }

    @Test
    void allocatesNothing() {
        final AddressRange range = AddressRange.parse("2001:db8::/33");
        final byte[] v4 = {10, 0, 0, 1};
        final byte[] v6 = new byte[16];
        Allocations.assertNone(() -> {
            range.contains(v4);
            range.contains(v6);
        });
    }
}

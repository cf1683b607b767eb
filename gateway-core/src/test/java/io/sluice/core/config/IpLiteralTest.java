package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IpLiteralTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "255.255.255.255",
                "10.1.2.3",
                "::",
                "::1",
                "1::",
                "2001:db8::8:800:200c:417a",
                "1:2:3:4:5:6:7:8",
                "fe80::ABCD",
                "64:ff9b::10.0.0.1",
                "1:2:3:4:5:6:1.2.3.4"
            })
    void readsAsTheJdkDoes(String text) {
        assertThat(IpLiteral.parse(text)).isEqualTo(InetAddress.ofLiteral(text).getAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":",
                ":::",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.a",
                "1.2.3.4 ",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "g::",
                "1.2.3.4::1",
                "::1.2.3",
                "fe80::1%eth0",
                "localhost",
                "1:2:3:4:5:6:7::8",
                "٣.1.1.1"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThat(IpLiteral.parse(text)).isNull();
    }

    @Test
    void knowsLoopbackAddresses() {
        assertThat(IpLiteral.isLoopback("127.0.0.1")).isTrue();
        assertThat(IpLiteral.isLoopback("127.255.0.9")).isTrue();
        assertThat(IpLiteral.isLoopback("::1")).isTrue();
        assertThat(IpLiteral.isLoopback("LocalHost")).isTrue();
        assertThat(IpLiteral.isLoopback("0.0.0.0")).isFalse();
        assertThat(IpLiteral.isLoopback("::")).isFalse();
        assertThat(IpLiteral.isLoopback("::2")).isFalse();
        assertThat(IpLiteral.isLoopback("localhost.example")).isFalse();
    }
}

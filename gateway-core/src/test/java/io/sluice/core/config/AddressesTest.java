package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, true, api.openai.com, 443, /v1, api.openai.com",
        "HTTP://h, false, h, 80, '', h",
        "http://h:8080/, false, h, 8080, '', h:8080",
        "https://[2001:db8::1]:8443/a/b//, true, 2001:db8::1, 8443, /a/b, [2001:db8::1]:8443",
        "https://[::1], true, ::1, 443, '', [::1]",
        "http://llm_server:80, false, llm_server, 80, '', llm_server",
        "https://h/%7Ex, true, h, 443, /%7Ex, h",
    })
    void readsBaseUrls(String text, boolean tls, String host, int port, String path, String authority) {
        final BaseUrl url = Addresses.baseUrl(text);

        assertThat(url).isEqualTo(new BaseUrl(tls, host, port, path));
        assertThat(url.authority()).isEqualTo(authority);
        assertThat(Addresses.baseUrl(url.toString())).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://p:3128, HTTP, p, 3128, -, -",
                "http://p:3128/, HTTP, p, 3128, -, -",
                "socks5://joe@[::1]:1080, SOCKS5, ::1, 1080, joe, -",
                "socks5://joe:a%3Ab%40+c@p:1, SOCKS5, p, 1, joe, a:b@+c",
                "http://joe:a@b@p:1, HTTP, p, 1, joe, a@b",
            })
    void readsProxies(
            String text,
            ProxyKind kind,
            String host,
            int port,
            @org.jspecify.annotations.Nullable String user,
            @org.jspecify.annotations.Nullable String password) {
        assertThat(Addresses.proxy(text))
                .isEqualTo(new ProxyConfig(kind, host, port, user, password == null ? null : Secret.of(password)));
    }
}

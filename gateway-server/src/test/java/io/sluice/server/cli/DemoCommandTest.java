package io.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class DemoCommandTest {
    @Test
    void printsRequestsThatCanBePasted() {
        assertThat(invitation("http://localhost:8080"))
                .contains("curl -s http://localhost:8080/v1/chat/completions")
                .contains("curl -sN http://localhost:8080/v1/messages")
                .contains("curl -sN 'http://localhost:8080/v1beta/models/");
    }

    @Test
    void printsThemForTlsWhenItListensWithTls() {
        assertThat(invitation("https://localhost:8443"))
                .contains("curl -sk https://localhost:8443/v1/chat/completions")
                .contains("curl -sNk https://localhost:8443/v1/messages")
                .contains("curl -sNk 'https://localhost:8443/v1beta/models/")
                .doesNotContain("http://localhost:8443");
    }

    private static String invitation(String base) {
        final StringWriter out = new StringWriter();
        DemoCommand.invite(new PrintWriter(out), base, "http://127.0.0.1:8081");
        return out.toString();
    }
}

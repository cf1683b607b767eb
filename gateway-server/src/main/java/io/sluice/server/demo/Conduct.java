package io.sluice.server.demo;

import io.sluice.server.demo.ReceivedRequest.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** What no gateway may send to a vendor: its own fields, hop-by-hop fields, secrets of its callers. */
final class Conduct {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "proxy-authenticate",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect");

    private Conduct() {}

    /** @throws Refusal that names the field, never a secret */
    static void judge(ReceivedRequest request, SimOptions options) {
        for (Field field : request.fields()) {
            final String name = field.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-sluice-")) {
                throw leak("gateway header reached the vendor: " + name);
            }
            if (!options.directClients() && HOP_BY_HOP.contains(name)) {
                throw leak("hop-by-hop header reached the vendor: " + name);
            }
        }
        options.forbiddenSecrets().forEach(secret -> judgeSecret(request, secret));
    }

    private static void judgeSecret(ReceivedRequest request, String secret) {
        if (request.target().contains(secret)) {
            throw leak("forbidden secret reached the vendor in the target");
        }
        for (Field field : request.fields()) {
            if (field.value().contains(secret) || field.name().contains(secret)) {
                throw leak("forbidden secret reached the vendor in " + field.name());
            }
        }
        if (contains(request.body(), secret.getBytes(StandardCharsets.UTF_8))) {
            throw leak("forbidden secret reached the vendor in the body");
        }
    }

    private static boolean contains(byte[] body, byte[] wanted) {
        for (int i = 0; i + wanted.length <= body.length; i++) {
            if (body[i] == wanted[0] && Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private static Refusal leak(String message) {
        return new Refusal(400, "simulator: " + message, null, "leak");
    }
}

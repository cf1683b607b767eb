package io.sluice.server.translation;

import io.sluice.codec.dialect.Dialect;
import io.sluice.server.demo.ReceivedRequest;
import io.sluice.server.demo.SimVendor;
import java.nio.charset.StandardCharsets;

/** Where a client's requests end: a dialect, and a simulated model that thinks and calls tools. */
enum Upstream {
    CHAT(Dialect.OPENAI, SimVendor.OPENAI, "o4-mini", "translate { responses = chat }", ""),
    RESPONSES(Dialect.OPENAI_RESPONSES, SimVendor.OPENAI, "o4-mini", "", "gAAAAABsimulated-reasoning=="),
    MESSAGES(Dialect.ANTHROPIC, SimVendor.ANTHROPIC, "claude-sonnet-4-6", "", "c2ltdWxhdGVkLXNpZ25hdHVyZQ=="),
    GEMINI(Dialect.GEMINI, SimVendor.GEMINI, "gemini-3-flash-preview", "", "c2ltdWxhdGVkLXNpZ25hdHVyZQ==");

    final Dialect dialect;
    final SimVendor vendor;
    final String model;
    final String settings;

    /** What its simulated models sign their thoughts with, if they do. */
    final String signature;

    Upstream(Dialect dialect, SimVendor vendor, String model, String settings, String signature) {
        this.dialect = dialect;
        this.vendor = vendor;
        this.model = model;
        this.settings = settings;
        this.signature = signature;
    }

    /** What the gateway's clients call it. */
    String alias() {
        return "to-" + dialect.configName();
    }

    /** An alias behind which stands a channel of its own, so that one test's trouble isn't another's. */
    String alias(String channel) {
        return alias() + "-" + channel;
    }

    /** The wish for reasoning, in this dialect. */
    boolean wantsThinking(ReceivedRequest request) {
        final String wish = switch (this) {
            case CHAT -> "\"reasoning_effort\":\"low\"";
            case RESPONSES -> "\"effort\":\"low\"";
            case MESSAGES -> "\"thinking\":{\"type\":\"adaptive\"";
            case GEMINI -> "\"thinkingLevel\":\"LOW\"";
        };
        return new String(request.body(), StandardCharsets.UTF_8).contains(wish);
    }
}

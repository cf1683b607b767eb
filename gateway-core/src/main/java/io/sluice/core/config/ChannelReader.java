package io.sluice.core.config;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Reads accounts at vendors. */
final class ChannelReader {
    private static final String[] DIALECTS = {"openai", "openai-responses", "anthropic", "gemini", "bedrock", "cohere"};
    private static final BaseUrl NOWHERE = new BaseUrl(true, "invalid", 443, "");

    private static final int MIN_CREDENTIAL_LENGTH = 8;

    private final Section sluice;
    private final Problems problems;
    private final ConfigObject defaults;
    private final BreakerConfig breaker;
    private final ConfigObject globalBreaker;
    private final UpstreamTimeouts timeouts;

    /** Of {@code breaker} and {@code timeouts}, the gateway's own, an entry says only what differs. */
    ChannelReader(Section sluice, Section defaults, BreakerConfig breaker, UpstreamTimeouts timeouts) {
        this.sluice = sluice;
        this.problems = sluice.problems();
        this.defaults = defaults.object();
        this.breaker = breaker;
        this.globalBreaker = sluice.section("breaker").object();
        this.timeouts = timeouts;
        read("", defaults.asTemplate());
    }

    List<ChannelConfig> readAll() {
        final Section all = sluice.section("channels");
        final List<ChannelConfig> channels = new ArrayList<>();
        for (String name : all.names()) {
            final String key = all.key(name);
            try {
                Texts.channelName(name);
            } catch (BadValueException e) {
                problems.fault(key, "its name " + e.reason());
            }
            channels.add(read(
                    name, all.section(key, Objects.requireNonNull(all.object().get(name)), defaults)));
        }
        return channels;
    }

    private ChannelConfig read(String name, Section channel) {
        final String dialect = channel.read("dialect", DIALECTS[0], Meanings.choice(DIALECTS));
        final BaseUrl baseUrl = channel.read("base-url", NOWHERE, value -> Addresses.baseUrl(Meanings.text(value)));
        final List<Secret> credentials = credentials(channel);
        final boolean on = channel.read("enabled", true, Meanings::flag);
        if (on && credentials.isEmpty()) {
            final String wanted = credentialName(channel);
            channel.warn(wanted, "the channel is disabled: no credential" + missing(channel.key(wanted)));
        }
        final ProxyConfig proxy = channel.readOrNull("proxy", value -> Addresses.proxy(Secrets.text(value)));
        final ChannelConfig read = new ChannelConfig(
                name,
                dialect,
                baseUrl,
                credentials,
                channel.read("max-connections", 1L, Meanings.whole(1, 1_000_000))
                        .intValue(),
                headers(channel.section("headers")),
                breaker(channel),
                timeouts(channel),
                tls(channel.section("tls")),
                proxy,
                TranslateKeys.read(channel.section("translate")),
                on && !credentials.isEmpty());
        channel.close();
        warnOfOpenness(channel, read);
        warnOfShortness(channel, read);
        return read;
    }

    private List<Secret> credentials(Section channel) {
        final List<Secret> credentials = new ArrayList<>(channel.readList("credentials", Secrets::credential));
        credentials.removeIf(Secret::isEmpty);
        for (int i = 0; i < credentials.size(); i++) {
            if (credentials.indexOf(credentials.get(i)) < i) {
                problems.fault(channel.key("credentials"), "must not hold the same credential twice");
            }
        }
        final Secret single = channel.readOrNull("credential", Secrets::credential);
        if (single != null && !single.isEmpty()) {
            if (!credentials.isEmpty()) {
                problems.fault(channel.key("credentials"), "must not be set together with credential");
            }
            credentials.add(single);
        }
        return credentials;
    }

    private String credentialName(Section channel) {
        final boolean plural =
                !problems.places().referencesUnder(channel.key("credentials")).isEmpty();
        return plural ? "credentials" : "credential";
    }

    private String missing(String credentialKey) {
        final List<String> names = problems.places().referencesUnder(credentialKey);
        return names.isEmpty()
                ? ""
                : ", " + String.join(" and ", names) + (names.size() == 1 ? " isn't set" : " aren't set");
    }

    private Map<String, Secret> headers(Section headers) {
        final Map<String, Secret> read = new TreeMap<>();
        for (String name : headers.names()) {
            final String wrong = HeaderNames.objection(name);
            if (wrong != null) {
                problems.fault(headers.key(name), wrong);
            }
            final Secret value = headers.readOrNull(name, Secrets::headerValue);
            if (value != null && read.put(name.toLowerCase(Locale.ROOT), value) != null) {
                problems.fault(headers.key(name), "is there twice, in another case");
            }
        }
        return read;
    }

    private BreakerConfig breaker(Section channel) {
        final Section own = channel.section("breaker").over(globalBreaker);
        final BreakerConfig read = Blocks.breaker(own);
        if (!own.object().equals(globalBreaker) && !read.equals(breaker)) {
            Blocks.checkBreaker(own, read);
        }
        return read;
    }

    private UpstreamTimeouts timeouts(Section channel) {
        final Section own = channel.section("timeouts");
        final UpstreamTimeouts read = Blocks.upstreamTimeouts(own, false);
        own.close();
        return timeouts.overriddenBy(read);
    }

    private TlsTrust tls(Section tls) {
        final String trust = tls.read("trust", "system", Meanings::text);
        final boolean insecure = tls.read("insecure", false, Meanings::flag);
        final Path file = trust.equals("system")
                ? null
                : tls.readOrNull("trust", value -> FileTexts.readableFile(Meanings.text(value)));
        tls.close();
        if (insecure) {
            tls.warn("insecure", "any certificate is believed: for tests on your own machine only");
        }
        return new TlsTrust(file, insecure);
    }

    /** What is kept from callers by looking for it must be long enough to be told from other text; a server of one's own asks for no secret. */
    private static void warnOfShortness(Section channel, ChannelConfig read) {
        final boolean tooShort =
                read.credentials().stream().anyMatch(secret -> secret.reveal().length() < MIN_CREDENTIAL_LENGTH);
        if (tooShort && read.enabled() && !IpLiteral.isLoopback(read.baseUrl().host())) {
            channel.warn(
                    channel.has("credential") ? "credential" : "credentials",
                    "shorter than " + MIN_CREDENTIAL_LENGTH
                            + " characters: it may reach callers where the vendor repeats it in an error");
        }
    }

    private void warnOfOpenness(Section channel, ChannelConfig read) {
        final BaseUrl url = read.baseUrl();
        if (read.enabled() && !url.tls() && !IpLiteral.isLoopback(url.host())) {
            channel.warn("base-url", "the credential and all prompts travel unencrypted to " + url.host());
        }
    }
}

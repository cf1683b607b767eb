package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.http.HeadWriter;
import io.sluice.core.billing.RecordDialect;
import io.sluice.core.config.BaseUrl;
import io.sluice.core.config.ChannelConfig;
import io.sluice.core.config.Secret;
import io.sluice.server.upstream.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One credential of one channel, ready for the wire: where to connect, and the bytes that every request to it has in its
 * head. Immutable value, shared by all loops.
 */
final class Destination {
    private static final byte[] CONTENT_LENGTH = Ascii.of("content-length");
    private static final byte[] ANTHROPIC_VERSION = Ascii.of("anthropic-version");

    private final String channel;
    private final byte[] channelName;
    private final Dialect dialect;
    private final RecordDialect recordDialect;
    private final Origin origin;
    private final byte[] basePath;
    private final byte[] fixedFields;
    private final byte[][] overridden;
    private final byte[] anthropicVersion;
    private final int series;
    private final ChannelSecrets secrets;
    private final OperatorNotice notice;
    private final String credential;

    Destination(ChannelConfig config, Dialect dialect, Secret credential, Origin origin, int series) {
        this.series = series;
        this.credential = credential.fingerprint();
        this.secrets = ChannelSecrets.of(credential, config.headers().values());
        this.notice = new OperatorNotice(config.name());
        this.channel = config.name();
        this.channelName = config.name().getBytes(StandardCharsets.UTF_8);
        this.dialect = dialect;
        this.recordDialect = RecordDialect.of(dialect.configName());
        this.origin = origin;
        this.basePath = Ascii.of(config.baseUrl().path());
        this.anthropicVersion = Ascii.of(config.anthropicVersion());
        final List<byte[]> names = new ArrayList<>();
        this.fixedFields = fixedFields(config.baseUrl(), config.headers(), credentialField(dialect), credential, names);
        this.overridden = names.toArray(new byte[0][]);
    }

    String channel() {
        return channel;
    }

    /** Fingerprint of the account's credential. */
    String credential() {
        return credential;
    }

    /** Number of the channel's name in the telemetry. */
    int series() {
        return series;
    }

    /** What must not be told to anybody, should the vendor repeat it. */
    ChannelSecrets secrets() {
        return secrets;
    }

    /** Where the operator hears of its trouble. */
    OperatorNotice notice() {
        return notice;
    }

    byte[] channelName() {
        return channelName;
    }

    Dialect dialect() {
        return dialect;
    }

    RecordDialect recordDialect() {
        return recordDialect;
    }

    Origin origin() {
        return origin;
    }

    /**
     * Writes a whole request head.
     *
     * @param mapped what the model is called there, or null
     * @param bodyLength -1 for a request without a body
     */
    void writeHead(
            ByteBuf out,
            Endpoint endpoint,
            RequestTarget target,
            @Nullable MappedName mapped,
            RequestFields fields,
            long bodyLength) {
        HeadWriter.method(out, endpoint.method());
        target.writeTo(out, basePath, mapped == null ? null : mapped.path());
        out.writeBytes(LINE_END);
        out.writeBytes(fixedFields);
        fields.writeTo(out, overridden);
        if (dialect == Dialect.ANTHROPIC && !fields.contains(ANTHROPIC_VERSION)) {
            HeadWriter.field(out, ANTHROPIC_VERSION, anthropicVersion);
        }
        if (bodyLength >= 0) {
            HeadWriter.field(out, CONTENT_LENGTH, bodyLength);
        }
        HeadWriter.end(out);
    }

    /**
     * Writes the head of a request that was translated into this destination's dialect: nothing of the client's but what traces
     * calls.
     *
     * @param model what the model is called there
     */
    void writeTranslatedHead(
            ByteBuf out, Endpoint endpoint, MappedName model, RequestFields fields, String version, long bodyLength) {
        out.writeCharSequence("POST ", StandardCharsets.US_ASCII);
        out.writeBytes(basePath);
        final String path = endpoint.path().substring(endpoint.basePathLength());
        final int name = path.indexOf("{model}");
        if (name < 0) {
            out.writeCharSequence(path, StandardCharsets.US_ASCII);
        } else {
            out.writeCharSequence(path.substring(0, name), StandardCharsets.US_ASCII);
            out.writeBytes(model.path());
            out.writeCharSequence(path.substring(name + "{model}".length()), StandardCharsets.US_ASCII);
        }
        if (endpoint == Endpoint.STREAM_GENERATE_CONTENT) {
            out.writeCharSequence("?alt=sse", StandardCharsets.US_ASCII);
        }
        out.writeBytes(LINE_END);
        out.writeBytes(fixedFields);
        out.writeBytes(JSON_FIELD);
        fields.writeTracing(out);
        if (dialect == Dialect.ANTHROPIC && !isOverridden(ANTHROPIC_VERSION)) {
            HeadWriter.field(out, ANTHROPIC_VERSION, Ascii.of(version));
        }
        HeadWriter.field(out, CONTENT_LENGTH, bodyLength);
        HeadWriter.end(out);
    }

    private boolean isOverridden(byte[] name) {
        for (final byte[] own : overridden) {
            if (java.util.Arrays.equals(own, name)) {
                return true;
            }
        }
        return false;
    }

    private static final byte[] JSON_FIELD = Ascii.of("content-type: application/json\r\n");
    private static final byte[] LINE_END = Ascii.of(" HTTP/1.1\r\n");

    private static byte[] fixedFields(
            BaseUrl url, Map<String, Secret> headers, String credentialField, Secret credential, List<byte[]> names) {
        final StringBuilder fields = new StringBuilder();
        fields.append("host: ").append(url.authority()).append("\r\n");
        if (!headers.containsKey(credentialField)) {
            fields.append(credentialField)
                    .append(": ")
                    .append(credentialField.equals("authorization") ? "Bearer " : "")
                    .append(credential.reveal())
                    .append("\r\n");
        }
        fields.append("accept-encoding: identity\r\n");
        headers.forEach((name, value) -> {
            final String lower = name.toLowerCase(Locale.ROOT);
            names.add(Ascii.of(lower));
            fields.append(lower).append(": ").append(value.reveal()).append("\r\n");
        });
        return fields.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String credentialField(Dialect dialect) {
        return switch (dialect) {
            case ANTHROPIC -> "x-api-key";
            case GEMINI -> "x-goog-api-key";
            case OPENAI, OPENAI_RESPONSES, BEDROCK, COHERE -> "authorization";
        };
    }
}

package io.sluice.server.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.HeadWriter;
import io.sluice.codec.http.Method;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.Violation;
import io.sluice.core.config.Secret;
import io.sluice.server.edge.ClientConnection;
import io.sluice.server.edge.RequestListener;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One admin connection's requests, answered on the admin thread. */
final class AdminExchange implements RequestListener {
    private static final byte[] CONTENT_TYPE = ascii("content-type");
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] CACHE_CONTROL = ascii("cache-control");
    private static final byte[] NO_STORE = ascii("no-store");
    private static final byte[] CONNECTION = ascii("connection");
    private static final byte[] CLOSE = ascii("close");
    private static final byte[] AUTHENTICATE = ascii("www-authenticate");
    private static final byte[] BEARER = ascii("Bearer");
    private static final String BEARER_PREFIX = "bearer ";

    private final ClientConnection client;
    private final AdminApi api;
    private final @Nullable Secret token;

    private Method method = Method.GET;
    private String path = "";
    private Map<String, String> query = Map.of();
    private boolean allowed;
    private boolean keepAlive;

    /** @param token what callers must present; null where none is asked for */
    AdminExchange(ClientConnection client, AdminApi api, @Nullable Secret token) {
        this.client = client;
        this.api = api;
        this.token = token;
    }

    @Override
    public void head(RequestHead head) {
        method = head.method();
        path = head.path();
        keepAlive = head.keepAlive();
        allowed = isAllowed(head);
        query = readQuery(head);
        if (head.expectContinue()) {
            client.sendContinue();
        }
    }

    @Override
    public void body(ByteBuf in, int index, int length) {}

    @Override
    public void end() {
        if (!allowed) {
            tell(AdminAnswer.error(401, "invalid_token", "present the admin token as 'Authorization: Bearer TOKEN'"));
            return;
        }
        tell(api.answer(method, path, query));
    }

    @Override
    public void violation(Violation rule) {
        keepAlive = false;
        tell(AdminAnswer.error(400, "invalid_request_error", rule.message()));
    }

    @Override
    public void requestTimeout() {
        keepAlive = false;
        tell(AdminAnswer.error(408, "request_timeout", "the request did not arrive in time"));
    }

    @Override
    public void overloaded() {
        keepAlive = false;
        tell(AdminAnswer.error(503, "overloaded", "there is no memory for this request"));
    }

    @Override
    public void clientGone() {}

    @Override
    public void writabilityChanged(boolean writable) {}

    private void tell(AdminAnswer answer) {
        final ByteBuf head = client.channel().alloc().buffer(256);
        HeadWriter.statusLine(head, answer.status());
        HeadWriter.field(head, CONTENT_TYPE, ascii(answer.contentType()));
        HeadWriter.field(head, CONTENT_LENGTH, answer.body().length);
        HeadWriter.field(head, CACHE_CONTROL, NO_STORE);
        if (answer.status() == 401) {
            HeadWriter.field(head, AUTHENTICATE, BEARER);
        }
        if (!keepAlive) {
            HeadWriter.field(head, CONNECTION, CLOSE);
        }
        HeadWriter.end(head);
        client.write(head);
        if (method != Method.HEAD) {
            client.write(Unpooled.wrappedBuffer(answer.body()));
        }
        client.finishAnswer(keepAlive);
    }

    private boolean isAllowed(RequestHead head) {
        final Secret expected = token;
        if (expected == null) {
            return true;
        }
        final String presented = head.value(FieldName.AUTHORIZATION);
        return presented != null
                && presented.regionMatches(true, 0, BEARER_PREFIX, 0, BEARER_PREFIX.length())
                && MessageDigest.isEqual(
                        presented.substring(BEARER_PREFIX.length()).getBytes(StandardCharsets.ISO_8859_1),
                        expected.reveal().getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> readQuery(RequestHead head) {
        if (head.queryOffset() < 0) {
            return Map.of();
        }
        final String text = head.bytes().toString(head.queryOffset(), head.queryLength(), StandardCharsets.US_ASCII);
        final Map<String, String> parameters = new LinkedHashMap<>();
        for (final String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                final int equals = pair.indexOf('=');
                final String name = equals < 0 ? pair : pair.substring(0, equals);
                final String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

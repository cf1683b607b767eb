package io.sluice.server.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.RequestCases;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.RequestParser;
import io.sluice.codec.http.RequestSink;
import io.sluice.codec.http.Violation;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Makes the requests of the clients: good ones in all forms, ones to refuse, and ones that are none. */
final class Requests {
    /** Bounds of a head as the simulated gateways have them. */
    static final HttpLimits LIMITS = new HttpLimits(2048, 24, Long.MAX_VALUE);

    private static final List<byte[]> MALFORMED = malformed();

    private final World world;
    private final Choices choices;

    Requests(World world) {
        this.world = world;
        this.choices = world.choices();
    }

    /** The requests of one connection. */
    List<Asked> script() {
        final List<Asked> script = new ArrayList<>();
        final int count = choices.between(1, 4);
        while (script.size() < count) {
            final Asked asked = any();
            script.add(asked);
            if (asked.kind == Asked.Kind.MALFORMED) {
                break;
            }
        }
        return script;
    }

    private Asked any() {
        final int what = choices.below(24);
        return switch (what) {
            case 18 -> local("/healthz", choices.oneIn(2), "");
            case 19 -> local("/v1/models", false, auth(World.KEY));
            case 20 -> refused("/v1/nothing", auth(World.KEY), "{}", 404);
            case 21 -> refused("/v1/chat/completions", auth(World.KEY), "{\"model\":", 400);
            case 22 -> refused("/v1/chat/completions", auth(World.KEY_PREFIX + "wrong"), "{\"model\":\"chat-x\"}", 401);
            case 23 -> notOne();
            default -> chat(Asked.Kind.CHAT);
        };
    }

    /** A request that only a limit on requests in flight could stand in the way of. */
    Asked probe() {
        return chat(Asked.Kind.CHAT, World.LIMITED_KEY);
    }

    private Asked chat(Asked.Kind kind) {
        return chat(kind, choices.oneIn(4) ? World.LIMITED_KEY : World.KEY);
    }

    private Asked chat(Asked.Kind kind, String key) {
        final String token = world.nextToken();
        final boolean stream = choices.oneIn(2);
        final boolean usage = stream && choices.oneIn(3);
        final int filler = choices.oneIn(20) ? choices.below(40_000) : choices.skewed(400);
        final String options = usage ? ",\"stream_options\":{\"include_usage\":true}" : "";
        final String json = "{\"model\":\"chat-" + token + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + (token + " ").repeat(1 + filler / (token.length() + 1)) + "\"}]"
                + (stream ? ",\"stream\":true" : "") + options + "}";
        return request(kind, token, "/v1/chat/completions", auth(key), json, stream, usage, 0);
    }

    private Asked refused(String path, String fields, String json, int status) {
        return request(Asked.Kind.REFUSED, world.nextToken(), path, fields, json, false, false, status);
    }

    private Asked request(
            Asked.Kind kind,
            String token,
            String path,
            String fields,
            String json,
            boolean stream,
            boolean usage,
            int status) {
        final byte[] body = json.getBytes(ISO_8859_1);
        final boolean chunked = choices.oneIn(3);
        final boolean last = choices.oneIn(12);
        final String head = "POST " + path + " HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nx-token: "
                + token + "\r\n" + fields + (last ? "Connection: close\r\n" : "")
                + (choices.oneIn(15) ? "Expect: 100-continue\r\n" : "");
        final byte[] wire = chunked
                ? join(head + "Transfer-Encoding: chunked\r\n\r\n", chunks(body))
                : join(head + "Content-Length: " + body.length + "\r\n\r\n", body);
        return world.register(new Asked(kind, token, wire, body, stream, usage, false, !last, status));
    }

    private Asked local(String path, boolean headOnly, String fields) {
        final String token = world.nextToken();
        final byte[] wire =
                ascii((headOnly ? "HEAD " : "GET ") + path + " HTTP/1.1\r\nHost: gateway\r\n" + fields + "\r\n");
        return world.register(new Asked(Asked.Kind.LOCAL, token, wire, new byte[0], false, false, headOnly, true, 200));
    }

    private Asked notOne() {
        final byte[] wire = MALFORMED.get(choices.below(MALFORMED.size()));
        final Asked hidden = chat(Asked.Kind.HIDDEN);
        return world.register(new Asked(
                Asked.Kind.MALFORMED,
                world.nextToken(),
                join(new String(wire, ISO_8859_1), hidden.wire),
                new byte[0],
                false,
                false,
                false,
                false,
                0));
    }

    private byte[] chunks(byte[] body) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 64);
        int from = 0;
        while (from < body.length) {
            final int length =
                    choices.oneIn(2) ? body.length - from : Math.min(body.length - from, choices.skewed(1_000));
            out.writeBytes(ascii(Integer.toHexString(length) + "\r\n"));
            out.write(body, from, length);
            out.writeBytes(ascii("\r\n"));
            from += length;
        }
        out.writeBytes(ascii("0\r\n\r\n"));
        return out.toByteArray();
    }

    private static String auth(String key) {
        return "Authorization: Bearer " + key + "\r\n";
    }

    private static byte[] join(String head, byte[] body) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + body.length);
        out.writeBytes(ascii(head));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Of all examples, those that break a rule under these bounds before anything else comes. */
    private static List<byte[]> malformed() {
        return RequestCases.all().stream()
                .filter(example -> example.rule() != null)
                .map(example -> ascii(example.wire()))
                .filter(Requests::breaksARule)
                .toList();
    }

    private static boolean breaksARule(byte[] wire) {
        final boolean[] broken = new boolean[1];
        final RequestParser parser = new RequestParser(LIMITS, new RequestSink() {
            @Override
            public void head(RequestHead head) {
                // The rule may be broken behind it.
            }

            @Override
            public void body(ByteBuf in, int index, int length) {
                // The rule may be broken behind it.
            }

            @Override
            public void end() {
                broken[0] = false;
            }

            @Override
            public void violation(Violation rule, long atOffset) {
                broken[0] = true;
            }
        });
        final ByteBuf in = Unpooled.wrappedBuffer(wire);
        parser.feed(in);
        parser.close();
        return broken[0];
    }
}

package io.sluice.codec.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.RemoteMedia;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the page on dialects says is what a translation does: each of its cells is found by translating. */
final class FidelityMatrixTest {
    private static final Path PAGE = Path.of("DIALECTS.md");
    private static final String BEGIN =
            "<!-- generated: mvn -pl gateway-codec test -Dtest=FidelityMatrixTest -Dmatrix.write=true -->\n";
    private static final String EXACT = "=";
    private static final String APPROXIMATED = "~";
    private static final String DROPPED = "D";
    private static final String HINT = "H";
    private static final String REFUSED = "R";
    private static final String OWN = "own";
    private static final String UNSAID = "–";
    private static final Map<Speech, String> TITLES = Map.of(
            Speech.OPENAI, "Chat completions",
            Speech.RESPONSES, "Responses",
            Speech.ANTHROPIC, "Messages",
            Speech.GEMINI, "generateContent");

    @Test
    void thePageSaysWhatTranslationsDo() throws IOException {
        final String page = Files.readString(PAGE);
        final String text = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
        final String found = text + tables();
        if (Boolean.getBoolean("matrix.write")) {
            Files.writeString(PAGE, found);
        }

        assertThat(found)
                .as("the page isn't written by hand: run with -Dmatrix.write=true")
                .isEqualTo(Files.readString(PAGE));
    }

    private static String tables() {
        final StringBuilder page = new StringBuilder();
        for (final Speech client : TranslationPropertyTest.speeches()) {
            page.append("\n## What a client of ").append(TITLES.get(client)).append(" asks\n\n");
            final Map<String, Function<Speech, String>> rows = new LinkedHashMap<>();
            Probe.all().forEach(probe -> rows.put(probe.feature(), upstream -> request(probe, client, upstream)));
            table(page, "upstream speaks", rows);
        }
        for (final Speech upstream : TranslationPropertyTest.speeches()) {
            page.append("\n## What an upstream of ")
                    .append(TITLES.get(upstream))
                    .append(" answers\n\n");
            table(page, "client speaks", answers(upstream));
        }
        return page.toString();
    }

    private static void table(StringBuilder page, String corner, Map<String, Function<Speech, String>> rows) {
        page.append("| ").append(corner).append(" |");
        TranslationPropertyTest.speeches()
                .forEach(speech -> page.append(' ').append(TITLES.get(speech)).append(" |"));
        page.append("\n| --- |")
                .append(" --- |".repeat(TranslationPropertyTest.speeches().size()))
                .append('\n');
        rows.forEach((feature, cell) -> {
            page.append("| ").append(feature).append(" |");
            for (final Speech speech : TranslationPropertyTest.speeches()) {
                page.append(' ').append(cell.apply(speech)).append(" |");
            }
            page.append('\n');
        });
    }

    private static String request(Probe probe, Speech client, Speech upstream) {
        final String members = probe.words().get(client);
        if (members == null) {
            return UNSAID;
        }
        if (client == upstream) {
            return OWN;
        }
        final byte[] body = body(client, members);
        final Pair pair = new Pair(client, upstream);
        try {
            final Request said = pair.read(body);
            pair.work.request(said);
            final ByteBuf out = Unpooled.buffer();
            Codecs.of(upstream.dialect())
                    .newRequestWriter()
                    .write(fetched(said, upstream), Pair.MODEL, pair.work, false, out);
            final byte[] told = Pair.bytes(out);
            final Request arrived = Codecs.of(upstream.dialect())
                    .newRequestReader()
                    .read(JsonValue.view(told, 0, told.length), new RequestReader.Hints(Pair.MODEL, false, false));
            final Object before = probe.seen().apply(said);
            final Object after = probe.seen().apply(arrived);
            final boolean reported = !pair.work.losses().dropped().isEmpty();
            return cell(before, after, reported);
        } catch (UnsupportedException _) {
            return REFUSED;
        }
    }

    /** With what the gateway fetches for the vendor that doesn't. */
    private static Request fetched(Request request, Speech upstream) {
        final Map<String, Media.Bytes> content = new HashMap<>();
        if (upstream == Speech.GEMINI) {
            RemoteMedia.urls(request)
                    .forEach(url -> content.put(
                            url,
                            new Media.Bytes(
                                    JsonString.of(url.endsWith("pdf") ? "application/pdf" : "image/png"),
                                    JsonString.of("QUJD"))));
        }
        return RemoteMedia.withContent(request, content);
    }

    private static String cell(@Nullable Object before, @Nullable Object after, boolean reported) {
        if (Objects.equals(before, after) && before != null) {
            return EXACT;
        }
        if (after != null) {
            return APPROXIMATED;
        }
        return reported ? DROPPED : HINT;
    }

    private static byte[] body(Speech client, String members) {
        final ObjectNode body = (ObjectNode) Norm.parse(Pair.least(client));
        body.remove(List.of("stream", "stream_options"));
        body.setAll((ObjectNode) Norm.parse("{" + members + "}"));
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Function<Speech, String>> answers(Speech upstream) {
        final Map<String, Function<Speech, String>> rows = new LinkedHashMap<>();
        final Part text = new Part.Text(JsonString.of("t"), null);
        final Part call =
                new Part.Call(JsonString.of("c1"), JsonString.of("f"), JsonValue.of("{\"a\":1.0}"), null, null);
        final Part other = new Part.Call(JsonString.of("c2"), JsonString.of("g"), JsonValue.of("{}"), null, null);
        final Seal seal = Seal.of(Origin.of(upstream.dialect()), JsonString.of("QUJD"));
        final Function<Response, @Nullable Object> meaning = Meaning::of;
        answer(rows, "text", upstream, List.of(text), Finish.STOP, meaning);
        answer(rows, "parallel calls", upstream, List.of(text, call, other), Finish.TOOL_CALLS, meaning);
        answer(rows, "text behind a call", upstream, List.of(call, text), Finish.TOOL_CALLS, FidelityMatrixTest::kinds);
        final Part thought = new Part.Reasoning(JsonString.of("r"), null);
        answer(rows, "reasoning", upstream, List.of(thought, text), Finish.STOP, meaning);
        final Part sealed = new Part.Reasoning(JsonString.of("r"), seal);
        answer(rows, "signature of reasoning", upstream, List.of(sealed, text), Finish.STOP, FidelityMatrixTest::seal);
        answer(rows, "finish: length", upstream, List.of(text), Finish.LENGTH, FidelityMatrixTest::finish);
        answer(
                rows,
                "finish: content filter",
                upstream,
                List.of(text),
                Finish.CONTENT_FILTER,
                FidelityMatrixTest::finish);
        answer(
                rows,
                "usage",
                upstream,
                List.of(text),
                Finish.STOP,
                response ->
                        response.usage().inputTotal() + "/" + response.usage().outputTotal());
        answer(
                rows,
                "cached input",
                upstream,
                List.of(text),
                Finish.STOP,
                response -> response.usage().cacheRead());
        answer(
                rows,
                "input written to the cache",
                upstream,
                List.of(text),
                Finish.STOP,
                response -> response.usage().cacheWrite());
        answer(
                rows,
                "tokens of reasoning",
                upstream,
                List.of(text),
                Finish.STOP,
                response -> response.usage().reasoning());
        for (final ErrorType type : List.of(
                ErrorType.INVALID_REQUEST,
                ErrorType.INVALID_API_KEY,
                ErrorType.PERMISSION_DENIED,
                ErrorType.MODEL_NOT_FOUND,
                ErrorType.RATE_LIMIT_EXCEEDED,
                ErrorType.INSUFFICIENT_QUOTA,
                ErrorType.OVERLOADED,
                ErrorType.UPSTREAM_TIMEOUT,
                ErrorType.UPSTREAM_ERROR)) {
            final String name = type.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
            rows.put("error: " + name, client -> client == upstream ? OWN : error(type, client, upstream));
        }
        rows.put("error in mid-stream: overloaded", client -> client == upstream ? OWN : midStream(client, upstream));
        return rows;
    }

    private static void answer(
            Map<String, Function<Speech, String>> rows,
            String feature,
            Speech upstream,
            List<Part> parts,
            Finish finish,
            Function<Response, @Nullable Object> seen) {
        final Usage usage = new Usage();
        usage.set(100, 30, 20, 50, 10);
        final Response made =
                new Response(JsonString.of("x1"), List.of(new Choice(0, parts, finish, null)), usage, null);
        rows.put(feature, client -> {
            try {
                final Response said = TranslationPropertyTest.answered(made, upstream);
                final Object before = zeroIsNothing(seen.apply(said));
                if (before == null || !before.equals(zeroIsNothing(seen.apply(made)))) {
                    return UNSAID;
                }
                if (client == upstream) {
                    return OWN;
                }
                return cell(before, zeroIsNothing(seen.apply(TranslationPropertyTest.answered(said, client))), false);
            } catch (UnsupportedException refused) {
                throw new AssertionError(refused);
            }
        });
    }

    private static @Nullable Object zeroIsNothing(@Nullable Object value) {
        return Long.valueOf(0).equals(value) ? null : value;
    }

    private static Object kinds(Response response) {
        final List<String> kinds = new ArrayList<>();
        response.choices()
                .get(0)
                .parts()
                .forEach(part -> kinds.add(part.getClass().getSimpleName()));
        return kinds;
    }

    private static Object finish(Response response) {
        return response.choices().get(0).finish();
    }

    private static @Nullable Object seal(Response response) {
        for (final Part part : response.choices().get(0).parts()) {
            final Seal seal = part instanceof Part.Reasoning reasoning ? reasoning.seal() : null;
            if (seal != null) {
                final Seal inside = Seal.open(seal.value());
                return (inside == null ? seal : inside).value().text();
            }
        }
        return null;
    }

    private static String error(ErrorType type, Speech client, Speech upstream) {
        final Failure made = new Failure(type, type.status(upstream.dialect()), "words", null, null, -1);
        final Failure said = refused(made, upstream);
        final Failure told = refused(said, client);
        return said.type() != type
                ? UNSAID
                : told.type() == type && told.message().equals("words") ? EXACT : APPROXIMATED;
    }

    private static Failure refused(Failure failure, Speech speech) {
        final ByteBuf out = Unpooled.buffer();
        Codecs.of(speech.dialect()).failureWriter().write(failure, "req_1", out);
        final int status = Codecs.of(speech.dialect()).failureWriter().status(failure);
        return Codecs.of(speech.dialect()).failureReader().read(out, 0, out.readableBytes(), status, -1);
    }

    private static String midStream(Speech client, Speech upstream) {
        try {
            final Failure failure = Failure.of(ErrorType.OVERLOADED, "words");
            final byte[] stream = TranslationPropertyTest.written(
                    List.of(
                            new Event.Start(JsonString.of("x")),
                            new Event.Text(0, JsonString.of("t")),
                            new Event.Failed(failure)),
                    upstream);
            final byte[] told = new Pair(client, upstream).stream(stream);
            final List<Event> events = new ArrayList<>();
            final StreamReader reader = Codecs.of(client.dialect()).newStreamReader();
            reader.begin(TranslationPropertyTest.asked(client));
            Pair.feed(reader, told, events::add);
            final Event last = events.get(events.size() - 1);
            return last instanceof Event.Failed failed && failed.failure().type() == ErrorType.OVERLOADED
                    ? EXACT
                    : last instanceof Event.Failed ? APPROXIMATED : "!";
        } catch (UnsupportedException refused) {
            throw new AssertionError(refused);
        }
    }
}

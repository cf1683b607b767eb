package io.sluice.codec.dialect.translate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a neutral message says, by field; the form of what it is said in doesn't count, numbers do to the last digit. */
final class Meaning {
    private static final String IN_ORDER = " calls in order";
    private static final JsonValue NO_ARGUMENTS = JsonValue.of("{\"type\":\"object\",\"properties\":{}}");

    private Meaning() {}

    static Map<String, String> of(Request request) {
        final Map<String, String> told = new TreeMap<>();
        told.put("model", request.model().text());
        told.put(
                "system",
                request.system().stream()
                        .map(text -> text.text().text())
                        .toList()
                        .toString());
        told.put("turns", turns(request));
        told.put(
                "tools",
                request.toolbox().tools().stream().map(Meaning::tool).toList().toString());
        final Object choice = request.toolbox().choice();
        told.put("tool_choice", request.toolbox().tools().isEmpty() || choice == null ? "Auto[]" : choice.toString());
        final boolean mayCall = !(request.toolbox().tools().isEmpty() || choice instanceof ToolChoice.None);
        put(told, "parallel", mayCall ? request.toolbox().parallel() : null);
        put(told, "temperature", request.sampling().temperature());
        put(told, "top_p", request.sampling().topP());
        put(told, "top_k", request.sampling().topK());
        put(told, "seed", request.sampling().seed());
        put(told, "presence_penalty", request.sampling().presencePenalty());
        put(told, "frequency_penalty", request.sampling().frequencyPenalty());
        if (!request.sampling().stop().isEmpty()) {
            told.put(
                    "stop",
                    request.sampling().stop().stream()
                            .map(JsonString::text)
                            .toList()
                            .toString());
        }
        put(told, "max_tokens", request.answering().maxTokens());
        put(told, "effort", request.thinking().effort());
        if (request.answering().format() instanceof Format.Schema schema) {
            told.put("schema", canonical(schema.schema()));
        }
        return told;
    }

    private static void put(Map<String, String> told, String field, @Nullable Object value) {
        if (value != null) {
            told.put(field, value.toString());
        }
    }

    private static String turns(Request request) {
        final StringBuilder told = new StringBuilder();
        final Map<String, Integer> ids = new HashMap<>();
        for (final Turn turn : request.turns()) {
            told.append(turn.role()).append('\n');
            for (final Part part : turn.parts()) {
                final String said = part(part, ids);
                told.append(said.isEmpty() ? "" : said + "\n");
            }
        }
        return told.toString();
    }

    private static String part(Part part, Map<String, Integer> ids) {
        return switch (part) {
            case Part.Text text -> "text " + text.text().text();
            case Part.Image image -> "image " + media(image.media());
            case Part.Audio audio -> "audio " + audio.format() + audio.base64();
            case Part.Document document -> "document " + media(document.media());
            case Part.Call call ->
                "call " + number(ids, call.id()) + call.name().text() + canonical(call.args());
            case Part.Result result ->
                "result " + number(ids, result.id()) + result.text().text();
            case Part.Reasoning _ -> "";
        };
    }

    private static String number(Map<String, Integer> ids, JsonString id) {
        return "#" + ids.computeIfAbsent(id.text(), any -> ids.size()) + " ";
    }

    private static String media(Media media) {
        return switch (media) {
            case Media.Bytes bytes -> bytes.mime().text() + " " + bytes.base64().text();
            case Media.Url url -> url.url().text();
            case Media.PlainText text -> text.text().text();
        };
    }

    private static String tool(Tool tool) {
        final JsonString description = tool.description();
        final JsonValue schema = tool.schema();
        return tool.name().text() + " " + (description == null ? "" : description.text()) + " "
                + canonical(schema == null ? NO_ARGUMENTS : schema);
    }

    static Map<String, String> of(Response response) {
        final Map<String, String> told = new TreeMap<>();
        for (final Choice choice : response.choices()) {
            final Said said = new Said();
            for (final Part part : choice.parts()) {
                switch (part) {
                    case Part.Text text -> said.text.append(text.text().text());
                    case Part.Reasoning reasoning ->
                        said.reasoning.append(reasoning.text().text());
                    case Part.Call call -> said.calls.add(call.name().text() + canonical(call.args()));
                    default -> throw new IllegalStateException(part.toString());
                }
            }
            said.tell(told, choice.index(), choice.finish());
        }
        usage(told, response.usage());
        return told;
    }

    /** Of what a stream said up to its end, which must be the proper one. */
    static final class Streamed {
        private final Map<Integer, Said> choices = new TreeMap<>();
        private final Map<String, String> told = new TreeMap<>();
        private boolean ended;

        void event(Event event) {
            switch (event) {
                case Event.Text text -> choice(text.choice()).wire(choice(text.choice()).text, text.text());
                case Event.Reasoning thought ->
                    choice(thought.choice()).wire(choice(thought.choice()).reasoning, thought.text());
                case Event.CallStart call -> {
                    choice(call.choice()).calls.add(call.name().text());
                    choice(call.choice()).args.add(new StringBuilder());
                }
                case Event.CallArgs args ->
                    choice(args.choice()).wire(choice(args.choice()).args.get(args.call()), args.fragment());
                case Event.Finished end -> choice(end.choice()).finish = end.finish();
                case Event.Told usage -> usage(told, usage.usage());
                case Event.End _ -> ended = true;
                case Event.Failed failed -> told.put("failed", failed.failure().message());
                default -> {}
            }
        }

        private Said choice(int index) {
            return choices.computeIfAbsent(index, any -> new Said());
        }

        Map<String, String> told() {
            Norm.check(ended || told.containsKey("failed"), "no end");
            choices.forEach((index, said) -> said.decode().tell(told, index, said.finish));
            return told;
        }
    }

    /** One choice being collected. */
    private static final class Said {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final List<String> calls = new ArrayList<>();
        private final List<StringBuilder> args = new ArrayList<>();
        private @Nullable Object finish;

        void wire(StringBuilder into, JsonString fragment) {
            final String quoted = fragment.toString();
            into.append(quoted, 1, quoted.length() - 1);
        }

        /** Fragments are put together as they stand on the wire: half a character is none. */
        Said decode() {
            final Said decoded = new Said();
            decoded.text.append(decoded(text));
            decoded.reasoning.append(decoded(reasoning));
            for (int i = 0; i < calls.size(); i++) {
                final String json = decoded(args.get(i));
                decoded.calls.add(calls.get(i) + canonical(JsonValue.of(json.isEmpty() ? "{}" : json)));
            }
            return decoded;
        }

        private static String decoded(StringBuilder wire) {
            return Norm.parse("\"" + wire + "\"").asText();
        }

        void tell(Map<String, String> told, int index, @Nullable Object how) {
            told.put(index + " text", text.toString());
            told.put(index + " reasoning", reasoning.toString());
            told.put(index + " calls", calls.stream().sorted().toList().toString());
            told.put(index + IN_ORDER, calls.toString());
            told.put(index + " finish", String.valueOf(how));
        }
    }

    /** The same where calls are told when they are complete, whichever began first. */
    static Map<String, String> unordered(Map<String, String> told) {
        final Map<String, String> rest = new TreeMap<>(told);
        rest.keySet().removeIf(field -> field.endsWith(IN_ORDER));
        return rest;
    }

    private static void usage(Map<String, String> told, Usage usage) {
        told.put(
                "usage",
                usage.inputTotal() + " " + usage.cacheRead() + " " + usage.outputTotal() + " " + usage.reasoning());
    }

    /** The same for two values that differ only in white space and in how characters are escaped. */
    static String canonical(JsonValue value) {
        final StringBuilder told = new StringBuilder();
        try (JsonParser parser = Norm.JSON.createParser(value.text())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case FIELD_NAME ->
                        told.append('\'').append(parser.currentName()).append("'=");
                    case VALUE_STRING ->
                        told.append('\'').append(parser.getText()).append("',");
                    case END_OBJECT, END_ARRAY -> told.append(parser.getText()).append(',');
                    case START_OBJECT, START_ARRAY -> told.append(parser.getText());
                    default -> told.append(parser.getText()).append(',');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(value.text(), e);
        }
        final String text = told.toString();
        return text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
    }
}

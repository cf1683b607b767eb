package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Value: what a simulated model says, before it is put in a vendor's form. A function of prompt, script and serial number alone.
 *
 * @param serial makes ids: one for each request of a vendor
 * @param outputTokens all of them: reasoning, text of every choice, call arguments
 */
record Answer(
        String model,
        long serial,
        Words reasoning,
        Words text,
        List<Call> calls,
        Finish finish,
        @Nullable String stopSequence,
        int choices,
        long inputTokens,
        long cachedTokens,
        long cacheWriteTokens,
        long outputTokens) {

    /** The one moment at which everything simulated is made, so that answers can be compared. */
    static final long CREATED_S = 1_767_225_600;

    static final String SIGNATURE = "c2ltdWxhdGVkLXNpZ25hdHVyZQ==";

    private static final String THOUGHT = "Let me think about what was said and how to answer it.";
    private static final int THOUGHT_TOKENS = 6;

    /** Why the model stopped. */
    enum Finish {
        STOP,
        STOP_SEQUENCE,
        LENGTH,
        TOOL,
        FILTER
    }

    /** A tool call; {@code arguments} is JSON text. */
    record Call(String id, String name, String arguments) {}

    /** What the simulated model answers to {@code userText} when no script says otherwise. */
    static String echo(String userText) {
        return userText.isBlank() ? "Hello from a simulated vendor." : "You said: " + userText;
    }

    /** An answer of the format asked for, to what the tools said, or to the user's words and whatever came with them. */
    private static String said(Prompt prompt) {
        final JsonNode format = prompt.format();
        if (format != null) {
            return Json.text(format.isEmpty() ? Json.object().put("answer", prompt.lastUserText()) : arguments(format));
        }
        if (!prompt.results().isEmpty()) {
            return "The tools said: " + String.join("; ", prompt.results());
        }
        final String echo = echo(prompt.lastUserText());
        return prompt.attachments() == 0 ? echo : echo + " With attachments: " + prompt.attachments() + ".";
    }

    static Answer to(Prompt prompt, SimScript script, long serial) {
        final List<Call> calls = calls(prompt, script, serial);
        final Words reasoning = reasoning(prompt, script);
        final String wished = script.text(SimScript.Key.TEXT, calls.isEmpty() ? said(prompt) : "");
        final String stopSequence = firstStop(wished, prompt.stops());
        final String text = stopSequence == null ? wished : wished.substring(0, wished.indexOf(stopSequence));
        Finish finish = calls.isEmpty() ? Finish.STOP : Finish.TOOL;
        if (stopSequence != null) {
            finish = Finish.STOP_SEQUENCE;
        }
        Words words = Words.of(text);
        if (script.has(SimScript.Key.EVENTS)) {
            words = words.repeatedTo(script.number(SimScript.Key.EVENTS, 0));
        }
        final int room = Math.max(0, prompt.maxTokens() - reasoning.count());
        if (words.count() > room) {
            words = words.repeatedTo(room);
            finish = Finish.LENGTH;
        }
        if (script.has(SimScript.Key.HUGE)) {
            words = words.withHugeFirst(script.number(SimScript.Key.HUGE, 1));
        }
        final long cached = Math.min(script.number(SimScript.Key.CACHED, 0), prompt.inputTokens());
        return new Answer(
                prompt.model(),
                serial,
                reasoning,
                words,
                calls,
                forced(script, finish),
                finish == Finish.STOP_SEQUENCE ? stopSequence : null,
                prompt.choices(),
                prompt.inputTokens(),
                cached,
                Math.min(script.number(SimScript.Key.CACHE_WRITE, 0), prompt.inputTokens() - cached),
                (long) prompt.choices() * (reasoning.count() + words.count() + callTokens(calls)));
    }

    String id(String prefix) {
        return prefix + "sim" + "%08x".formatted(serial);
    }

    long totalTokens() {
        return inputTokens + outputTokens;
    }

    long reasoningTokens() {
        return (long) choices * reasoning.count();
    }

    private static Words reasoning(Prompt prompt, SimScript script) {
        final int tokens = script.number(SimScript.Key.REASONING, prompt.thinks() ? THOUGHT_TOKENS : 0);
        return tokens == 0 ? Words.NONE : Words.of(THOUGHT).repeatedTo(tokens);
    }

    private static long callTokens(List<Call> calls) {
        return calls.stream()
                .mapToLong(call -> Tokens.countArguments(call.arguments()))
                .sum();
    }

    private static Finish forced(SimScript script, Finish otherwise) {
        return switch (script.text(SimScript.Key.FINISH, "")) {
            case "length" -> Finish.LENGTH;
            case "filter" -> Finish.FILTER;
            default -> otherwise;
        };
    }

    private static @Nullable String firstStop(String text, List<String> stops) {
        return stops.stream()
                .filter(stop -> !stop.isEmpty() && text.contains(stop))
                .min(Comparator.comparingInt(text::indexOf))
                .orElse(null);
    }

    /** A tool is called when the script, the caller's choice or the user's words name one. */
    private static List<Call> calls(Prompt prompt, SimScript script, long serial) {
        final Prompt.Tool tool = chosen(prompt, script);
        if (tool == null) {
            return List.of();
        }
        final List<Call> calls = new ArrayList<>();
        for (int i = 0; i < script.number(SimScript.Key.TOOLS, 1); i++) {
            final Prompt.Tool each = script.has(SimScript.Key.TOOL) ? tool : inTurn(prompt, tool, i);
            final String arguments = script.has(SimScript.Key.TOOL_ARGS)
                    ? script.text(SimScript.Key.TOOL_ARGS, "")
                    : Json.text(arguments(each.schema()));
            calls.add(new Call("call_sim%08x_%d".formatted(serial, i), each.name(), arguments));
        }
        return calls;
    }

    /** Several calls that name no tool go to those offered in turn, beginning with {@code first}. */
    private static Prompt.Tool inTurn(Prompt prompt, Prompt.Tool first, int call) {
        final int from = prompt.tools().indexOf(first);
        return from < 0
                ? first
                : prompt.tools().get((from + call) % prompt.tools().size());
    }

    private static Prompt.@Nullable Tool chosen(Prompt prompt, SimScript script) {
        if (script.has(SimScript.Key.TOOL) || script.has(SimScript.Key.TOOLS)) {
            final String name = script.text(SimScript.Key.TOOL, "");
            final Prompt.Tool first = prompt.tools().isEmpty()
                    ? new Prompt.Tool("simulated_tool", null)
                    : prompt.tools().getFirst();
            return name.isEmpty() ? first : named(prompt, name, new Prompt.Tool(name, null));
        }
        if (prompt.tools().isEmpty()) {
            return null;
        }
        final Prompt.ToolChoice choice = prompt.choice();
        return switch (choice.mode()) {
            case NONE -> null;
            case REQUIRED ->
                choice.name() == null
                        ? prompt.tools().getFirst()
                        : named(prompt, choice.name(), prompt.tools().getFirst());
            case AUTO ->
                !prompt.results().isEmpty()
                        ? null
                        : prompt.tools().stream()
                                .filter(tool -> prompt.lastUserText().contains(tool.name()))
                                .findFirst()
                                .orElse(null);
        };
    }

    private static Prompt.Tool named(Prompt prompt, String name, Prompt.Tool otherwise) {
        return prompt.tools().stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElse(otherwise);
    }

    private static ObjectNode arguments(@Nullable JsonNode schema) {
        final ObjectNode arguments = Json.object();
        if (schema != null) {
            schema.path("properties").properties().forEach(each -> put(arguments, each.getKey(), each.getValue()));
        }
        return arguments;
    }

    private static void put(ObjectNode arguments, String name, JsonNode schema) {
        switch (schema.path("type").asText().toLowerCase(Locale.ROOT)) {
            case "integer" -> arguments.put(name, 7);
            case "number" -> arguments.put(name, 1.5);
            case "boolean" -> arguments.put(name, true);
            case "array" -> arguments.putArray(name);
            case "object" -> arguments.set(name, arguments(schema));
            default -> arguments.put(name, schema.path("enum").path(0).asText("a \"simulated\" " + name));
        }
    }
}

package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a response object, and the count that {@code /responses/input_tokens} answers: one without choices. */
final class ResponsesResponseReader implements ResponseReader {
    private static final Failure NOTHING_READ = Failure.of(ErrorType.UPSTREAM_ERROR, "nothing was read");

    private final JsonCursor cursor = new JsonCursor();
    private final JsonCursor items = new JsonCursor();
    private final JsonCursor scratch = new JsonCursor();
    private final PartCursor parts = new PartCursor();
    private final Answer answer = new Answer();
    private final OutputItem item = new OutputItem();

    private Failure failure = NOTHING_READ;
    private boolean called;
    private boolean refused;
    private boolean lost;

    @Override
    public @Nullable Response read(JsonValue body, Work work) {
        final Usage usage = new Usage();
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            return failed("the upstream's answer is no JSON object");
        }
        answer.read(cursor, usage);
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            return failed("the upstream's answer is not valid JSON");
        }
        if (answer.isFailed()) {
            failure = ResponsesFailures.ofResponse(body);
            return null;
        }
        if (answer.isCount()) {
            return new Response(JsonString.EMPTY, List.of(), usage, null);
        }
        final JsonValue output = answer.output();
        if (output == null) {
            return failed("the upstream's answer has no output");
        }
        if (answer.status() == Answer.Status.IN_PROGRESS || answer.status() == Answer.Status.QUEUED) {
            return failed("the upstream answered before it was done");
        }
        return answered(output, usage, work);
    }

    private @Nullable Response answered(JsonValue output, Usage usage, Work work) {
        called = false;
        refused = false;
        lost = false;
        final List<Part> said = new ArrayList<>(2);
        output.read(items);
        if (items.next() == JsonToken.ARRAY) {
            while (items.next() == JsonToken.OBJECT) {
                item.read(items);
                item(said, work);
            }
        }
        if (said.isEmpty() && lost) {
            return failed("the upstream's answer holds nothing that can be told to the client");
        }
        final Choice choice = new Choice(0, said, answer.finish(false, refused, called, usage), null);
        return new Response(answer.id(), List.of(choice), usage, answer.tier());
    }

    private void item(List<Part> said, Work work) {
        switch (item.kind()) {
            case MESSAGE -> message(said, work);
            case REASONING -> reasoning(said);
            case FUNCTION_CALL -> {
                called = true;
                said.add(new Part.Call(
                        item.callId(),
                        work.aliases().restore(item.name()),
                        Arguments.read(item.arguments(), scratch),
                        null,
                        null));
            }
            case OTHER -> {
                lost = true;
                work.losses().dropFromAnswer(item.type().text());
            }
        }
    }

    private void message(List<Part> said, Work work) {
        parts.begin(item.content());
        while (parts.next()) {
            refused |= parts.isRefusal();
            if (parts.isAnnotated()) {
                work.losses().dropFromAnswer("annotations");
            }
            if (!parts.partText().isEmpty()) {
                said.add(new Part.Text(parts.partText(), null));
            }
        }
    }

    private void reasoning(List<Part> said) {
        final JsonString text =
                Texts.joined(joined(item.summary(), Texts.BLANK_LINE), joined(item.content(), JsonString.EMPTY));
        final Seal seal = item.seal();
        if (!text.isEmpty() || seal != null) {
            said.add(new Part.Reasoning(text, seal));
        }
    }

    private JsonString joined(@Nullable JsonValue of, JsonString between) {
        final List<Part> texts = new ArrayList<>(1);
        parts.begin(of);
        while (parts.next()) {
            texts.add(new Part.Text(parts.partText(), null));
        }
        return Texts.joined(texts, between);
    }

    private @Nullable Response failed(String why) {
        failure = Failure.of(ErrorType.UPSTREAM_ERROR, why);
        return null;
    }

    @Override
    public Failure failure() {
        return failure;
    }
}

package io.sluice.codec.dialect.anthropic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a message, or a count of tokens: that is an answer without a choice, its input being the count. */
final class AnthropicResponseReader implements ResponseReader {
    private enum Member {
        ID,
        CONTENT,
        STOP_REASON,
        STOP_SEQUENCE,
        USAGE,
        ERROR,
        INPUT_TOKENS
    }

    private static final Member[] MEMBERS = Member.values();
    private static final NameTable MEMBER_TABLE = NameTable.ofLowerCase(MEMBERS);

    private final JsonCursor cursor = new JsonCursor();
    private final Block block = new Block();
    private final UsageWords usageWords = new UsageWords();

    private Failure failure = Failure.of(ErrorType.UPSTREAM_ERROR, "no answer was read");
    private JsonString id = JsonString.EMPTY;
    private @Nullable List<Part> parts;
    private @Nullable Finish finish;
    private @Nullable JsonString stopSequence;
    private Usage usage = new Usage();
    private boolean called;
    private boolean counted;
    private boolean failed;

    @Override
    public @Nullable Response read(JsonValue body, Work work) {
        begin();
        body.read(cursor);
        if (cursor.next() == JsonToken.OBJECT) {
            while (cursor.next() == JsonToken.NAME) {
                final int member = cursor.nameIn(MEMBER_TABLE);
                if (member < 0) {
                    cursor.skip();
                } else {
                    member(MEMBERS[member], work);
                }
            }
        }
        return cursor.failed() ? broken("the upstream's answer is not valid JSON") : answer(body);
    }

    private void begin() {
        id = JsonString.EMPTY;
        parts = null;
        finish = null;
        stopSequence = null;
        usage = new Usage();
        called = false;
        counted = false;
        failed = false;
    }

    private void member(Member member, Work work) {
        switch (member) {
            case ID -> id = Members.string(cursor);
            case CONTENT -> content(work);
            case STOP_REASON -> finish = StopReasons.read(cursor);
            case STOP_SEQUENCE -> {
                final JsonString sequence = Members.string(cursor);
                stopSequence = sequence.isEmpty() ? null : sequence;
            }
            case USAGE -> {
                usageWords.read(cursor, usage);
                usage.outputIsFinal();
            }
            case ERROR -> {
                failed = cursor.next() != JsonToken.NULL;
                cursor.skip();
            }
            case INPUT_TOKENS -> {
                counted = cursor.next() == JsonToken.NUMBER;
                usage.input(cursor.longValue());
                cursor.skip();
            }
        }
    }

    private @Nullable Response answer(JsonValue body) {
        if (failed) {
            failure = told(body);
            return null;
        }
        final List<Part> content = parts;
        if (content == null) {
            return counted ? new Response(id, List.of(), usage, null) : broken("the upstream's answer has no content");
        }
        final Finish end = (finish == null ? Finish.STOP : finish).given(called);
        return new Response(id, List.of(new Choice(0, content, end, stopSequence)), usage, usageWords.tier());
    }

    private static Failure told(JsonValue body) {
        final ByteBuf bytes = Unpooled.buffer(body.length());
        body.writeTo(bytes);
        return AnthropicFailures.INSTANCE.read(bytes, 0, bytes.readableBytes(), 0, -1);
    }

    private @Nullable Response broken(String message) {
        failure = Failure.of(ErrorType.UPSTREAM_ERROR, message);
        return null;
    }

    private void content(Work work) {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        final List<Part> read = new ArrayList<>(2);
        int token;
        while ((token = cursor.next()) != JsonToken.ARRAY_END && token != JsonToken.FAILED) {
            if (token == JsonToken.OBJECT) {
                block.read(cursor);
                part(read, work);
            } else {
                cursor.skip();
            }
        }
        parts = read;
    }

    private void part(List<Part> to, Work work) {
        switch (block.type) {
            case TEXT -> {
                if (block.hasCitations) {
                    work.losses().dropFromAnswer("citations");
                }
                if (!block.text.isEmpty()) {
                    to.add(new Part.Text(block.text, null));
                }
            }
            case THINKING -> {
                final Seal seal = seal(block.signature, false);
                if (seal != null || !block.thinking.isEmpty()) {
                    to.add(new Part.Reasoning(block.thinking, seal));
                }
            }
            case REDACTED_THINKING -> to.add(new Part.Reasoning(JsonString.EMPTY, seal(block.data, true)));
            case TOOL_USE -> {
                called = true;
                final JsonValue input = block.input;
                to.add(new Part.Call(
                        block.id,
                        work.aliases().restore(block.name),
                        input == null || input.is("null") ? Arguments.NONE : input,
                        null,
                        null));
            }
            default -> work.losses().dropFromAnswer(block.typeName());
        }
    }

    private static @Nullable Seal seal(JsonString value, boolean redacted) {
        return value.isEmpty() ? null : new Seal(Origin.ANTHROPIC, value, redacted, null);
    }

    @Override
    public Failure failure() {
        return failure;
    }
}

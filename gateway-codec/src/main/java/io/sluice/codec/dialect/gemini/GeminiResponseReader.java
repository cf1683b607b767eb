package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
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

/** Reads whole answers, and counts of tokens: a count is an answer without choices whose usage tells the input. */
final class GeminiResponseReader implements ResponseReader {
    private final JsonCursor cursor = new JsonCursor();
    private final Candidate candidate = new Candidate();
    private Failure failure = Failure.of(ErrorType.UPSTREAM_ERROR, "");
    private Work work = new Work();
    private int made;

    private @Nullable List<Choice> choices;
    private boolean blocked;
    private boolean failed;
    private boolean counted;

    @Override
    public @Nullable Response read(JsonValue body, Work of) {
        work = of;
        made = 0;
        choices = null;
        blocked = false;
        failed = false;
        counted = false;
        final Usage usage = new Usage();
        JsonString id = JsonString.EMPTY;
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            return none("the upstream's answer is no JSON object");
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = AnswerMembers.NAMES.in(cursor);
            if (member >= 0 && AnswerMembers.at(member) == AnswerMembers.RESPONSE_ID) {
                id = Members.string(cursor);
            } else {
                member(member, usage);
            }
        }
        if (failed) {
            final ByteBuf bytes = Unpooled.buffer(body.length());
            body.writeTo(bytes);
            failure = GeminiFailures.INSTANCE.read(bytes, 0, bytes.readableBytes(), 0, -1);
            return null;
        }
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            return none("the upstream's answer is not valid JSON");
        }
        return answer(id, usage);
    }

    private void member(int member, Usage usage) {
        if (member < 0) {
            cursor.skip();
            return;
        }
        switch (AnswerMembers.at(member)) {
            case CANDIDATES -> candidates();
            case PROMPT_FEEDBACK -> blocked |= Feedback.isBlocked(cursor);
            case USAGE_METADATA -> UsageReader.read(cursor, usage);
            case ERROR -> failed |= Members.something(cursor) != null;
            case TOTAL_TOKENS -> {
                counted |= cursor.next() == JsonToken.NUMBER;
                usage.input(cursor.longValue());
                cursor.skip();
            }
            case RESPONSE_ID -> cursor.skip();
        }
    }

    private @Nullable Response answer(JsonString id, Usage usage) {
        final List<Choice> read = choices;
        if (counted) {
            return new Response(id, List.of(), usage, null);
        }
        if (read == null || read.isEmpty()) {
            return blocked
                    ? new Response(id, List.of(new Choice(0, List.of(), Finish.CONTENT_FILTER, null)), usage, null)
                    : none("the upstream's answer has no candidates");
        }
        for (final Choice choice : read) {
            if (choice.parts().isEmpty() && choice.finish() == Finish.STOP && lostAll) {
                return none("the upstream's answer holds nothing that can be told");
            }
        }
        return new Response(id, List.copyOf(read), usage, null);
    }

    private boolean lostAll;

    private @Nullable Response none(String why) {
        failure = Failure.of(ErrorType.UPSTREAM_ERROR, why);
        return null;
    }

    @Override
    public Failure failure() {
        return failure;
    }

    private void candidates() {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        final List<Choice> read = new ArrayList<>(1);
        lostAll = false;
        while (cursor.next() == JsonToken.OBJECT) {
            candidate.read(cursor);
            if (!cursor.failed()) {
                read.add(choice());
            }
        }
        choices = read;
    }

    private Choice choice() {
        final List<Part> parts = new ArrayList<>(candidate.content.size());
        boolean called = false;
        for (int i = 0; i < candidate.content.size(); i++) {
            final Piece piece = candidate.content.piece(i);
            called |= piece.kind == Piece.Kind.FUNCTION_CALL;
            piece(piece, parts);
        }
        if (candidate.lost != null) {
            work.losses().dropFromAnswer(candidate.lost);
        }
        final Finish known = FinishReasons.of(candidate.finishReason);
        lostAll |= known == null && parts.isEmpty();
        final Finish finish = known == null ? Finish.STOP : known;
        return new Choice(candidate.index, parts, finish.given(called), null);
    }

    private void piece(Piece piece, List<Part> parts) {
        final Seal seal = Signatures.read(piece.signature);
        switch (piece.kind) {
            case TEXT, NOTHING -> {
                if (piece.thought) {
                    parts.add(new Part.Reasoning(piece.text, seal));
                } else {
                    if (seal != null) {
                        parts.add(new Part.Reasoning(JsonString.EMPTY, seal));
                    }
                    if (!piece.text.isEmpty()) {
                        parts.add(new Part.Text(piece.text, null));
                    }
                }
            }
            case FUNCTION_CALL -> {
                final JsonValue args = piece.object;
                final JsonString id = piece.id.isEmpty() ? CallIds.made(work, made++) : piece.id;
                parts.add(new Part.Call(
                        id,
                        work.aliases().restore(piece.functionName),
                        args == null || !args.isObject() ? Arguments.NONE : args,
                        seal,
                        null));
            }
            case INLINE_DATA -> work.losses().dropFromAnswer("inlineData");
            case FILE_DATA -> work.losses().dropFromAnswer("fileData");
            case FUNCTION_RESPONSE, SERVER_TOOL, UNKNOWN ->
                work.losses().dropFromAnswer(piece.name.isEmpty() ? "parts" : piece.name);
        }
        lostAll |= piece.kind == Piece.Kind.INLINE_DATA || piece.kind == Piece.Kind.FILE_DATA;
    }

    /** What is said of the prompt. */
    static final class Feedback {
        private static final ProtoNames NAMES = ProtoNames.of(Word.values());

        private enum Word {
            BLOCK_REASON
        }

        private Feedback() {}

        /** Whether the value behind the name {@code promptFeedback} says that the prompt was refused. */
        static boolean isBlocked(JsonCursor cursor) {
            if (cursor.next() != JsonToken.OBJECT) {
                cursor.skip();
                return false;
            }
            boolean blocked = false;
            while (cursor.next() == JsonToken.NAME) {
                if (NAMES.in(cursor) == 0) {
                    blocked |= !Members.string(cursor).isEmpty();
                } else {
                    cursor.skip();
                }
            }
            return blocked;
        }
    }
}

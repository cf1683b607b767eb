package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives ids to calls and results of a dialect that ties them by name and order, for vendors that tie them by id. */
public final class CallPairs {
    private final Work work;
    private final Map<String, ArrayDeque<JsonString>> unanswered = new HashMap<>();
    private int made;

    private CallPairs(Work work) {
        this.work = work;
    }

    /** The request with an id on every call and result: itself when they all have one. Call k of a turn belongs to result k of the same name. */
    public static Request withIds(Request request, Work work) {
        for (final Turn turn : request.turns()) {
            for (final Part part : turn.parts()) {
                if (lacksId(part)) {
                    return request.withTurns(new CallPairs(work).turns(request.turns()));
                }
            }
        }
        return request;
    }

    private static boolean lacksId(Part part) {
        return part instanceof Part.Call call && call.id().isEmpty()
                || part instanceof Part.Result result && result.id().isEmpty();
    }

    private List<Turn> turns(List<Turn> turns) {
        final List<Turn> paired = new ArrayList<>(turns.size());
        for (final Turn turn : turns) {
            if (turn.role() == Turn.Role.ASSISTANT) {
                unanswered.clear();
            }
            final List<Part> parts = new ArrayList<>(turn.parts().size());
            for (final Part part : turn.parts()) {
                parts.add(
                        switch (part) {
                            case Part.Call call -> call(call);
                            case Part.Result result -> result(result);
                            default -> part;
                        });
            }
            paired.add(new Turn(turn.role(), parts));
        }
        return paired;
    }

    private Part call(Part.Call call) {
        final JsonString id = call.id().isEmpty() ? CallIds.made(work, made++) : call.id();
        unanswered
                .computeIfAbsent(call.name().text(), name -> new ArrayDeque<>())
                .add(id);
        return new Part.Call(id, call.name(), call.args(), call.seal(), call.cache());
    }

    private Part result(Part.Result result) {
        if (!result.id().isEmpty()) {
            return result;
        }
        final JsonString called = oldest(result.name());
        final JsonString id = called == null ? CallIds.made(work, made++) : called;
        return new Part.Result(id, result.name(), result.text(), result.media(), result.isError(), result.cache());
    }

    private @Nullable JsonString oldest(@Nullable JsonString name) {
        final ArrayDeque<JsonString> ids = name == null ? null : unanswered.get(name.text());
        return ids == null ? null : ids.poll();
    }
}

package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The marks of a request that is being written: the vendor takes four, so the first ones of more are left out. They are counted in the
 * order in which a prompt is cached: tools, instructions, turns.
 */
final class CacheMarks {
    private static final int MAX = 4;
    private static final byte[] CACHE_CONTROL = JsonWriter.name("cache_control");
    private static final byte[] TYPE = JsonWriter.name("type");
    private static final byte[] TTL = JsonWriter.name("ttl");
    private static final byte[] EPHEMERAL = Json.ascii("\"ephemeral\"");

    private int tooMany;

    void begin(Request request) {
        int marks = 0;
        for (final Tool tool : request.toolbox().tools()) {
            marks += tool.cache() == null ? 0 : 1;
        }
        for (final SystemText text : request.system()) {
            marks += text.cache() == null ? 0 : 1;
        }
        for (final Turn turn : request.turns()) {
            for (final Part part : turn.parts()) {
                marks += of(part) == null ? 0 : 1;
            }
        }
        tooMany = marks - MAX;
    }

    /** Writes the member of a mark, the next in order, if there is one to be told. */
    void write(@Nullable CacheMark mark, JsonWriter json) {
        if (mark == null || tooMany-- > 0) {
            return;
        }
        json.member(CACHE_CONTROL).object().member(TYPE).raw(EPHEMERAL);
        if (mark.ttl() != null) {
            json.member(TTL).string(mark.ttl());
        }
        json.endObject();
    }

    /** The mark on a part, or null. */
    static @Nullable CacheMark of(Part part) {
        return switch (part) {
            case Part.Text text -> text.cache();
            case Part.Image image -> image.cache();
            case Part.Document document -> document.cache();
            case Part.Call call -> call.cache();
            case Part.Result result -> result.cache();
            case Part.Audio _, Part.Reasoning _ -> null;
        };
    }

    /** The turns with a mark on their last part that can bear one. */
    static List<Turn> atEnd(List<Turn> turns, CacheMark mark) {
        final List<Turn> marked = new ArrayList<>(turns);
        for (int i = marked.size() - 1; i >= 0; i--) {
            final List<Part> parts = new ArrayList<>(marked.get(i).parts());
            for (int k = parts.size() - 1; k >= 0; k--) {
                final Part with = marked(parts.get(k), mark);
                if (with != null) {
                    parts.set(k, with);
                    marked.set(i, new Turn(marked.get(i).role(), parts));
                    return marked;
                }
            }
        }
        return turns;
    }

    private static @Nullable Part marked(Part part, CacheMark mark) {
        return switch (part) {
            case Part.Text text -> new Part.Text(text.text(), mark);
            case Part.Image image -> new Part.Image(image.media(), image.detail(), mark);
            case Part.Document document -> new Part.Document(document.media(), document.name(), mark);
            case Part.Call call -> new Part.Call(call.id(), call.name(), call.args(), call.seal(), mark);
            case Part.Result result ->
                new Part.Result(result.id(), result.name(), result.text(), result.media(), result.isError(), mark);
            case Part.Audio _, Part.Reasoning _ -> null;
        };
    }
}

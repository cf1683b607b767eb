package io.sluice.codec.dialect.responses;

import io.sluice.codec.json.NameTable;
import java.util.Arrays;

/** The events of a stream that mean something to another dialect, or that are written for one. */
enum EventType {
    CREATED("response.created"),
    IN_PROGRESS("response.in_progress"),
    COMPLETED("response.completed"),
    INCOMPLETE("response.incomplete"),
    FAILED("response.failed"),
    CANCELLED("response.cancelled"),
    ITEM_ADDED("response.output_item.added"),
    ITEM_DONE("response.output_item.done"),
    PART_ADDED("response.content_part.added"),
    PART_DONE("response.content_part.done"),
    TEXT_DELTA("response.output_text.delta"),
    TEXT_DONE("response.output_text.done"),
    ANNOTATION_ADDED("response.output_text.annotation.added"),
    REFUSAL_DELTA("response.refusal.delta"),
    REFUSAL_DONE("response.refusal.done"),
    ARGUMENTS_DELTA("response.function_call_arguments.delta"),
    ARGUMENTS_DONE("response.function_call_arguments.done"),
    SUMMARY_PART_ADDED("response.reasoning_summary_part.added"),
    SUMMARY_PART_DONE("response.reasoning_summary_part.done"),
    SUMMARY_DELTA("response.reasoning_summary_text.delta"),
    SUMMARY_DONE("response.reasoning_summary_text.done"),
    REASONING_DELTA("response.reasoning_text.delta"),
    REASONING_DONE("response.reasoning_text.done"),
    KEEPALIVE("keepalive"),
    ERROR("error");

    private static final EventType[] ALL = values();

    /** The index of a name is the ordinal. */
    static final NameTable NAMES =
            NameTable.of(Arrays.stream(ALL).map(type -> type.word).toArray(String[]::new));

    private final String word;

    private static final byte[][] HEADS = Arrays.stream(ALL)
            .map(type ->
                    Json.ascii("event: " + type.word + "\ndata: {\"type\":\"" + type.word + "\",\"sequence_number\":"))
            .toArray(byte[][]::new);

    EventType(String word) {
        this.word = word;
    }

    static EventType at(int index) {
        return ALL[index];
    }

    /** It goes on with a part, and says nothing else. */
    boolean isDelta() {
        return switch (this) {
            case TEXT_DELTA, REFUSAL_DELTA, ARGUMENTS_DELTA, SUMMARY_DELTA, REASONING_DELTA -> true;
            default -> false;
        };
    }

    /** The beginning of such an event on the wire, up to its number. */
    byte[] head() {
        return HEADS[ordinal()];
    }
}

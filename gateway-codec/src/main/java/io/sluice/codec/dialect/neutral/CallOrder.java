package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.json.JsonString;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Puts the steps of a stream one behind the other, for dialects whose items are strictly sequential: at most one call is open, and
 * nothing is told between its start and its end. The lowest unfinished call passes as it comes; what belongs behind it waits,
 * bounded; a call whose arguments are a whole object is closed as soon as something waits. Tells the first choice only. Owned by one
 * thread, reused; copies nothing while calls come one after the other.
 */
public final class CallOrder implements EventSink {
    private static final int NONE = -1;

    private final EventSink next;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ArgumentsEnd arguments = new ArgumentsEnd();
    private int openCall = NONE;
    private int maxHeldBytes;
    private int heldBytes;
    private boolean over;

    /** @param next told the steps in their new order; its strings are valid until it returns */
    public CallOrder(EventSink next) {
        this.next = next;
    }

    /**
     * Begins another stream.
     *
     * @param maxHeldBytes most that may wait; beyond it the stream fails
     */
    public void begin(int maxHeldBytes) {
        this.maxHeldBytes = maxHeldBytes;
        waiting.clear();
        openCall = NONE;
        heldBytes = 0;
        over = false;
    }

    @Override
    public void event(Event event) {
        if (over) {
            return;
        }
        switch (event) {
            case Event.Start _, Event.Told _, Event.Alive _ -> next.event(event);
            case Event.Text text when text.choice() == 0 -> content(event, text.text());
            case Event.Reasoning reasoning when reasoning.choice() == 0 -> content(event, reasoning.text());
            case Event.Sealed sealed when sealed.choice() == 0 -> content(event, JsonString.EMPTY);
            case Event.CallStart start when start.choice() == 0 -> content(event, JsonString.EMPTY);
            case Event.CallArgs args when args.choice() == 0 -> args(args);
            case Event.CallEnd end when end.choice() == 0 -> end(end);
            case Event.Finished finished when finished.choice() == 0 -> closeAll(event);
            case Event.End _ -> {
                closeAll(event);
                over = true;
            }
            case Event.Failed _ -> fail(event);
            default -> {}
        }
    }

    private void content(Event event, JsonString text) {
        if (openCall != NONE && waiting.isEmpty() && arguments.isComplete()) {
            closeOpen();
        }
        if (openCall != NONE) {
            hold(event, text);
            return;
        }
        if (event instanceof Event.CallStart start) {
            openCall = start.call();
            arguments.begin();
        }
        next.event(event);
    }

    private void args(Event.CallArgs args) {
        if (args.call() == openCall) {
            arguments.feed(args.fragment());
            next.event(args);
            if (arguments.isComplete() && !waiting.isEmpty()) {
                closeOpen();
                advance();
            }
            return;
        }
        final Waiting call = waitingCall(args.call());
        if (call != null && take(args.fragment().length())) {
            call.add(args.fragment());
        }
    }

    private void end(Event.CallEnd end) {
        if (end.call() == openCall) {
            closeOpen();
            advance();
            return;
        }
        final Waiting call = waitingCall(end.call());
        if (call != null) {
            call.ended = true;
        }
    }

    private void closeOpen() {
        next.event(new Event.CallEnd(0, openCall));
        openCall = NONE;
    }

    /** Tells what waits, up to the next call that is still open. */
    private void advance() {
        while (openCall == NONE && !waiting.isEmpty()) {
            final Waiting first = waiting.remove();
            heldBytes -= first.length();
            tell(first);
        }
    }

    private void tell(Waiting step) {
        switch (step.event) {
            case Event.Text _ -> next.event(new Event.Text(0, step.text()));
            case Event.Reasoning _ -> next.event(new Event.Reasoning(0, step.text()));
            case Event.CallStart start -> {
                openCall = start.call();
                arguments.begin();
                next.event(start);
                final JsonString args = step.text();
                if (!args.isEmpty()) {
                    arguments.feed(args);
                    next.event(new Event.CallArgs(0, start.call(), args));
                }
                if (step.ended || arguments.isComplete() && !waiting.isEmpty()) {
                    closeOpen();
                }
            }
            default -> next.event(step.event);
        }
    }

    private void closeAll(Event event) {
        if (openCall != NONE) {
            closeOpen();
        }
        while (!waiting.isEmpty()) {
            advance();
            if (openCall != NONE) {
                closeOpen();
            }
        }
        next.event(event);
    }

    private void hold(Event event, JsonString text) {
        if (!take(text.length())) {
            return;
        }
        final Waiting last = waiting.peekLast();
        if (last != null && last.continues(event)) {
            last.add(text);
            return;
        }
        final Waiting step = new Waiting(kept(event));
        step.add(text);
        waiting.add(step);
    }

    private static Event kept(Event event) {
        return switch (event) {
            case Event.Sealed sealed ->
                new Event.Sealed(0, sealed.call(), sealed.seal().copy());
            case Event.CallStart start ->
                new Event.CallStart(
                        0, start.call(), start.id().copy(), start.name().copy());
            case Event.Text _ -> new Event.Text(0, JsonString.EMPTY);
            case Event.Reasoning _ -> new Event.Reasoning(0, JsonString.EMPTY);
            default -> event;
        };
    }

    private boolean take(int bytes) {
        heldBytes += bytes;
        if (heldBytes > maxHeldBytes) {
            fail(new Event.Failed(Failure.of(
                    ErrorType.UPSTREAM_ERROR, "the upstream mixes calls that are too large to be put in order")));
            return false;
        }
        return true;
    }

    private void fail(Event failed) {
        over = true;
        waiting.clear();
        next.event(failed);
    }

    private @Nullable Waiting waitingCall(int call) {
        for (final Waiting step : waiting) {
            if (step.event instanceof Event.CallStart start && start.call() == call) {
                return step;
            }
        }
        return null;
    }

    /** A step that has to wait, and what was added to it meanwhile. */
    private static final class Waiting {
        private final Event event;
        private @Nullable ByteBuf content;
        private boolean ended;

        Waiting(Event event) {
            this.event = event;
        }

        boolean continues(Event other) {
            return event instanceof Event.Text && other instanceof Event.Text
                    || event instanceof Event.Reasoning && other instanceof Event.Reasoning;
        }

        void add(JsonString more) {
            if (more.isEmpty()) {
                return;
            }
            ByteBuf all = content;
            if (all == null) {
                all = Unpooled.buffer(more.length());
                content = all;
            }
            more.writeTo(all);
        }

        int length() {
            return content == null ? 0 : content.readableBytes();
        }

        JsonString text() {
            return content == null
                    ? JsonString.EMPTY
                    : JsonString.view(content.array(), 0, content.readableBytes(), true);
        }
    }
}

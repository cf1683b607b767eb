package io.sluice.server.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.core.route.Upstream;
import io.sluice.server.exchange.LoopContext;
import io.sluice.server.upstream.PoolStats;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must be true when everything is over. */
final class Judgement {
    private static final List<Integer> REFUSALS = List.of(400, 401, 404, 408, 413, 415, 429, 431, 502, 503, 504);

    /** An event has ended with the CR of its blank line; what is behind it may be missing. */
    private static final int LAST_LINE_END = 4;

    private final World world;

    Judgement(World world) {
        this.world = world;
    }

    void pronounce() throws IOException {
        nothingIsLeft();
        world.clients().forEach(this::everyAnswerIsRight);
        everyPermitCameBack();
        new BooksCheck(world).check();
    }

    private void nothingIsLeft() {
        for (final LoopContext loop : world.gateway().contexts()) {
            expect(loop.inFlight() == 0, loop.inFlight() + " requests never ended");
            for (final PoolStats pool : loop.pools().stats()) {
                expect(
                        pool.busy() == 0 && pool.connecting() == 0 && pool.waiting() == 0,
                        "a pool is not at rest: " + pool);
                expect(pool.idle() == 0, "an idle connection outlived its time: " + pool);
            }
            expect(loop.wheel().size() == 0, loop.wheel().size() + " timers are left");
        }
        for (final Upstream upstream : world.gateway().upstreams().upstreams()) {
            expect(upstream.inFlight() == 0, upstream.inFlight() + " attempts never ended at " + upstream);
        }
        expect(
                world.allocator().live() == 0,
                world.allocator().live() + " buffers leak" + world.allocator().origins());
        expect(
                world.gateway().gateway().capacity().memory().heldBytes() == 0,
                "held bytes were not given back: "
                        + world.gateway().gateway().capacity().memory().heldBytes());
        expect(
                world.allocator().liveBytes() == 0,
                "memory leaks: " + world.allocator().liveBytes() + " bytes");
        expect(world.gateway().ledger().lostEvents() == 0, "billing events got lost");
        expect(
                world.gateway().ledger().ring().credits()
                        == world.gateway().ledger().ring().slotCount(),
                "the ring lacks credits");
    }

    private void everyPermitCameBack() {
        final Asked probe = world.clients().getLast().script().getFirst();
        final Asked.Heard heard = probe.heard;
        expect(
                heard != null && !new String(heard.body, ISO_8859_1).contains("concurrency_limit_exceeded"),
                "a permit of a request that ended is still out");
    }

    private void everyAnswerIsRight(Client client) {
        boolean lastToBeHeard = false;
        for (int i = 0; i < client.script().size(); i++) {
            final Asked asked = client.script().get(i);
            final Asked.Heard heard = asked.heard;
            if (heard == null) {
                final boolean owed = i < client.begun()
                        && asked.sent
                        && client.manners().isGood()
                        && !asked.disturbed
                        && !lastToBeHeard
                        && !client.left();
                expect(!owed, "no answer to " + asked);
                continue;
            }
            expect(!lastToBeHeard, "an answer behind the last: " + asked);
            if (heard.complete) {
                isRight(asked, heard);
            } else {
                isHonestlyBroken(client, asked, heard);
            }
            lastToBeHeard = !heard.keepAlive || !heard.complete;
        }
    }

    private void isRight(Asked asked, Asked.Heard heard) {
        switch (asked.kind) {
            case LOCAL ->
                expect(heard.status == 200 || heard.status == 408 || asked.disturbed, heard.status + " for " + asked);
            case REFUSED -> {
                expect(
                        heard.status == asked.status || asked.disturbed || heard.status == 408,
                        heard.status + " for " + asked);
                expect(isError(heard), "an untyped refusal of " + asked);
            }
            case MALFORMED -> {
                expect(heard.status >= 400 && isError(heard), heard.status + " for a malformed request");
                expect(!heard.keepAlive, "the connection of a malformed request is kept");
            }
            case HIDDEN -> expect(false, "a hidden request was answered");
            case CHAT -> chatIsRight(asked, heard);
        }
    }

    private void chatIsRight(Asked asked, Asked.Heard heard) {
        if (whoseWhole(asked, heard) != null) {
            return;
        }
        final boolean allWell =
                !asked.disturbed && !asked.told.isEmpty() && asked.told.stream().allMatch(Told::clean);
        expect(!allWell, "a failure although all went well, to " + asked + ": " + text(heard));
        if (heard.status == 200) {
            expect(
                    asked.stream && tellsOfItsEnd(asked, heard),
                    "nobody gave this answer to " + asked + ": " + text(heard) + departures(asked, heard));
            return;
        }
        expect(REFUSALS.contains(heard.status) || heard.status == 529, heard.status + " for " + asked);
        expect(isError(heard), "an untyped failure of " + asked + ": " + text(heard));
    }

    /** The attempt whose whole answer this is, or null. */
    static @Nullable Told whoseWhole(Asked asked, Asked.Heard heard) {
        for (final Told told : asked.told) {
            final byte[] visible = told.visible();
            if (visible != null
                    && told.status() == heard.status
                    && told.mayComplete() >= 0
                    && heard.body.length >= told.mayComplete() - (asked.stream ? LAST_LINE_END : 0)
                    && begins(visible, heard.body)) {
                return told;
            }
        }
        return null;
    }

    /** Whether a stream broke off in the middle of what a vendor said, and says so itself. */
    private static boolean tellsOfItsEnd(Asked asked, Asked.Heard heard) {
        return asked.told.stream()
                        .map(Told::visible)
                        .anyMatch(visible -> visible != null && isBeginning(visible, heard.body, true))
                && new String(heard.body, ISO_8859_1).contains("{\"error\":{");
    }

    private void isHonestlyBroken(Client client, Asked asked, Asked.Heard heard) {
        if (asked.kind != Asked.Kind.CHAT) {
            final boolean excused = !client.manners().isGood() || asked.disturbed || client.left() || client.wasReset();
            expect(excused, "a broken answer to " + asked);
            return;
        }
        final boolean goodListener =
                client.manners().isGood() && !client.wasReset() && !asked.disturbed && !client.left();
        boolean known = false;
        boolean excused = asked.told.isEmpty();
        for (final Told told : asked.told) {
            final byte[] visible = told.visible();
            known |= visible != null
                    && (isBeginning(visible, heard.body, goodListener && asked.stream)
                            || (!goodListener && asked.stream && isCutInItsError(visible, heard.body)));
            excused |= !told.clean();
        }
        known |= heard.status != 200 && (heard.body.length == 0 || heard.body[0] == '{');
        known |= heard.body.length == 0 && !goodListener;
        expect(known, "a broken answer that nobody gave, to " + asked + ": " + text(heard));
        expect(excused || !goodListener, "a broken answer although all went well, to " + asked + ": " + text(heard));
    }

    /** Whether a body is the beginning of what a vendor said, and behind it nothing but the error that tells of its end. */
    private static boolean isBeginning(byte[] whole, byte[] body, boolean mustTell) {
        int same = 0;
        while (same < body.length && same < whole.length && body[same] == whole[same]) {
            same++;
        }
        final String said = new String(body, ISO_8859_1);
        final int error = said.lastIndexOf("data: {\"error\":{");
        if (same == body.length) {
            return !mustTell || said.contains("{\"error\":{") || !isBoundary(said, said.length());
        }
        return error >= 0 && error <= same && isBoundary(said, error) && said.endsWith("}\n\n");
    }

    /** Whether a body breaks off within the error that was to tell of the failure. */
    private static boolean isCutInItsError(byte[] whole, byte[] body) {
        final int error = new String(body, ISO_8859_1).lastIndexOf("data: {\"error\":{");
        return error >= 0 && begins(whole, Arrays.copyOf(body, error));
    }

    private static boolean isBoundary(String said, int at) {
        return at == 0
                || said.startsWith("\n\n", at - 2)
                || said.startsWith("\n\r\n", at - 3)
                || said.startsWith("\n\r", at - 2);
    }

    private static boolean begins(byte[] whole, byte[] beginning) {
        return beginning.length <= whole.length
                && Arrays.equals(whole, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static boolean isError(Asked.Heard heard) {
        return heard.json && new String(heard.body, ISO_8859_1).startsWith("{\"error\":{\"message\":");
    }

    /** Where an answer departs from what each vendor said. */
    private static String departures(Asked asked, Asked.Heard heard) {
        final StringBuilder text = new StringBuilder();
        for (final Told told : asked.told) {
            final byte[] visible = told.visible();
            if (visible != null) {
                final int at = Arrays.mismatch(visible, heard.body);
                final int from = Math.max(0, at - 20);
                text.append("\n  from ")
                        .append(told.kind())
                        .append(" of ")
                        .append(visible.length)
                        .append(" bytes at ")
                        .append(at)
                        .append(": ")
                        .append(new String(heard.body, from, Math.min(80, heard.body.length - from), ISO_8859_1));
            }
        }
        return text.toString();
    }

    private static String text(Asked.Heard heard) {
        final String text = new String(heard.body, ISO_8859_1);
        return heard.status + " "
                + (text.length() < 600 ? text : text.substring(0, 250) + " ... " + text.substring(text.length() - 250));
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            world.fail(otherwise);
        }
    }
}

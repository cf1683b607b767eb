package io.sluice.server.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request of a client's: what it says, what may become of it, and what the vendors were asked on its account. */
final class Asked {
    /** What the gateway has to make of it. */
    enum Kind {
        /** Goes to a vendor and brings back its answer. */
        CHAT,
        /** The gateway answers by itself, with 200. */
        LOCAL,
        /** A fine message that the gateway refuses. */
        REFUSED,
        /** Not a message: refused, and nothing behind it is read. */
        MALFORMED,
        /** Stands behind something malformed: must never be seen as a request. */
        HIDDEN
    }

    final Kind kind;
    final String token;
    final byte[] wire;
    final byte[] body;
    final boolean stream;
    final boolean usageWanted;
    final boolean headOnly;
    final boolean keepsConnection;
    /** What a refusal must say, 0 when that depends. */
    final int status;

    final List<Told> told = new ArrayList<>();

    @Nullable
    String requestId;

    /** The client has sent all of it. */
    boolean sent;
    /** Something else than a clean upstream stood in the way: a stall of the machine, a kill. */
    boolean disturbed;

    @Nullable
    Heard heard;

    Asked(
            Kind kind,
            String token,
            byte[] wire,
            byte[] body,
            boolean stream,
            boolean usageWanted,
            boolean headOnly,
            boolean keepsConnection,
            int status) {
        this.kind = kind;
        this.token = token;
        this.wire = wire;
        this.body = body;
        this.stream = stream;
        this.usageWanted = usageWanted;
        this.headOnly = headOnly;
        this.keepsConnection = keepsConnection;
        this.status = status;
    }

    /** The answer that the client has, as far as it came. */
    static final class Heard {
        int status;
        boolean complete;
        boolean keepAlive;
        boolean json;
        byte[] body = {};
    }

    @Override
    public String toString() {
        return kind + " " + token + (stream ? " stream" : "");
    }
}

package io.sluice.server.simulation;

import org.jspecify.annotations.Nullable;

/**
 * One connection of the simulated network, both directions. Bytes travel in pieces of any size, each with a delay of its own;
 * the buffers at the gateway's end are bounded; what a close or a reset does to bytes on their way is chosen, among what a
 * kernel might do.
 */
final class Link {
    private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

    private static final int TINY_BYTES = 64;

    private final World world;
    private final Choices choices;
    private final int number;
    private final int sendBufferBytes;
    private final boolean dribbling;
    private @Nullable SimulatedSocket socket;
    private @Nullable Peer peer;

    // from the peer to the gateway
    private final ByteQueue coming = new ByteQueue();
    private final ByteQueue received = new ByteQueue();
    private boolean arrivalDue;
    private boolean finComing;
    private boolean finReceived;
    private boolean resetReceived;
    private long sentBytes;
    private long readBytes;
    private boolean requestBegun;
    private boolean spoiled;
    private long soundBytes = Long.MAX_VALUE;

    // from the gateway to the peer
    private final ByteQueue sending = new ByteQueue();
    private boolean departureDue;
    private boolean finSending;
    private boolean finTold;
    private boolean gatewayClosed;
    private boolean peerReads = true;
    private boolean peerClosed;
    private boolean peerGone;

    Link(World world, int number) {
        this.world = world;
        this.choices = world.choices();
        this.number = number;
        this.sendBufferBytes = choices.oneIn(6) ? choices.between(1, TINY_BYTES) : choices.between(512, 48 * 1024);
        this.dribbling = choices.oneIn(8);
    }

    int number() {
        return number;
    }

    /** Whether bytes travel in very small pieces: then they travel fast, or nothing would ever be done in time. */
    boolean isFine() {
        return dribbling || sendBufferBytes <= TINY_BYTES;
    }

    void ends(SimulatedSocket gatewaysEnd, Peer farEnd) {
        socket = gatewaysEnd;
        peer = farEnd;
    }

    // The peer's side

    void send(byte[] bytes) {
        if (peerGone || peerClosed) {
            return;
        }
        coming.put(bytes, 0, bytes.length);
        sentBytes += bytes.length;
        dueArrival();
    }

    /** What the peer sends beyond so many bytes from now is nothing the gateway asked for. */
    void soundFor(int bytes) {
        soundBytes = sentBytes + bytes;
    }

    /** All that the peer sends from now on was asked for. */
    void soundForAll() {
        soundBytes = Long.MAX_VALUE;
    }

    /** The peer has a whole request: what the gateway writes from now on is another. */
    void requestWhole() {
        requestBegun = false;
    }

    /** Whether the gateway has read something it did not ask for while no request was on its way. */
    boolean isSpoiled() {
        return spoiled;
    }

    /** Whether the peer has sent something it was not asked for. */
    boolean willBeSpoiled() {
        return sentBytes > soundBytes;
    }

    /** The peer sends no more, but reads on. */
    void sendEnd() {
        finComing = true;
        dueArrival();
    }

    /** The peer closes in order: what it sent arrives, what still comes to it is answered with a reset. */
    void close() {
        peerClosed = true;
        sendEnd();
    }

    /** The peer resets the connection. What it sent before may be lost. */
    void abort() {
        if (peerGone) {
            return;
        }
        peerGone = true;
        sending.clear();
        if (choices.oneIn(2)) {
            coming.clear();
        }
        world.network(number, "reset to gateway", 0, this::resetArrives);
    }

    /** Whether the peer takes bytes: when it doesn't, the gateway's send buffer fills. */
    void reading(boolean on) {
        peerReads = on;
        if (on) {
            dueDeparture();
        }
    }

    /** Whether the gateway has read all that the peer has sent: a reset would lose nothing. */
    boolean hasDelivered() {
        return readBytes == sentBytes;
    }

    private void dueArrival() {
        if (!arrivalDue && !resetReceived && (!coming.isEmpty() || (finComing && !finReceived))) {
            arrivalDue = true;
            world.network(number, "arrive", coming.size(), this::arrive);
        }
    }

    private void arrive() {
        arrivalDue = false;
        if (resetReceived) {
            return;
        }
        final int room = RECEIVE_BUFFER_BYTES - received.size();
        final int count = piece(Math.min(coming.size(), room));
        if (gatewayClosed) {
            if (count > 0) {
                refuse();
            }
            return;
        }
        if (count > 0) {
            final byte[] bytes = coming.take(count);
            received.put(bytes, 0, count);
        }
        if (coming.isEmpty() && finComing) {
            finReceived = true;
        }
        wake();
        if (room > count) {
            dueArrival();
        }
    }

    /** Bytes came for a socket that is closed. */
    private void refuse() {
        coming.clear();
        if (choices.oneIn(2)) {
            sending.clear();
        }
        world.network(number, "reset to peer", sending.size(), this::tellReset);
    }

    private void resetArrives() {
        if (!gatewayClosed && !coming.isEmpty()) {
            final byte[] bytes = coming.take(coming.size());
            received.put(bytes, 0, Math.min(bytes.length, RECEIVE_BUFFER_BYTES));
        }
        resetReceived = true;
        if (choices.oneIn(2)) {
            received.clear();
        }
        wake();
    }

    private void wake() {
        final SimulatedSocket end = socket;
        if (end != null && !gatewayClosed) {
            end.dueRead();
        }
    }

    // The gateway's side

    /** Bytes that can be read now. */
    int readable() {
        return received.size();
    }

    byte[] read(int count) {
        final byte[] bytes = received.take(count);
        readBytes += count;
        spoiled |= readBytes > soundBytes && !requestBegun;
        dueArrival();
        return bytes;
    }

    boolean isAtEnd() {
        return finReceived && received.isEmpty();
    }

    /** Whether the peer's end has come, with or without bytes before it. */
    boolean hasEnd() {
        return finReceived;
    }

    boolean isReset() {
        return resetReceived;
    }

    /** How many bytes the send buffer takes. */
    int room() {
        return sendBufferBytes - sending.size();
    }

    void write(byte[] bytes) {
        requestBegun = true;
        if (!peerGone) {
            sending.put(bytes, 0, bytes.length);
            dueDeparture();
        }
    }

    void writeEnd() {
        finSending = true;
        dueDeparture();
    }

    void closedByGateway() {
        gatewayClosed = true;
        if (!received.isEmpty()) {
            received.clear();
            refuse();
        } else {
            writeEnd();
        }
    }

    /** The gateway closes with a reset. */
    void resetByGateway() {
        gatewayClosed = true;
        received.clear();
        refuse();
    }

    /** The gateway's process is gone: its kernel sends what it has, or resets. */
    void killed() {
        if (gatewayClosed) {
            return;
        }
        socket = null;
        gatewayClosed = true;
        if (choices.oneIn(2) || !received.isEmpty()) {
            refuse();
        } else {
            writeEnd();
        }
    }

    private void dueDeparture() {
        final boolean something = !sending.isEmpty() || (finSending && !finTold);
        if (!departureDue && !peerGone && peerReads && something) {
            departureDue = true;
            world.network(number, "depart", sending.size(), this::depart);
        }
    }

    private void depart() {
        departureDue = false;
        final Peer end = peer;
        if (peerGone || !peerReads || end == null) {
            return;
        }
        if (!sending.isEmpty() && peerClosed) {
            abort();
            return;
        }
        if (!sending.isEmpty()) {
            final byte[] bytes = sending.take(piece(sending.size()));
            world.bytes(number, "to peer", bytes);
            end.received(bytes);
            final SimulatedSocket writer = socket;
            if (writer != null && !gatewayClosed) {
                writer.dueWrite();
            }
        } else if (finSending && !finTold) {
            finTold = true;
            end.ended();
        }
        dueDeparture();
    }

    private void tellReset() {
        final Peer end = peer;
        if (peerGone || end == null) {
            return;
        }
        while (!sending.isEmpty() && peerReads) {
            end.received(sending.take(sending.size()));
        }
        if (!peerGone) {
            peerGone = true;
            end.reset();
        }
    }

    private int piece(int available) {
        if (available <= 1) {
            return available;
        }
        if (dribbling) {
            return Math.min(available, choices.between(1, 40));
        }
        return choices.oneIn(3) ? choices.between(1, available) : available;
    }
}

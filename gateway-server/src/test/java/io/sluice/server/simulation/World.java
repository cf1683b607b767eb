package io.sluice.server.simulation;

import io.sluice.server.ledger.SimulatedDisk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Everything there is in one run: the gateway in all its lives, clients, vendors, network, clock and disk. */
final class World {
    static final String KEY_PREFIX = "sk-client-";
    static final String KEY = KEY_PREFIX + "free";
    static final String LIMITED_KEY = KEY_PREFIX + "limited";

    private static final long MS = 1_000_000L;
    /** Six clients with a body of 64 KiB each at most, what answers them, and heads on both sides. */
    private static final long MAX_HELD_BYTES = 2 * 1024 * 1024;

    private static final long QUIET_NS = 600_000_000_000L;
    private static final int MAX_STEPS = 2_000_000;
    private static final int SLOT_BYTES = 512;

    private final Choices choices;
    private final Trace trace;
    private final Schedule schedule;
    private final Setting setting;
    private final SimulatedDisk disk;
    private final InetAddress address = address();
    private final Map<String, Asked> asked = new LinkedHashMap<>();
    private final Set<String> requestIds = new HashSet<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<VendorConnection> vendorConnections = new ArrayList<>();
    private final List<Stranger> strangers = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final boolean hangUpsAreNoticed;
    private final int readBytes;
    private final Watch watch;

    private TrackingAllocator allocator;
    private UnsafeBuffer ring;
    private SimulatedGateway gateway;
    private int life;
    private int serials;
    private int steps;
    private long callsToDeath = Long.MAX_VALUE;
    private @Nullable UnsafeBuffer ringAtDeath;
    private boolean closing;
    private byte @Nullable [] foreignAnswer;

    World(Choices choices, Trace trace, Watch watch) throws IOException {
        this.choices = choices;
        this.trace = trace;
        this.watch = watch;
        this.schedule = new Schedule(choices);
        this.setting = Setting.any(choices);
        this.disk = new SimulatedDisk(choices.seed());
        this.hangUpsAreNoticed = choices.oneIn(2);
        this.readBytes = choices.oneIn(3) ? choices.between(1, 200) : 1 << choices.between(9, 13);
        this.allocator = new TrackingAllocator(trace.isReadable());
        this.ring = new UnsafeBuffer(ByteBuffer.allocateDirect(setting.ringSlots() * SLOT_BYTES));
        this.gateway = new SimulatedGateway(this, setting, null, ring);
        trace.remark(setting.vendors().toString());
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // Running

    /** Lives through it all, and checks at the end. */
    void run() throws IOException {
        try {
            live();
        } finally {
            forget();
        }
    }

    private void forget() {
        clients.forEach(Client::forget);
        strangers.forEach(Stranger::forget);
        vendorConnections.forEach(VendorConnection::forget);
    }

    /** Any bytes from a client and any from its vendors, beside somebody who minds his manners. */
    void run(byte[] fromClient, byte[] fromVendors) throws IOException {
        foreignAnswer = fromVendors;
        try {
            final Asked neighbour = new Requests(this).probe();
            final Link link = newLink();
            final Stranger stranger = new Stranger(this, link, fromClient, neighbour.token + ".");
            final SimulatedSocket socket = new SimulatedSocket(this, link, new InetSocketAddress(address, 30_000));
            link.ends(socket, stranger);
            strangers.add(stranger);
            gateway.accept(socket);
            stranger.connected();
            schedule.in(choices.below(20) * MS, () -> connect(List.of(neighbour), Manners.GOOD));
            finish();
        } finally {
            forget();
        }
    }

    private void live() throws IOException {
        populate();
        new Disturbances(this).plan();
        finish();
    }

    private void finish() throws IOException {
        keepBooks();
        while (schedule.isBusy() || hasUnwrittenBooks()) {
            step();
        }
        gateway.runTasks();
        probe();
        closing = true;
        new Judgement(this).pronounce();
    }

    /** When all is quiet, and long after, the caller with limits asks once more: every permit must have come back. */
    private void probe() throws IOException {
        callsToDeath = Long.MAX_VALUE;
        schedule.stall(QUIET_NS);
        connect(List.of(new Requests(this).probe()), Manners.GOOD);
        while (schedule.isBusy() || hasUnwrittenBooks()) {
            step();
        }
        gateway.runTasks();
    }

    private void populate() {
        final Requests requests = new Requests(this);
        final int count = choices.between(1, 5);
        for (int i = 0; i < count; i++) {
            final List<Asked> script = requests.script();
            final Manners manners = Manners.any(choices);
            schedule.in(choices.below(400) * MS, () -> connect(script, manners));
        }
    }

    private void connect(List<Asked> script, Manners manners) {
        final Link link = newLink();
        final SimulatedSocket socket =
                new SimulatedSocket(this, link, new InetSocketAddress(address, 30_000 + link.number()));
        final Client client = new Client(this, link, manners, script);
        link.ends(socket, client);
        clients.add(client);
        note("client connects", link.number(), script.size());
        trace.remark(script + " " + manners);
        gateway.accept(socket);
        client.connected();
    }

    private void step() throws IOException {
        if (++steps > MAX_STEPS) {
            throw new AssertionError("no end after " + MAX_STEPS + " steps");
        }
        final boolean happened = schedule.step();
        if (!happened || !choices.oneIn(8)) {
            gateway.runTasks();
        }
        watch.check();
        boundsHold();
        if (ringAtDeath != null) {
            riseAgain();
        }
    }

    /** What clients make the gateway hold is counted right, and never grows past what a handful of them may take. */
    private void boundsHold() {
        final long counted = gateway.gateway().capacity().memory().heldBytes();
        if (counted < 0 || counted > MAX_HELD_BYTES || allocator.liveBytes() > MAX_HELD_BYTES) {
            fail(counted + " bytes are counted as held, " + allocator.liveBytes() + " are");
        }
    }

    private boolean hasUnwrittenBooks() {
        return gateway.ledger().ring().depth() > 0 || gateway.hasTasks();
    }

    /** The ledger's thread has its turn, and asks for the next. */
    private void keepBooks() {
        final int inLife = life;
        schedule.inBackground(choices.between(1, 12) * MS, () -> {
            if (inLife == life) {
                try {
                    gateway.ledger().doWork(schedule.nanoTime(), schedule.epochMs());
                } catch (SimulatedDisk.Killed killed) {
                    die();
                    return;
                }
                keepBooks();
            }
        });
    }

    // Death

    /** The process dies at one of the system calls to come. */
    void dieAfter(int systemCalls) {
        callsToDeath = systemCalls;
    }

    /** A system call of the gateway's; false when the process is dead, so that nothing comes of it. */
    boolean systemCall() {
        if (ringAtDeath != null) {
            return false;
        }
        if (--callsToDeath < 0 && !closing) {
            die();
            return false;
        }
        return true;
    }

    /** From here on nothing that the process does is seen; what it has put into the ring stays. */
    void die() {
        if (ringAtDeath == null) {
            note("kill", life, 0);
            final UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(ring.capacity()));
            copy.putBytes(0, ring, 0, ring.capacity());
            ringAtDeath = copy;
            asked.values().forEach(each -> each.disturbed = true);
        }
    }

    private void riseAgain() throws IOException {
        final UnsafeBuffer left = ringAtDeath;
        if (left == null) {
            return;
        }
        life++;
        callsToDeath = Long.MAX_VALUE;
        links.forEach(Link::killed);
        disk.restart();
        watch.forget();
        allocator = new TrackingAllocator(trace.isReadable());
        ring = left;
        ringAtDeath = null;
        gateway = new SimulatedGateway(this, setting, left, left);
        note("recovered", life, gateway.ledger().recovery().crashRecords());
        keepBooks();
    }

    // The network

    Link newLink() {
        final Link link = new Link(this, links.size());
        links.add(link);
        return link;
    }

    /** The gateway wants a connection to a vendor. */
    void dialed(SimulatedSocket socket, InetSocketAddress to) {
        final Vendor vendor = setting.vendors()
                .get(to.getPort() - setting.vendors().getFirst().port());
        final Link link = socket.link();
        final int mood = choices.oneIn(vendor.refusesIn()) ? choices.below(3) : 3;
        note("dial " + vendor.channel(), link.number(), mood);
        switch (mood) {
            case 0 -> {} // nobody ever answers
            case 1 -> later(delay(), socket::connectionRefused);
            default ->
                later(mood == 2 ? choices.below(700) * MS : delay(), () -> {
                    final VendorConnection connection = new VendorConnection(this, vendor, link);
                    vendorConnections.add(connection);
                    link.ends(socket, connection);
                    socket.connectionMade();
                });
        }
    }

    /** Something on the wire takes its time. */
    void network(int link, String what, long value, Runnable arrival) {
        final long delayNs = links.get(link).isFine() ? choices.below(4) * 5_000L : delay();
        schedule.in(delayNs, () -> {
            note(what, link, value);
            arrival.run();
        });
    }

    private long delay() {
        return choices.oneIn(40) ? choices.below(60) * MS : choices.below(4) * 100_000L;
    }

    /** A loop will see at its next turn, or soon, that a socket is ready. */
    void ready(int link, String what, Runnable action) {
        schedule.in(choices.below(3) * 10_000L, () -> {
            note(what, link, 0);
            action.run();
        });
    }

    void later(long delayNs, Runnable action) {
        schedule.in(delayNs, action);
    }

    boolean noticesHangUp(Link link) {
        return hangUpsAreNoticed && (link.isReset() || link.hasEnd());
    }

    int readSize(int available) {
        final int most = Math.min(available, readBytes);
        return choices.oneIn(4) ? choices.between(1, most) : most;
    }

    // Who is who

    String nextToken() {
        return "T" + asked.size() + "x";
    }

    Asked register(Asked request) {
        asked.put(request.token, request);
        return request;
    }

    @Nullable
    Asked asked(String token) {
        return asked.get(token);
    }

    static String model(Asked request) {
        return "chat-" + request.token;
    }

    void requestId(String id) {
        if (!requestIds.add(id)) {
            fail("two answers have the id " + id);
        }
    }

    /** What a vendor answers to what nobody here has asked; null when that must not happen. */
    byte @Nullable [] foreignAnswer() {
        return foreignAnswer;
    }

    int nextSerial() {
        return serials++;
    }

    // What the parts share

    void note(String what, long number, long value) {
        trace.note(schedule.nanoTime(), what, number, value);
    }

    void bytes(int link, String what, byte[] bytes) {
        trace.note(schedule.nanoTime(), what, link, (long) Arrays.hashCode(bytes) << 32 | bytes.length);
        if (trace.isReadable()) {
            final String text =
                    new String(bytes, 0, Math.min(bytes.length, 160), java.nio.charset.StandardCharsets.ISO_8859_1);
            trace.remark(bytes.length + " " + text.replace("\r", "\\r").replace("\n", "\\n"));
        }
    }

    void fail(String what) {
        watch.found(new AssertionError(what));
        throw new AssertionError(what);
    }

    Choices choices() {
        return choices;
    }

    Schedule schedule() {
        return schedule;
    }

    Setting setting() {
        return setting;
    }

    SimulatedDisk disk() {
        return disk;
    }

    UnsafeBuffer ring() {
        return ring;
    }

    SimulatedGateway gateway() {
        return gateway;
    }

    TrackingAllocator allocator() {
        return allocator;
    }

    InetAddress localAddress() {
        return address;
    }

    int life() {
        return life;
    }

    List<Client> clients() {
        return clients;
    }

    Map<String, Asked> allAsked() {
        return asked;
    }
}

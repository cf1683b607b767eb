package io.sluice.server.simulation;

/** What befalls the whole machine: stalls, clocks set, a disk that fails and heals, a shutdown, and death. */
final class Disturbances {
    private static final long MS = 1_000_000L;

    private final World world;
    private final Choices choices;

    Disturbances(World world) {
        this.world = world;
        this.choices = world.choices();
    }

    void plan() {
        if (choices.oneIn(4)) {
            at(this::stall);
        }
        if (choices.oneIn(3)) {
            at(this::setClock);
            at(this::setClock);
        }
        if (choices.oneIn(3)) {
            at(this::breakDisk);
        }
        if (choices.oneIn(5)) {
            at(() -> world.dieAfter(choices.below(30)));
            if (choices.oneIn(3)) {
                at(() -> world.dieAfter(choices.below(30)));
            }
        } else if (choices.oneIn(12)) {
            at(this::shutDown);
        }
    }

    private void at(Runnable disturbance) {
        world.later(choices.below(choices.oneIn(3) ? 3_000 : 500) * MS, disturbance);
    }

    private void stall() {
        world.note("stall", 0, 0);
        world.schedule().stall(choices.below(2_500) * MS);
        disturbAll();
    }

    private void setClock() {
        world.schedule().setWallClock((choices.below(7_200_000) - 3_600_000L) * (choices.oneIn(2) ? 1 : 24));
    }

    private void breakDisk() {
        world.note("disk fails", 0, 0);
        switch (choices.below(4)) {
            case 0 -> world.disk().failSyncs(1 + choices.below(4));
            case 1 -> world.disk().failWrites(1 + choices.below(4));
            case 2 -> world.disk().capacity(world.disk().usedBytes() + choices.below(3_000));
            default -> world.disk().killAfter(choices.below(10));
        }
        world.later(choices.below(2_500) * MS, () -> world.disk().restartFaults());
    }

    private void shutDown() {
        world.note("drain", 0, 0);
        disturbAll();
        world.gateway().gateway().drain();
        world.later(
                choices.below(500) * MS,
                () -> world.gateway().contexts().forEach(loop -> {
                    loop.shutDownExchanges();
                    if (loop.inFlight() != 0) {
                        world.fail("a shutdown left " + loop.inFlight() + " requests without an end");
                    }
                }));
    }

    private void disturbAll() {
        world.allAsked().values().forEach(asked -> asked.disturbed = true);
    }
}

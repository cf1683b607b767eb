package io.sluice.server.wire;

/**
 * One example.
 *
 * @param sentence what it shows
 * @param steps what happens, and what must come of it
 */
record WireCase(String sentence, Steps steps) {
    /** The example's course, on the test's thread. */
    @FunctionalInterface
    interface Steps {
        void run(WireRig rig);
    }
}

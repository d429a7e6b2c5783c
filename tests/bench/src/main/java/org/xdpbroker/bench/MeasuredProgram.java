package org.xdpbroker.bench;

/** A program at work. Closing it ends it, in order or not. */
interface MeasuredProgram extends AutoCloseable {

    /** What it has counted so far, and the CPU time it has taken. */
    Sample sample();

    /** What it tells of itself when it is asked. For a loop that costs time, so it is not for what is measured. */
    default Sample answer() {
        return sample();
    }

    /** How many packets took how long so far, of a generator that measures it. May be called while it rests. */
    default Latencies latencies() {
        return Latencies.NONE;
    }

    LineProcess process();

    /** Stops it where it is, until it is told to go on. */
    default void rest() {
        process().rest();
    }

    default void goOn() {
        process().goOn();
    }

    /** Ends it; what it had counted in the end. */
    Sample end();

    @Override
    default void close() {
        process().close();
    }
}

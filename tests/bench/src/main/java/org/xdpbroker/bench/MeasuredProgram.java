package org.xdpbroker.bench;

/** A program at work. Closing it ends it, in order or not. */
interface MeasuredProgram extends AutoCloseable {

    /** What it has counted so far. */
    Sample sample();

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

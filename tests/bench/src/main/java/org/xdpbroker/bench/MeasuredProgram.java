package org.xdpbroker.bench;

/** A program at work. Closing it ends it, in order or not. */
interface MeasuredProgram extends AutoCloseable {

    /** What it has counted so far. */
    Sample sample();

    /** Stops it where it is, until it is told to go on. */
    void rest();

    void goOn();

    /** Ends it; what it had counted in the end. */
    Sample end();

    @Override
    void close();
}

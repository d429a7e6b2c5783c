package org.xdpbroker.bench;

/** One side of a comparison. */
interface Contender {

    /** As it stands in rows: java, c, testpmd, ... */
    String name();

    /** Starts its program for a scenario on a lane, and returns when it is at work. */
    MeasuredProgram start(BenchBed bed, Lane lane, Scenario scenario);
}

package org.xdpbroker.cli.traffic;

/** When the packets of a file are due. Moments are those of {@link System#nanoTime()}, recorded times are since 1970. */
public abstract class Schedule {

    private static final double NANOS_A_SECOND = 1e9;

    private Schedule() {}

    /** As recorded, so many times as fast. */
    public static Schedule recorded(double speed) {
        return new Schedule() {
            private long recorded;
            private long start;

            @Override
            void startPass(long firstRecorded, long now) {
                recorded = firstRecorded;
                start = now;
            }

            @Override
            long due(long nanos) {
                return start + (long) ((nanos - recorded) / speed);
            }
        };
    }

    /** One after the other at a steady rate, infinity for all at once. */
    public static Schedule rate(double perSecond) {
        return new Schedule() {
            private long start;
            private long packets;
            private boolean started;

            @Override
            void startPass(long firstRecorded, long now) {
                if (!started) {
                    start = now;
                    started = true;
                }
            }

            @Override
            long due(long nanos) {
                return start + (long) (packets * (NANOS_A_SECOND / perSecond));
            }

            @Override
            void sent() {
                packets++;
            }
        };
    }

    /** The file begins, at its first packet's recorded time. */
    abstract void startPass(long firstRecorded, long now);

    /** When the next packet is due, that was recorded at a time. */
    abstract long due(long nanos);

    /** A packet was sent, or passed over. */
    void sent() {}
}

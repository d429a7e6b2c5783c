package org.xdpbroker.cli.traffic;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether the user wants an end, by SIGINT or SIGTERM. The JVM's end then waits until {@link #close()} says that all is in order.
 */
public final class Interruption implements AutoCloseable {

    /** So long the end is put off. Who does not take what is written must not be able to put it off for ever. */
    private static final int MOST_SECONDS = 5;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean asked;

    private Interruption() {}

    /** From here on a signal asks for the end; without this it would be the end. */
    public static Interruption watched() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::askAndWait, "interruption"));
        return interruption;
    }

    boolean asked() {
        return asked;
    }

    @Override
    public void close() {
        done.countDown();
    }

    private void askAndWait() {
        asked = true;
        try {
            if (!done.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("xdp-broker: ended before all was written, after " + MOST_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

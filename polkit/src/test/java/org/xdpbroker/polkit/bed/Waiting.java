package org.xdpbroker.polkit.bed;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens soon. The limit is generous: it is there to end a test, not to measure. */
public final class Waiting {

    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Waiting() {}

    /** Fails if a condition does not come true within {@link #LIMIT}. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /**
     * As {@link #until(String, BooleanSupplier)}.
     *
     * @param what is asked when the time is up, to tell what is seen then
     */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + LIMIT.toSeconds() + " s in vain until " + what.get());
            }
            sleep(10);
        }
    }

    public static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

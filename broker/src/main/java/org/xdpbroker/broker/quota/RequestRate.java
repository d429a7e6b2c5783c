package org.xdpbroker.broker.quota;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many calls each user makes: a bucket of tokens a user, refilled with time. A user who has not called for as long as it
 * takes to fill the bucket is forgotten. Conductor thread only.
 */
public final class RequestRate {

    private static final double NANOS = 1e9;
    /** A burst may be this many seconds' worth of calls. */
    private static final int BURST_SECONDS = 2;
    /** Above this many users remembered, the full buckets are dropped first. */
    private static final int MANY_USERS = 1024;

    private final LongSupplier nanoClock;
    private final Map<Integer, Bucket> byUser = new HashMap<>();

    private static final class Bucket {
        private double tokens;
        private long filledAt;
    }

    /** @param nanoClock a clock as System.nanoTime */
    public RequestRate(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Whether the user may make a call now; if so, it is counted. */
    public boolean admit(int uid, int perSecond) {
        long now = nanoClock.getAsLong();
        double most = (double) perSecond * BURST_SECONDS;
        if (byUser.size() > MANY_USERS) {
            forgetIdle(now, perSecond);
        }
        Bucket bucket = byUser.get(uid);
        if (bucket == null) {
            bucket = new Bucket();
            bucket.tokens = most;
            byUser.put(uid, bucket);
        } else {
            bucket.tokens = Math.min(most, bucket.tokens + (now - bucket.filledAt) / NANOS * perSecond);
        }
        bucket.filledAt = now;
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens -= 1;
        return true;
    }

    /** How many users are remembered. */
    int size() {
        return byUser.size();
    }

    private void forgetIdle(long now, int perSecond) {
        for (Iterator<Bucket> buckets = byUser.values().iterator(); buckets.hasNext(); ) {
            Bucket bucket = buckets.next();
            if (bucket.tokens + (now - bucket.filledAt) / NANOS * perSecond >= (double) perSecond * BURST_SECONDS) {
                buckets.remove();
            }
        }
    }
}

package org.xdpbroker.client;

/** Replies a broker gives. */
final class Replies {

    /** A lease of queues 0 and 1, whose descriptors are 0 (the lease's), 1 and 2. */
    static final String TWO_QUEUES =
            grant("{\"queue\":0,\"socketFileDescriptor\":1},{\"queue\":1,\"socketFileDescriptor\":2}", 0);

    private Replies() {}

    static String grant(String queues, int leaseFd) {
        return "{\"parameters\":{\"lease\":" + lease(queues) + ",\"leaseFileDescriptor\":" + leaseFd + "}}";
    }

    static String lease(String queues) {
        return "{\"id\":\"L7\",\"interface\":\"eth0\",\"ifindex\":4,\"uid\":1000,\"pid\":77,\"queues\":[" + queues
                + "],\"attachMode\":\"skb\",\"fallbackReason\":\"EOPNOTSUPP\",\"handover\":\"unbound\",\"state\":\"granted\","
                + "\"since\":\"2026-01-01T00:00:00Z\",\"rule\":\"lab\"}";
    }
}

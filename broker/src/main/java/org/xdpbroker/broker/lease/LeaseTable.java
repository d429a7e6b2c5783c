package org.xdpbroker.broker.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The live leases, and who holds which queue. Without system calls; conductor thread only. */
public final class LeaseTable {

    private final Map<String, Lease> byId = new LinkedHashMap<>();
    private final Map<Long, Lease> byQueue = new HashMap<>();

    /** @throws IllegalStateException if the id or one of the queues is taken; nothing is added then */
    public void add(Lease lease) {
        if (byId.containsKey(lease.id())) {
            throw new IllegalStateException("lease id " + lease.id() + " is taken");
        }
        for (int queue : lease.terms().queues()) {
            if (holderOf(lease.terms().ifindex(), queue) != null) {
                throw new IllegalStateException("queue " + queue + " is taken");
            }
        }
        byId.put(lease.id(), lease);
        for (int queue : lease.terms().queues()) {
            byQueue.put(key(lease.terms().ifindex(), queue), lease);
        }
    }

    public void remove(Lease lease) {
        if (byId.remove(lease.id(), lease)) {
            for (int queue : lease.terms().queues()) {
                byQueue.remove(key(lease.terms().ifindex(), queue));
            }
        }
    }

    /** The lease that holds a queue, or null. */
    public @Nullable Lease holderOf(int ifindex, int queue) {
        return byQueue.get(key(ifindex, queue));
    }

    /** The user's lease of this id; null if there is none, or another user's: who may not see it learns nothing of it. */
    public @Nullable Lease find(String id, int uid) {
        Lease lease = byId.get(id);
        return lease != null && lease.isOwnedBy(uid) ? lease : null;
    }

    public boolean hasId(String id) {
        return byId.containsKey(id);
    }

    public List<Lease> all() {
        return List.copyOf(byId.values());
    }

    public List<Lease> ofUser(int uid) {
        List<Lease> leases = new ArrayList<>();
        for (Lease lease : byId.values()) {
            if (lease.isOwnedBy(uid)) {
                leases.add(lease);
            }
        }
        return leases;
    }

    public List<Lease> onInterface(int ifindex) {
        List<Lease> leases = new ArrayList<>();
        for (Lease lease : byId.values()) {
            if (lease.terms().ifindex() == ifindex) {
                leases.add(lease);
            }
        }
        return leases;
    }

    /** How many queues a user holds by a policy rule. */
    public int queuesHeld(int uid, String rule) {
        int queues = 0;
        for (Lease lease : byId.values()) {
            if (lease.isOwnedBy(uid) && lease.terms().rule().equals(rule)) {
                queues += lease.terms().queues().size();
            }
        }
        return queues;
    }

    private static long key(int ifindex, int queue) {
        return ((long) ifindex << Integer.SIZE) | queue;
    }
}

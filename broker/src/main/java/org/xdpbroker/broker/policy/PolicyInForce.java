package org.xdpbroker.broker.policy;

/** The policy that decides now; replaced as a whole, or not at all. Conductor thread only. */
public final class PolicyInForce {

    private Policy policy;

    public PolicyInForce(Policy policy) {
        this.policy = policy;
    }

    public Policy get() {
        return policy;
    }

    /** From the next decision on. What was granted before is not looked at again. */
    public void replace(Policy next) {
        policy = next;
    }
}

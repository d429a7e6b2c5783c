package org.xdpbroker.bench;

/** What one side did in all windows of a run. */
final class Totals {

    private long packets;
    private long programNs;
    private long cpuNs;
    private long arrived;
    private long arrivedNs;
    private long offered;
    private long offeredNs;
    private long busyNs;
    private long softirqNs;

    /** What the measured program counted, and the CPU time it took for it. */
    void addProgram(Sample before, Sample after) {
        packets += after.since(before, "packets");
        programNs += after.since(before, "ns");
        cpuNs += after.cpuNs() - before.cpuNs();
    }

    /** What was counted where it counts most. */
    void addArrived(Sample before, Sample after) {
        arrived += after.since(before, "packets");
        arrivedNs += after.since(before, "ns");
    }

    /** What the generator sent. */
    void addOffered(Sample before, Sample after) {
        offered += after.since(before, "packets");
        offeredNs += after.since(before, "ns");
    }

    void addMachine(MachineTime before, MachineTime after) {
        busyNs += after.busyNs() - before.busyNs();
        softirqNs += after.softirqNs() - before.softirqNs();
    }

    /** What is told here of the whole run stands beside what the windows add up to. */
    Run run(double allocatedBytesPerPacket, long dropped, long unaccounted, Latencies latencies) {
        double each = Math.max(1, packets);
        return new Run(
                rate(arrived, arrivedNs),
                rate(offered, offeredNs),
                cpuNs / each,
                busyNs / each,
                softirqNs / each,
                (double) cpuNs / programNs,
                allocatedBytesPerPacket,
                dropped,
                unaccounted,
                latencies.count() == 0 ? null : Run.Latency.of(latencies));
    }

    private static double rate(long packets, long ns) {
        return ns == 0 ? 0 : packets * 1e9 / ns;
    }
}

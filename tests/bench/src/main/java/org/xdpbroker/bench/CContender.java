package org.xdpbroker.bench;

import java.util.ArrayList;
import java.util.List;

/** c/xsk_loop: the loop in C over libxdp, on sockets of the same broker. */
record CContender(String name, List<String> settings) implements Contender {

    /** The 16 MiB of xdpsock's defaults are more than the usual limit of locked memory; xdpsock is run by root. */
    private static final String LOCKS_MEMORY = ",+ipc_lock";

    @Override
    public MeasuredProgram start(BenchBed bed, Lane lane, Scenario scenario) {
        return CountingProgram.start(CounterFile.ofLoop(), counters -> start(bed, lane, scenario, counters));
    }

    private TalkingProgram start(BenchBed bed, Lane lane, Scenario scenario, String counters) {
        List<String> command =
                new ArrayList<>(List.of(bed.file("c/xsk_loop"), scenario.loop().word()));
        command.add("--broker=" + bed.brokerSocket());
        command.addAll(LoopArguments.of(scenario));
        command.addAll(settings);
        command.add(counters);
        command.addAll(lane.nearEnds(scenario.loop()));
        return bed.near(name, Unprivileged.command(Unprivileged.C_UID, LOCKS_MEMORY, command));
    }
}

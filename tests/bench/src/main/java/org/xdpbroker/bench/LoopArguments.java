package org.xdpbroker.bench;

import java.util.List;

/** What the C and the Java program are told in the same words. */
final class LoopArguments {

    private LoopArguments() {}

    static List<String> of(Scenario scenario) {
        return List.of("--attach-mode=" + scenario.mode().word(), "--length=" + scenario.length());
    }

    static List<String> interfaces(Scenario scenario) {
        return scenario.loop() == Loop.FWD ? List.of(BenchBed.NEAR, BenchBed.NEAR_OUT) : List.of(BenchBed.NEAR);
    }
}

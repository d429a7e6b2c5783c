package org.xdpbroker.bench;

import java.util.List;

/** What the C and the Java program are told in the same words. */
final class LoopArguments {

    private LoopArguments() {}

    static List<String> of(Scenario scenario) {
        return List.of("--attach-mode=" + scenario.mode().word(), "--length=" + scenario.length());
    }
}

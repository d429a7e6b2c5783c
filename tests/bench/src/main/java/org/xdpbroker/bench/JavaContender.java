package org.xdpbroker.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.tests.bed.Stage;

/**
 * The Java library. The JVM has the options the README tells every user to give, and no others.
 *
 * @param arguments of the loop
 * @param home another build's home, whose library it is; null for the library that was built with this bench
 */
record JavaContender(
        String name, List<String> arguments, @Nullable Path home) implements Contender {

    private static final String MAIN = "org.xdpbroker.bench.loop.LoopMain";

    JavaContender(String name, List<String> arguments) {
        this(name, arguments, null);
    }

    @Override
    public MeasuredProgram start(BenchBed bed, Lane lane, Scenario scenario) {
        return CountingProgram.start(CounterFile.ofLoop(), counters -> start(bed, lane, scenario, counters));
    }

    private TalkingProgram start(BenchBed bed, Lane lane, Scenario scenario, String counters) {
        List<String> command =
                program(home == null ? ownHome() : home, bed.brokerSocket(), bed.file("bench.jar"), MAIN);
        command.add(scenario.loop().word());
        command.addAll(LoopArguments.of(scenario));
        command.addAll(arguments);
        command.add(counters);
        command.addAll(lane.nearEnds(scenario.loop()));
        return bed.near(name, Unprivileged.command(uid(), "", command));
    }

    /** Locked memory is counted by user, and both may run at once. */
    private int uid() {
        return home == null ? Unprivileged.JAVA_UID : Unprivileged.JAVA_BEFORE_UID;
    }

    /** How one of the bench's programs that use the library is started, but for its arguments. */
    static List<String> program(String brokerSocket, String benchJar, String main) {
        return program(ownHome(), brokerSocket, benchJar, main);
    }

    private static List<String> program(Path home, String brokerSocket, String benchJar, String main) {
        List<String> command = new ArrayList<>(List.of("env", "XDP_BROKER_SOCKET=" + brokerSocket, java()));
        command.addAll(options(home));
        command.addAll(List.of("-cp", benchJar + ":" + home.resolve("lib/client") + "/*", main));
        return command;
    }

    private static List<String> options(Path home) {
        List<String> options = new ArrayList<>(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-UsePerfData",
                "-Djffi.boot.library.path=" + home.resolve("lib/jni")));
        Path libxdp = home.resolve("lib/native/libxdp.so.1");
        if (Files.exists(libxdp)) { // else the system's is recent enough
            options.add("-Dorg.xdpbroker.libxdp=" + libxdp);
        }
        return options;
    }

    private static String java() {
        return System.getProperty("java.home") + "/bin/java";
    }

    private static Path ownHome() {
        return Stage.get().installed();
    }
}

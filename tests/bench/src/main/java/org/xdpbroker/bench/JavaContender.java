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
 * @param tuning null for the library's defaults
 */
record JavaContender(String name, @Nullable Tuning tuning) implements Contender {

    /** What a user who forwards is told to do: one umem for both interfaces. */
    private static final List<String> DEFAULTS = List.of("--shared-umem");

    private static final String MAIN = "org.xdpbroker.bench.loop.LoopMain";

    @Override
    public MeasuredProgram start(BenchBed bed, Lane lane, Scenario scenario) {
        List<String> command = program(bed.brokerSocket(), bed.file("bench.jar"), MAIN);
        command.add(scenario.loop().word());
        command.addAll(LoopArguments.of(scenario));
        command.addAll(tuning == null ? DEFAULTS : tuning.arguments());
        command.addAll(lane.nearEnds(scenario.loop()));
        return bed.near(name, Unprivileged.command(Unprivileged.JAVA_UID, "", command));
    }

    /** How one of the bench's programs that use the library is started, but for its arguments. */
    static List<String> program(String brokerSocket, String benchJar, String main) {
        List<String> command = new ArrayList<>(List.of("env", "XDP_BROKER_SOCKET=" + brokerSocket, java()));
        command.addAll(options());
        command.addAll(List.of("-cp", benchJar + ":" + home().resolve("lib/client") + "/*", main));
        return command;
    }

    private static List<String> options() {
        List<String> options = new ArrayList<>(
                List.of("--enable-native-access=ALL-UNNAMED", "-Djffi.boot.library.path=" + home().resolve("lib/jni")));
        Path libxdp = home().resolve("lib/native/libxdp.so.1");
        if (Files.exists(libxdp)) { // else the system's is recent enough
            options.add("-Dorg.xdpbroker.libxdp=" + libxdp);
        }
        return options;
    }

    private static String java() {
        return System.getProperty("java.home") + "/bin/java";
    }

    private static Path home() {
        return Stage.get().installed();
    }
}

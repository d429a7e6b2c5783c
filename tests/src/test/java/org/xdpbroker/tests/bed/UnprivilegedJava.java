package org.xdpbroker.tests.bed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a Java program with the client library is started without any privilege. */
final class UnprivilegedJava {

    private UnprivilegedJava() {}

    /** @param classPath what is needed beside the client library */
    static List<String> command(int uid, String socket, String classPath, String mainClass) {
        return command("", uid, socket, classPath, mainClass);
    }

    /** As {@link #command(int, String, String, String)}, with one capability, such as {@code +ipc_lock}, or none. */
    static List<String> command(String capability, int uid, String socket, String classPath, String mainClass) {
        String set = capability.isEmpty() ? "-all" : "-all," + capability;
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=" + set,
                "--ambient-caps=" + set,
                "--bounding-set=" + set,
                "env",
                "XDP_BROKER_SOCKET=" + socket));
        command.addAll(java(classPath, mainClass));
        return command;
    }

    /** For who has no privilege already. */
    static List<String> java(String classPath, String mainClass) {
        Path home = Stage.get().installed();
        Path libxdp = home.resolve("lib/native/libxdp.so.1");
        return List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-Djnr.ffi.asm.enabled=false",
                "-Dorg.xdpbroker.checked=true",
                "-Djffi.boot.library.path=" + home.resolve("lib/jni"),
                // where the distribution's libxdp is recent enough, none is installed with us
                Files.exists(libxdp) ? "-Dorg.xdpbroker.libxdp=" + libxdp : "-Dorg.xdpbroker.libxdp=libxdp.so.1",
                "-cp",
                home.resolve("lib/client") + "/*:" + classPath,
                mainClass);
    }
}

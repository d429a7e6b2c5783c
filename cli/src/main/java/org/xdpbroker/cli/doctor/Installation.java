package org.xdpbroker.cli.doctor;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.exec.ShellWord;

/** Where this program and the daemon beside it are. */
final class Installation {

    private Installation() {}

    /** The path of a program or file, for a command to paste; just the name where the folder is not known. */
    static String path(String below) {
        Path home = home();
        return home == null
                ? Path.of(below).getFileName().toString()
                : ShellWord.of(home.resolve(below).toString());
    }

    /** bin/xdp-broker says where jffi's native part is: in lib/jni. */
    private static @Nullable Path home() {
        String jni = System.getProperty("jffi.boot.library.path");
        Path lib = jni == null ? null : Path.of(jni).toAbsolutePath().getParent();
        return lib == null ? null : lib.getParent();
    }
}

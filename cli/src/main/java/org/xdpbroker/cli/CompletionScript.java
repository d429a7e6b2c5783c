package org.xdpbroker.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;

/** Prints a script with which bash(1) completes the command lines of xdp-broker. Called by the build of a package. */
public final class CompletionScript {

    private CompletionScript() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.print(AutoComplete.bash("xdp-broker", XdpBrokerMain.commandLine()));
    }
}

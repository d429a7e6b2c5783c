package org.xdpbroker.polkit.bed;

/** A person at a terminal: polkit's own pkttyagent on a pty, as the user whose process is to be authorized. */
public final class TextAgent implements AutoCloseable {

    /** With the descriptor closed once it is registered, as pkttyagent(1) says, the first cat ends and lets us know. */
    private static final String REGISTERED = "agent is registered";

    private static final String COMMAND =
            "pkttyagent --notify-fd 3 --process %d 3>&1 >/dev/tty 2>/dev/tty" + " | { cat; echo " + REGISTERED + "; }";

    private final LoggedProcess terminal;

    private TextAgent(LoggedProcess terminal) {
        this.terminal = terminal;
    }

    /** @param pid of a process of {@link Account#USER} */
    public static TextAgent start(PolkitBed bed, int pid) {
        String uid = String.valueOf(Account.USER.uid());
        return new TextAgent(LoggedProcess.start(
                        "pkttyagent",
                        bed.root()
                                .inside(
                                        "setpriv",
                                        "--reuid=" + uid,
                                        "--regid=" + uid,
                                        "--clear-groups",
                                        "script",
                                        "-qfec",
                                        String.format(COMMAND, pid),
                                        "/dev/null"))
                .awaitSaid(REGISTERED));
    }

    /** Waits for the question, and returns all that is on the screen. */
    public String awaitPrompt() {
        return terminal.awaitSaid("Password: ").said();
    }

    public String awaitSaid(String text) {
        return terminal.awaitSaid(text).said();
    }

    /** Types a line. */
    public void type(String line) {
        terminal.type(line + "\n");
    }

    /** Closes the terminal. */
    @Override
    public void close() {
        terminal.close();
    }
}

package org.xdpbroker.client;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.protocol.posix.Errno;

/**
 * The program xdp-broker-launch, which starts a broker for whoever has no privilege, where there is no service manager to do so.
 * Always the one that is installed: no variable and no option leads to another.
 */
final class Launcher {

    static final Path PROGRAM = Path.of("/usr/sbin/xdp-broker-launch");
    private static final Path SYSTEMD = Path.of("/run/systemd/system");
    private static final File NOTHING = new File("/dev/null");

    private Launcher() {}

    /** Whether brokers are started by it here: it is installed, and systemd is not the init. */
    static boolean isInCharge() {
        return Files.isExecutable(PROGRAM) && !Files.isDirectory(SYSTEMD);
    }

    /** Whether a failure is that of a broker that is not there, or that goes at this moment as nobody has used it. */
    static boolean helpsWith(BrokerConnectionException failure) {
        Errno errno = failure.errno();
        return errno == null
                || errno.equals(Errno.ENOENT)
                || errno.equals(Errno.ECONNREFUSED)
                || errno.equals(Errno.ECONNRESET)
                || errno.equals(Errno.EPIPE);
    }

    /**
     * Runs it to its end: then a broker has answered it.
     *
     * @param why the failure that made it necessary
     * @throws BrokerConnectionException if it could not start a broker, with what it said
     */
    static void run(BrokerConnectionException why, Duration timeout) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString())
                .directory(new File("/"))
                .redirectInput(NOTHING)
                .redirectOutput(NOTHING);
        builder.environment().clear(); // it heeds none
        Process process = builder.start();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw why.and(PROGRAM + " did not end within " + timeout.toMillis() + " ms.");
            }
            if (process.exitValue() != 0) {
                // it says less than a pipe holds, and has ended
                String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                throw why.and(said.isEmpty() ? PROGRAM + " exited with " + process.exitValue() + "." : said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + PROGRAM + " started xdp-brokerd");
        } finally {
            process.destroy();
            process.getErrorStream().close();
        }
    }
}

package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.UnixSocket;

/** A client that has as many files open as it may; a process of its own, as the limit is the process's. */
class DescriptorLimitTest {

    @Test
    void descriptorsTheKernelDropsAreToldAndTheOthersClosed() throws Exception {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
            session.call();
            session.reply("{\"parameters\":{\"leases\":[]}}");
            session.call();
            List<OwnedFd> kept = session.replyWithDescriptors(Replies.TWO_QUEUES, 3);
            session.untilClientLeaves();
            for (OwnedFd end : kept) {
                assertThat(UnixSocket.receiveBytes(end, 1).endOfStream()).isTrue();
                end.close();
            }
        })) {
            Process client = new ProcessBuilder(
                            "sh",
                            "-c",
                            "ulimit -n 100 && exec \"$@\"",
                            "sh",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:-MaxFDLimit",
                            "-Djnr.ffi.asm.enabled=false",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CrowdedClient.class.getName(),
                            broker.path().toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(client.waitFor()).as(output).isZero();
            assertThat(output).contains("RLIMIT_NOFILE").contains("left: 2");
        }
    }
}

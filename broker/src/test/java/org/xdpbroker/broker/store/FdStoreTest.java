package org.xdpbroker.broker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;

class FdStoreTest {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;
    /** More than net.unix.max_dgram_qlen anywhere. */
    private static final int MORE_THAN_FIT = 1500;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private String path;
    private OwnedFd manager;
    private EventLoop loop;
    private FdStore store;

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("notify").toString();
        manager = OwnedFd.of(Libc.get().socket(AF_UNIX, SOCK_DGRAM_NONBLOCK, 0), "socket");
        byte[] name = path.getBytes(UTF_8);
        byte[] address = ByteBuffer.allocate(name.length + 3)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(name)
                .array();
        assertThat(Libc.get().bind(manager.number(), address, address.length)).isZero();
        loop = new EventLoop((what, failure) -> {
            throw failure;
        });
        store = new FdStore(path, loop, new EventLog(new PrintStream(record, true, UTF_8), false));
    }

    @AfterEach
    void close() {
        loop.close();
        manager.close();
    }

    @Test
    void a_descriptor_is_passed_with_its_name_and_stays_the_callers() throws IOException {
        OwnedFd fd = OwnedFd.of(Libc.get().eventfd(0, 0), "eventfd");
        store.put("link-7", fd);
        Received message = UnixSocket.receive(manager, 4096);
        assertThat(message.bytes()).asString(UTF_8).isEqualTo("FDSTORE=1\nFDNAME=link-7\nFDPOLL=0");
        assertThat(message.fds()).hasSize(1);
        assertThat(fd.isOpen()).isTrue();
        store.remove("link-7");
        assertThat(UnixSocket.receive(manager, 4096).bytes())
                .asString(UTF_8)
                .isEqualTo("FDSTOREREMOVE=1\nFDNAME=link-7");
    }

    @Test
    void what_the_manager_has_no_room_for_comes_a_little_later_in_order() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_FIT; i++) {
            store.remove("n" + i);
            expected.add("FDSTOREREMOVE=1\nFDNAME=n" + i);
        }
        try (OwnedFd fd = OwnedFd.of(Libc.get().eventfd(0, 0), "eventfd")) {
            store.put("last", fd); // and closed by its owner before it is sent
        }
        List<String> messages = new ArrayList<>();
        readOn(messages, expected.size() + 1);
        loop.run();
        assertThat(messages.subList(0, MORE_THAN_FIT)).isEqualTo(expected);
        assertThat(messages.get(MORE_THAN_FIT)).isEqualTo("FDSTORE=1\nFDNAME=last\nFDPOLL=0 and 1");
        assertThat(record.toString(UTF_8)).isEmpty();
    }

    @Test
    void a_manager_that_is_not_there_is_a_line_of_the_record() throws IOException {
        FdStore nowhere = new FdStore(path + ".other", loop, new EventLog(new PrintStream(record, true, UTF_8), false));
        nowhere.put("state", manager);
        nowhere.remove("state");
        assertThat(record.toString(UTF_8))
                .contains("warning: descriptor-not-stored name=state")
                .contains("warning: descriptor-not-removed name=state")
                .contains("ENOENT");
    }

    private void readOn(List<String> messages, int count) {
        Received message = UnixSocket.receive(manager, 4096);
        while (message.error() == null) {
            String fds = message.fds().isEmpty() ? "" : " and " + message.fds().size();
            messages.add(new String(message.bytes(), UTF_8) + fds);
            message.fds().forEach(OwnedFd::close);
            message = UnixSocket.receive(manager, 4096);
        }
        if (messages.size() < count) {
            loop.after(1, () -> readOn(messages, count));
        } else {
            loop.stop();
        }
    }
}

package org.xdpbroker.tests.bed;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jnr.posix.CmsgHdr;
import jnr.posix.MsgHdr;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.UnixSocket;

/** A peer that attaches file descriptors to what it sends and takes those it is sent, with jnr-posix. */
public final class DescriptorPeer implements AutoCloseable {

    private static final POSIX CALLS = POSIXFactory.getPOSIX();
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int CMSG_HEADER = 16;
    private static final int ROOM = 64 * 1024;

    private final OwnedFd socket;

    private DescriptorPeer(OwnedFd socket) {
        this.socket = socket;
    }

    /** A reply with the descriptors that came with it, which are the receiver's. */
    public record Answer(JsonObject message, List<OwnedFd> fds) implements AutoCloseable {
        @Override
        public void close() {
            fds.forEach(OwnedFd::close);
        }
    }

    public static DescriptorPeer to(RunningBroker broker) {
        try {
            return new DescriptorPeer(UnixSocket.connect(broker.socket()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a message, ended by NUL, with as many descriptors attached. */
    public void send(String message, int descriptors) {
        sendUnended(message + '\0', descriptors);
    }

    /** Sends text as it is, with as many descriptors attached. */
    public void sendUnended(String text, int descriptors) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (send(socket, bytes, Collections.nCopies(descriptors, socket)) != bytes.length) {
            throw new AssertionError("the message was not sent");
        }
    }

    /** sendmsg(2) on any socket; returns what it returns. */
    public static int send(OwnedFd socket, byte[] bytes, List<OwnedFd> fds) {
        ByteBuffer data = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        MsgHdr message = CALLS.allocateMsgHdr();
        message.setIov(new ByteBuffer[] {data});
        if (fds.isEmpty()) {
            return CALLS.sendmsg(socket.number(), message, MSG_NOSIGNAL);
        }
        ByteBuffer numbers =
                ByteBuffer.allocateDirect(Integer.BYTES * fds.size()).order(ByteOrder.nativeOrder());
        fds.forEach(fd -> numbers.putInt(fd.number()));
        CmsgHdr control = message.allocateControl(numbers.capacity());
        control.setLevel(SOL_SOCKET);
        control.setType(SCM_RIGHTS);
        control.setData(numbers.flip());
        int sent = CALLS.sendmsg(socket.number(), message, MSG_NOSIGNAL);
        if (control.getLen() != CMSG_HEADER + numbers.capacity()) { // and keeps the control memory reachable until here
            throw new AssertionError("the descriptors were not attached");
        }
        return sent;
    }

    /** Receives one message, which is to come alone. */
    public Answer receive() {
        ByteBuffer data = ByteBuffer.allocateDirect(ROOM);
        MsgHdr message = CALLS.allocateMsgHdr();
        message.setIov(new ByteBuffer[] {data});
        CmsgHdr control = message.allocateControl(Integer.BYTES * UnixSocket.MAX_FDS);
        int[] count = {-1};
        Waiting.until("the broker answers", () -> {
            count[0] = CALLS.recvmsg(socket.number(), message, MSG_CMSG_CLOEXEC);
            return count[0] >= 0;
        });
        List<OwnedFd> fds = new ArrayList<>();
        if (message.getControlLen() > 0) {
            ByteBuffer numbers = control.getData().order(ByteOrder.nativeOrder());
            for (int i = 0; i < (control.getLen() - CMSG_HEADER) / Integer.BYTES; i++) {
                fds.add(new OwnedFd(numbers.getInt()));
            }
        }
        byte[] bytes = new byte[count[0]];
        data.get(bytes);
        if (count[0] == 0 || bytes[count[0] - 1] != 0) {
            throw new AssertionError("not one whole message: " + new String(bytes, StandardCharsets.UTF_8));
        }
        String text = new String(bytes, 0, count[0] - 1, StandardCharsets.UTF_8);
        return new Answer(JsonParser.parseString(text).getAsJsonObject(), fds);
    }

    @Override
    public void close() {
        socket.close();
    }
}

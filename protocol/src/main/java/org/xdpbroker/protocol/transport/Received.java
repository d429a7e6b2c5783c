package org.xdpbroker.protocol.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * What one receive call brought.
 *
 * @param bytes the bytes; none with no error is the end of the stream
 * @param fds descriptors that came along, each owned by the caller, who closes them
 * @param fdsLost whether the kernel dropped descriptors (MSG_CTRUNC: the receiver's open-file limit was reached)
 * @param error why nothing was received, EAGAIN among others; null if something was
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
public record Received(
        byte[] bytes,
        List<OwnedFd> fds,
        boolean fdsLost,
        @Nullable Errno error) {

    public boolean endOfStream() {
        return error == null && bytes.length == 0;
    }
}

package org.xdpbroker.client;

import java.nio.ByteBuffer;
import org.xdpbroker.client.ring.CompletionRing;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.RxRing;
import org.xdpbroker.client.ring.TxRing;

/**
 * Moves packets between the rings of a socket and those who handle or write them, a batch at a time. Knows no system call, and
 * allocates nothing. Whatever a handler throws, each frame is afterwards on a ring or free.
 */
final class Batches {

    private static final long NONE = -1;

    private final Umem umem;
    private final ByteBuffer memory;
    private final FrameStack frames;
    private final FillRing fill;
    private final CompletionRing completion;
    private final RxRing rx;
    private final TxRing tx;
    private final int sendOffset;
    private final int sendRoom;

    /** How many packets were decided on in {@link #pass} whose frames' places on the fill ring are still empty. */
    private int owed;

    private boolean inReceive;
    private boolean inSend;

    Batches(Umem umem, Rings rings, FrameStack frames) {
        this.umem = umem;
        memory = umem.buffer();
        this.frames = frames;
        fill = rings.fill();
        completion = rings.completion();
        rx = rings.rx();
        tx = rings.tx();
        sendOffset = umem.config().sendOffset();
        sendRoom = umem.config().sendRoom();
    }

    FrameStack frames() {
        return frames;
    }

    /** As {@link XdpSocket#fill}. */
    int fill(FrameStack from, int max) {
        int wanted = Math.min(max, from.size());
        if (wanted <= 0) {
            return 0;
        }
        int count = fill.reserve(fill.free(wanted));
        for (int i = 0; i < count; i++) {
            fill.frameAddr(i, from.pop());
        }
        fill.submit(count);
        owed = Math.max(0, owed - count);
        return count;
    }

    /** As {@link XdpSocket#reclaim}. */
    int reclaim(FrameStack to) {
        int count = completion.peek(completion.size());
        for (int i = 0; i < count; i++) {
            to.push(completion.frameAddr(i));
        }
        completion.release(count);
        return count;
    }

    /** Each packet is handled, and its frame goes back to the fill ring. */
    int receive(PacketHandler handler, int max) {
        checkNotInReceive();
        int count = rx.peek(max);
        if (count == 0) { // the last look before each wait
            return 0;
        }
        inReceive = true;
        int handled = 0;
        try {
            while (handled < count) {
                int i = handled++;
                handler.handle(memory, (int) rx.frameAddr(i), rx.length(i));
            }
        } finally {
            inReceive = false;
            rx.cancel(count - handled);
            recycle(handled);
        }
        return handled;
    }

    /** The same where a packet may take several frames: it is gathered into one piece then. */
    int receive(PacketHandler handler, int max, Gathering gathering) {
        checkNotInReceive();
        int count = rx.peek(rx.available()); // looks anew, as the rest of a packet may have come
        inReceive = true;
        int frames = 0;
        int handled = 0;
        try {
            int end = gathering.end(rx, 0, count);
            while (handled < max && end > frames) {
                int first = frames;
                frames = end;
                handled++;
                if (end - first == 1) {
                    handler.handle(memory, (int) rx.frameAddr(first), rx.length(first));
                } else {
                    int length = gathering.gather(memory, rx, first, end);
                    handler.handle(gathering.memory(), 0, length);
                }
                end = gathering.end(rx, end, count);
            }
        } finally {
            inReceive = false;
            rx.cancel(count - frames);
            recycle(frames);
        }
        return handled;
    }

    /** Frames of the first entries peeked at go back to the fill ring, or are free if it has no room. */
    void recycle(int count) {
        int refilled = fill.reserve(count);
        for (int i = 0; i < refilled; i++) {
            fill.frameAddr(i, rx.frameAddr(i));
        }
        for (int i = refilled; i < count; i++) {
            frames.push(rx.frameAddr(i));
        }
        fill.submit(refilled);
        rx.release(count);
    }

    /** Packets are written into free frames and put on the tx ring. */
    int send(PacketWriter writer, int max) {
        beginSend();
        int room = 0;
        int sent = 0;
        long frame = NONE;
        try {
            reclaim(frames);
            room = tx.reserve(tx.free(Math.min(max, frames.size())));
            while (sent < room) {
                frame = frames.pop();
                int length = writer.write(memory, (int) frame + sendOffset, sendRoom);
                if (length <= 0) {
                    break;
                }
                checkFits(length, sendRoom);
                tx.packet(sent, frame + sendOffset, length);
                sent++;
                frame = NONE;
            }
        } finally {
            inSend = false;
            if (frame != NONE) {
                frames.push(frame);
            }
            tx.cancel(room - sent);
            tx.submit(sent);
        }
        return sent;
    }

    /** A packet is copied into free frames, more than one if it has to be. */
    boolean send(ByteBuffer packet, int maxFrames) {
        beginSend();
        try {
            reclaim(frames);
            int length = packet.remaining();
            int count = (length + sendRoom - 1) / sendRoom;
            if (count == 0 || count > maxFrames) {
                throw new IllegalArgumentException("a packet of " + length + " bytes; 1 to " + sendRoom * maxFrames
                        + " can be sent, in frames of " + sendRoom);
            }
            if (count > frames.size() || tx.reserve(count) == 0) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                long frameAddr = frames.pop() + sendOffset;
                int part = Math.min(packet.remaining(), sendRoom);
                memory.put((int) frameAddr, packet, packet.position(), part);
                packet.position(packet.position() + part);
                tx.packet(i, frameAddr, part, packet.hasRemaining() ? TxRing.CONTINUES : 0);
            }
            tx.submit(count);
            return true;
        } finally {
            inSend = false;
        }
    }

    /** Packets pass to the tx ring of a socket, in their frames where it has the same umem. */
    int forward(PacketEditor editor, Batches to, int max) {
        return to.umem == umem ? pass(editor, to, max) : copy(editor, to, max);
    }

    private int pass(PacketEditor editor, Batches to, int max) {
        checkNotInReceive();
        // what comes back from there went out from here
        to.reclaim(frames);
        int count = rx.peek(to.tx.free(max));
        if (count == 0) { // the last look before each wait
            fillUp();
            return 0;
        }
        to.tx.reserve(count);
        inReceive = true;
        int handled = 0;
        int sent = 0;
        long frame = NONE;
        try {
            while (handled < count) {
                int i = handled++;
                frame = rx.frameAddr(i);
                int length = editor.edit(memory, (int) frame, rx.length(i));
                if (length > 0) {
                    checkFits(length, umem.table().start(frame) + umem.config().frameSize() - frame);
                    to.tx.packet(sent, frame, length);
                    sent++;
                } else {
                    frames.push(frame);
                }
                frame = NONE;
            }
        } finally {
            inReceive = false;
            if (frame != NONE) {
                frames.push(frame);
            }
            rx.cancel(count - handled);
            rx.release(handled);
            owed = Math.min(owed + handled, fill.size()); // more than its size it cannot lack
            to.tx.cancel(count - sent);
            to.tx.submit(sent);
            fillUp();
        }
        return handled;
    }

    /** Gives the fill ring free frames for those that were decided on. */
    private void fillUp() {
        fill(frames, owed);
    }

    private int copy(PacketEditor editor, Batches to, int max) {
        checkNotInReceive();
        to.reclaim(to.frames);
        int count = rx.peek(to.tx.free(Math.min(max, to.frames.size())));
        if (count == 0) {
            return 0;
        }
        to.tx.reserve(count);
        inReceive = true;
        int handled = 0;
        int sent = 0;
        try {
            while (handled < count) {
                int i = handled++;
                int offset = (int) rx.frameAddr(i);
                int length = editor.edit(memory, offset, rx.length(i));
                if (length > 0) {
                    checkFits(length, to.sendRoom);
                    long frame = to.frames.pop() + to.sendOffset;
                    to.memory.put((int) frame, memory, offset, length);
                    to.tx.packet(sent, frame, length);
                    sent++;
                }
            }
        } finally {
            inReceive = false;
            rx.cancel(count - handled);
            recycle(handled);
            to.tx.cancel(count - sent);
            to.tx.submit(sent);
        }
        return handled;
    }

    private void checkNotInReceive() {
        if (inReceive) {
            throw new IllegalStateException("a handler cannot receive from the socket whose packet it handles");
        }
    }

    private void beginSend() {
        if (inSend) {
            throw new IllegalStateException("a writer cannot send on the socket it writes a packet for");
        }
        inSend = true;
    }

    private static void checkFits(int length, long room) {
        if (length > room) {
            throw new IllegalArgumentException(
                    "a packet of " + length + " bytes does not fit the " + room + " bytes left in its frame");
        }
    }
}

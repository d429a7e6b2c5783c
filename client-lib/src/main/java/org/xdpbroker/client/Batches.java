package org.xdpbroker.client;

import java.nio.ByteBuffer;
import org.xdpbroker.client.ring.CompletionRing;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.FrameTable;
import org.xdpbroker.client.ring.ProducerRing;
import org.xdpbroker.client.ring.RxRing;
import org.xdpbroker.client.ring.TxRing;

/**
 * Moves packets between the rings of a socket and those who handle or write them, a batch at a time. Knows no system call, and
 * allocates nothing. Whatever a handler throws, each frame is afterwards on a ring or free; where checked mode finds one that is used
 * twice, those of its batch may be lost.
 *
 * <p>What is done for each packet is in a method of its own, apart from what is done for a batch. In one method HotSpot would take
 * the latter for rare, as it counts calls for each turn of a loop, and inline it or not as its counts happen to stand.
 */
final class Batches {

    private static final long NONE = -1;

    /** Few packets have more: one of 64 KiB, in frames of 2048. */
    private static final int MANY_FRAMES = 40;

    private final Umem umem;
    private final ByteBuffer memory;
    private final FrameStack frames;
    private final FillRing fill;
    private final CompletionRing completion;
    private final RxRing rx;
    private final TxRing tx;
    private final int sendOffset;
    private final int sendRoom;
    private final CopyList copies = new CopyList();

    /** How many packets were decided on in {@link #pass} whose frames' places on the fill ring are still empty. */
    private int owed;

    /** How many packets of the batch the handler or the editor was asked about, the one it threw for included. */
    private int handled;
    /** How many packets of the batch were put on the tx ring. */
    private int sent;

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

    /** Whether frames of packets that were passed on are not back on the fill ring yet. */
    boolean isOwing() {
        return owed > 0;
    }

    /** As {@link XdpSocket#fill}. */
    int fill(FrameStack from, int max) {
        int wanted = Math.min(max, from.size());
        if (wanted <= 0) {
            return 0;
        }
        int count = fill.reserve(fill.free(wanted));
        fillEach(from, count);
        fill.submit(count);
        owed = Math.max(0, owed - count);
        return count;
    }

    private void fillEach(FrameStack from, int count) {
        for (int i = 0; i < count; i++) {
            fill.frameAddr(i, from.pop());
        }
    }

    /** As {@link XdpSocket#reclaim}. */
    int reclaim(FrameStack to) {
        int count = completion.peek(completion.size());
        reclaimEach(to, count);
        completion.release(count);
        return count;
    }

    private void reclaimEach(FrameStack to, int count) {
        for (int i = 0; i < count; i++) {
            to.push(completion.frameAddr(i));
        }
    }

    /** Each packet is handled, and its frame goes back to the fill ring. */
    int receive(PacketHandler handler, int max) {
        checkNotInReceive();
        int count = rx.peek(max);
        if (count == 0) { // the last look before each wait
            return 0;
        }
        inReceive = true;
        handled = 0;
        try {
            handleEach(handler, count);
        } finally {
            inReceive = false;
            rx.cancel(count - handled);
            recycle(handled);
        }
        return handled;
    }

    private void handleEach(PacketHandler handler, int count) {
        int done = 0;
        try {
            while (done < count) {
                int i = done++;
                handler.handle(memory, (int) rx.frameAddr(i), rx.length(i));
            }
        } finally {
            handled = done;
        }
    }

    /** The same where a packet may take several frames: it is gathered into one piece then. */
    int receive(PacketHandler handler, int max, Gathering gathering) {
        checkNotInReceive();
        if (max < 0) {
            throw new IllegalArgumentException("cannot receive " + max + " packets");
        }
        int available = rx.available(); // looks anew, as the rest of a packet may have come
        int count = rx.peek((int) Math.min(available, (long) max + MANY_FRAMES));
        if (count < available && gathering.end(rx, 0, count) == 0) { // one packet has more
            rx.cancel(count);
            count = rx.peek(available);
        }
        inReceive = true;
        int frames = 0;
        int packets = 0;
        try {
            int end = gathering.end(rx, 0, count);
            while (packets < max && end > frames) {
                int first = frames;
                frames = end;
                packets++;
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
        return packets;
    }

    /** Frames of the first entries peeked at go back to the fill ring, or are free if it has no room. */
    void recycle(int count) {
        int refilled = fill.reserve(fill.free(count));
        refillEach(refilled);
        if (FrameTable.CHECKED) {
            recycleChecked(refilled, count);
            return;
        }
        freeEach(refilled, count);
        fill.submit(refilled);
        rx.release(count);
    }

    private void recycleChecked(int refilled, int count) {
        try {
            submit(fill, refilled);
            freeEach(refilled, count);
        } finally {
            rx.release(count);
        }
    }

    /** In checked mode a submit may be refused, for a frame that is the caller's no more: nothing stays reserved then. */
    private static void submit(ProducerRing ring, int count) {
        if (!FrameTable.CHECKED) {
            ring.submit(count);
            return;
        }
        boolean submitted = false;
        try {
            ring.submit(count);
            submitted = true;
        } finally {
            if (!submitted) {
                ring.cancel(count);
            }
        }
    }

    private void refillEach(int count) {
        for (int i = 0; i < count; i++) {
            fill.frameAddr(i, rx.frameAddr(i));
        }
    }

    private void freeEach(int first, int end) {
        for (int i = first; i < end; i++) {
            frames.push(rx.frameAddr(i));
        }
    }

    /** Packets are written into free frames and put on the tx ring. */
    int send(PacketWriter writer, int max) {
        beginSend();
        int room = 0;
        sent = 0;
        try {
            reclaim(frames);
            room = tx.reserve(tx.free(Math.min(max, frames.size())));
            writeEach(writer, room);
        } finally {
            inSend = false;
            tx.cancel(room - sent);
            submit(tx, sent);
        }
        return sent;
    }

    private void writeEach(PacketWriter writer, int room) {
        int written = 0;
        long frame = NONE;
        try {
            while (written < room) {
                frame = frames.pop();
                int length = writer.write(memory, (int) frame + sendOffset, sendRoom);
                if (length <= 0) {
                    break;
                }
                checkFits(length, sendRoom);
                tx.packet(written, frame + sendOffset, length);
                written++;
                frame = NONE;
            }
        } finally {
            sent = written;
            if (frame != NONE) {
                frames.push(frame);
            }
        }
    }

    /** A packet is copied into free frames, more than one if it has to be. */
    boolean send(ByteBuffer packet, int maxFrames) {
        beginSend();
        try {
            reclaim(frames);
            int length = packet.remaining();
            int count = (length + sendRoom - 1) / sendRoom;
            int most = Math.min(maxFrames, Math.min(tx.size(), completion.size())); // a packet leaves whole
            if (count == 0 || count > most) {
                throw new IllegalArgumentException("a packet of " + length + " bytes; 1 to " + sendRoom * most
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
        checkNotInReceive();
        to.beginSend();
        try {
            return to.umem == umem ? pass(editor, to, max) : copy(editor, to, max);
        } finally {
            to.inSend = false;
        }
    }

    /** What was passed on to a socket and is back goes to the fill ring. */
    void goOnWith(Batches to) {
        reclaimPassed(to);
        fillUp();
    }

    private void reclaimPassed(Batches to) {
        to.reclaim(to.frames);
        if (to != this && owed > 0) { // some may have gone back out of this socket
            reclaim(frames);
        }
    }

    private int pass(PacketEditor editor, Batches to, int max) {
        reclaimPassed(to);
        boolean exchanges = to.frames != frames;
        int count = rx.peek(to.tx.free(exchanges ? Math.min(max, to.frames.size()) : max));
        if (count == 0) { // the last look before each wait
            fillUp();
            return 0;
        }
        to.tx.reserve(count);
        inReceive = true;
        handled = 0;
        sent = 0;
        try {
            passEach(editor, to.tx, count);
        } finally {
            inReceive = false;
            rx.cancel(count - handled);
            rx.release(handled);
            owed = Math.min(owed + handled, fill.size()); // more than its size it cannot lack
            to.tx.cancel(count - sent);
            submit(to.tx, sent);
            if (exchanges) {
                exchange(to.frames, sent);
            }
            fillUp();
        }
        return handled;
    }

    private void passEach(PacketEditor editor, TxRing out, int count) {
        int done = 0;
        int passed = 0;
        long frame = NONE;
        try {
            while (done < count) {
                int i = done++;
                frame = rx.frameAddr(i);
                int length = editor.edit(memory, (int) frame, rx.length(i));
                if (length > 0) {
                    checkFits(length, roomFrom(frame));
                    out.packet(passed, frame, length);
                    passed++;
                    frame = NONE;
                } else {
                    long dropped = frame;
                    frame = NONE;
                    frames.push(dropped);
                }
            }
        } finally {
            handled = done;
            sent = passed;
            if (frame != NONE) {
                frames.push(frame);
            }
        }
    }

    /** Takes as many free frames of another socket's as that was passed, whose they are from then on. */
    private void exchange(FrameStack from, int count) {
        for (int i = Math.min(count, from.size()); i > 0; i--) {
            frames.push(from.pop());
        }
    }

    /** Gives the fill ring free frames for those that were decided on. */
    private void fillUp() {
        fill(frames, owed);
    }

    private int copy(PacketEditor editor, Batches to, int max) {
        to.reclaim(to.frames);
        int count = rx.peek(to.tx.free(Math.min(max, to.frames.size())));
        if (count == 0) {
            return 0;
        }
        to.tx.reserve(count);
        copies.ensureRoom(count);
        inReceive = true;
        handled = 0;
        sent = 0;
        try {
            editEach(editor, to, count);
        } finally {
            inReceive = false;
            copies.run(memory, to.memory, sent);
            to.tx.cancel(count - sent);
            submit(to.tx, sent);
            rx.cancel(count - handled);
            recycle(handled);
        }
        return handled;
    }

    /** Edits packets and finds them a frame. They are copied when all are, as nothing stays in a register across a copy. */
    private void editEach(PacketEditor editor, Batches to, int count) {
        int done = 0;
        int passed = 0;
        try {
            while (done < count) {
                int i = done++;
                int offset = (int) rx.frameAddr(i);
                int received = rx.length(i);
                int length = editor.edit(memory, offset, received);
                if (length > 0) {
                    if (length > received) {
                        checkFits(length, roomFrom(offset));
                    }
                    checkFits(length, to.sendRoom);
                    long frame = to.frames.pop() + to.sendOffset;
                    to.tx.packet(passed, frame, length);
                    copies.set(passed, offset, (int) frame, length);
                    passed++;
                }
            }
        } finally {
            handled = done;
            sent = passed;
        }
    }

    /** How many bytes there are from an address to the end of its frame. */
    private long roomFrom(long frameAddr) {
        return umem.table().start(frameAddr) + umem.config().frameSize() - frameAddr;
    }

    private void checkNotInReceive() {
        if (inReceive) {
            throw new IllegalStateException("a handler cannot receive from the socket whose packet it handles");
        }
    }

    private void beginSend() {
        if (inSend) {
            throw new IllegalStateException(
                    "a writer or an editor cannot send on the socket that its packets go to: its tx"
                            + " ring is in use until the call returns");
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

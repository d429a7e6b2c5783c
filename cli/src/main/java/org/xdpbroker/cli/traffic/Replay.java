package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.PacketWriter;

/**
 * Sends the packets of a file, in their order: each when it is due by the recorded times or by a rate, or as fast as can be. What
 * could not be sent in time is made up for. For one thread; nothing is allocated a packet.
 */
public final class Replay {

    private final PacketWriter writer = this::write;
    private final SendQueue queue;
    private final Schedule schedule;
    private final int mostBytes;
    private final Seconds seconds = new Seconds();

    /**
     * Of each frame submitted last the length of its packet, or 0 if it is not the packet's first: as many as the kernel can have and
     * not have sent.
     */
    private final int[] lengths;

    private long now;
    private long frames;
    private long submitted;
    private long bytes;
    private long unfit;
    private int framesNotSent;
    private @Nullable ReadAhead packets;

    public Replay(SendQueue queue, Schedule schedule) {
        this.queue = queue;
        this.schedule = schedule;
        this.mostBytes = queue.mostBytes();
        this.lengths = new int[queue.frames()];
    }

    /**
     * Sends all, or until the user interrupts.
     *
     * @param passes how many times
     * @param soFar is told every second what was sent since the start
     * @throws org.xdpbroker.client.LeaseEndedException if the lease has ended
     * @throws IOException if the file cannot be read on; what was before is sent
     */
    public void run(PacketSource source, long passes, Interruption interruption, Progress<Sent> soFar)
            throws IOException {
        seconds.start();
        try (ReadAhead ahead = ReadAhead.start(source, passes, mostBytes)) {
            packets = ahead;
            sendAll(interruption, soFar);
        } finally {
            framesNotSent = queue.finish();
            seconds.end();
        }
    }

    /** What was sent so far. */
    public Sent summary() {
        int notSent = 0;
        long bytesNotSent = 0;
        for (int i = 1; i <= framesNotSent; i++) {
            int length = lengths[(int) ((frames - i) % lengths.length)];
            notSent += length > 0 ? 1 : 0;
            bytesNotSent += length;
        }
        return new Sent(submitted - notSent, bytes - bytesNotSent, seconds.elapsed(), notSent + unfit, unfit);
    }

    private void sendAll(Interruption interruption, Progress<Sent> soFar) throws IOException {
        ReadAhead ahead = packets();
        while (!interruption.asked()) {
            now = System.nanoTime();
            if (ahead.hasPacket()) {
                sendOrAwait(ahead);
            } else if (ahead.isOver()) {
                return;
            } else {
                ahead.await(Pace.LOOK_UP_NANOS);
            }
            if (seconds.isTimeToLook(now)) {
                queue.checkLease();
            }
            if (seconds.isOver(now)) {
                soFar.tell(summary());
            }
        }
    }

    private void sendOrAwait(ReadAhead ahead) throws IOException {
        long due = due(ahead);
        if (due - now > 0) {
            Pace.await(due);
        } else if (takesSeveralFrames(ahead.length())) {
            sendLong(ahead);
        } else {
            queue.send(writer, SendQueue.BATCH);
        }
    }

    private void sendLong(ReadAhead ahead) throws IOException {
        ByteBuffer packet = ahead.packet();
        try {
            queue.send(packet);
        } finally {
            if (!packet.hasRemaining()) { // it is on the ring, also if the wakeup then failed
                submitted(ahead.length());
                schedule.sent();
                ahead.take();
            }
        }
    }

    /** The next packet, if there is one that is due and fits a frame. */
    private int write(ByteBuffer memory, int offset, int room) {
        ReadAhead ahead = packets();
        while (ahead.hasPacket() && due(ahead) - now <= 0) {
            int length = ahead.length();
            if (takesSeveralFrames(length)) {
                return 0;
            }
            boolean fits = length >= Headers.ETHER_BYTES && length <= mostBytes;
            if (fits) {
                ahead.copyTo(memory, offset);
                submitted(length); // here, as a wakeup that fails tells no number
            } else {
                unfit++;
            }
            schedule.sent();
            ahead.take();
            if (fits) {
                return length;
            }
        }
        return 0;
    }

    private boolean takesSeveralFrames(int length) {
        return length > SendQueue.frameBytes() && length <= mostBytes;
    }

    private void submitted(int length) {
        lengths[(int) (frames++ % lengths.length)] = length;
        for (int i = SendQueue.framesOf(length); i > 1; i--) {
            lengths[(int) (frames++ % lengths.length)] = 0;
        }
        submitted++;
        bytes += length;
    }

    /** When the next packet is due. A pass begins when its first packet is there and those before it are sent. */
    private long due(ReadAhead ahead) {
        if (ahead.isFirst()) {
            schedule.startPass(ahead.nanos(), now);
        }
        return schedule.due(ahead.nanos());
    }

    private ReadAhead packets() {
        if (packets == null) {
            throw new IllegalStateException("nothing is read yet");
        }
        return packets;
    }
}

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

    /** The lengths of the packets submitted last: as many as the kernel can have and not have sent. */
    private final int[] lengths;

    private long now;
    private long submitted;
    private long bytes;
    private long unfit;
    private int notSent;
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
        try (ReadAhead ahead = ReadAhead.start(source, passes, SendQueue.frameBytes())) {
            packets = ahead;
            sendAll(interruption, soFar);
        } finally {
            notSent = queue.finish();
            seconds.end();
        }
    }

    /** What was sent so far. */
    public Sent summary() {
        long bytesNotSent = 0;
        for (int i = 1; i <= notSent; i++) {
            bytesNotSent += lengths[(int) ((submitted - i) % lengths.length)];
        }
        return new Sent(submitted - notSent, bytes - bytesNotSent, seconds.elapsed(), notSent + unfit, unfit);
    }

    private void sendAll(Interruption interruption, Progress<Sent> soFar) throws IOException {
        ReadAhead ahead = packets();
        while (!interruption.asked()) {
            now = System.nanoTime();
            if (ahead.hasPacket()) {
                sendOrAwait(due(ahead));
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

    private void sendOrAwait(long due) throws IOException {
        if (due - now <= 0) {
            queue.send(writer, SendQueue.BATCH);
        } else {
            Pace.await(due);
        }
    }

    /** The next packet, if there is one and it is due. */
    private int write(ByteBuffer memory, int offset, int room) {
        ReadAhead ahead = packets();
        while (ahead.hasPacket() && due(ahead) - now <= 0) {
            int length = ahead.length();
            boolean fits = length >= Headers.ETHER_BYTES && length <= mostBytes;
            if (fits) {
                ahead.copyTo(memory, offset);
                lengths[(int) (submitted % lengths.length)] = length;
                submitted++; // here, as a wakeup that fails tells no number
                bytes += length;
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

package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.pcap.PacketFile;
import org.xdpbroker.client.PacketWriter;

/**
 * Sends the packets of a file, in their order: each when it is due by the recorded times or by a rate, or as fast as can be. What
 * could not be sent in time is made up for. For one thread.
 */
public final class Replay {

    /** What is given to be replayed, once a pass. */
    @FunctionalInterface
    public interface Source {

        PacketFile open() throws IOException;
    }

    private final PacketWriter writer = this::write;
    private final SendQueue queue;
    private final Schedule schedule;
    private final int mostBytes;
    private final Seconds seconds = new Seconds();

    private long now;
    private long submitted;
    private long bytes;
    private long unfit;
    private int notSent;
    private @Nullable PacketFile file;
    private boolean hasPacket;
    /** What reading on failed with, kept until the packets before it are sent. */
    private @Nullable IOException failure;

    public Replay(SendQueue queue, Schedule schedule) {
        this.queue = queue;
        this.schedule = schedule;
        this.mostBytes = queue.mostBytes();
    }

    /**
     * Sends all, or until the user interrupts.
     *
     * @param passes how many times
     * @param soFar is told every second what was sent since the start
     * @throws org.xdpbroker.client.LeaseEndedException if the lease has ended
     * @throws IOException if the file cannot be read on; what was before is sent
     */
    public void run(Source source, long passes, Interruption interruption, Consumer<Sent> soFar) throws IOException {
        seconds.start();
        try {
            for (long pass = 0; pass < passes && !interruption.asked(); pass++) {
                try (PacketFile opened = source.open()) {
                    file = opened;
                    readNext();
                    if (!hasPacket && failure == null) {
                        return;
                    }
                    schedule.startPass(opened.nanos(), System.nanoTime());
                    sendAll(interruption, soFar);
                }
            }
        } finally {
            notSent = queue.finish();
            seconds.end();
        }
    }

    /** What was sent so far. */
    public Sent summary() {
        return new Sent(submitted - notSent, bytes, seconds.elapsed(), notSent + unfit, unfit);
    }

    private void sendAll(Interruption interruption, Consumer<Sent> soFar) throws IOException {
        while (hasPacket && !interruption.asked()) {
            now = System.nanoTime();
            if (schedule.due(file().nanos()) - now <= 0) {
                submitted += queue.send(writer, SendQueue.BATCH);
            } else {
                Pace.await(schedule.due(file().nanos()));
            }
            if (seconds.isTimeToLook(now)) {
                queue.checkLease();
            }
            if (seconds.isOver(now)) {
                soFar.accept(summary());
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The next packet that is due, if there is one. */
    private int write(ByteBuffer memory, int offset, int room) {
        while (hasPacket && schedule.due(file().nanos()) - now <= 0) {
            int length = file().captured();
            boolean fits = length >= Headers.ETHER_BYTES && length <= mostBytes;
            if (fits) {
                file().copyTo(memory, offset);
                bytes += length;
            } else {
                unfit++;
            }
            schedule.sent();
            readNext();
            if (fits) {
                return length;
            }
        }
        return 0;
    }

    private void readNext() {
        hasPacket = false;
        try {
            hasPacket = file().next();
        } catch (IOException e) {
            failure = e;
        }
    }

    private PacketFile file() {
        if (file == null) {
            throw new IllegalStateException("no file is open");
        }
        return file;
    }
}

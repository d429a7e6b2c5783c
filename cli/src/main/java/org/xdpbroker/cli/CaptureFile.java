package org.xdpbroker.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xdpbroker.cli.pcap.PcapngWriter;
import org.xdpbroker.cli.traffic.PacketSink;
import org.xdpbroker.cli.traffic.PcapngSink;
import org.xdpbroker.client.LeaseRequest;

/**
 * The file a capture goes to. It is open before the broker is asked, so that one that cannot be written takes no packet from the
 * host; and what it has had in it stays until the queues are there, so that who is refused them loses nothing.
 */
final class CaptureFile implements AutoCloseable {

    static final String STANDARD_OUTPUT = "-";

    private final Path path;
    private final boolean isNew;
    private final boolean wasThere;
    private final Named channel;
    private final PcapngWriter writer;
    private boolean begun;

    private CaptureFile(String name, LeaseRequest request, int snapLength) throws IOException {
        path = Path.of(name);
        boolean isFile = !name.equals(STANDARD_OUTPUT);
        isNew = isFile && !Files.exists(path);
        wasThere = isFile && Files.isRegularFile(path);
        channel = isFile ? Named.open(name) : Named.standardOutput();
        writer = new PcapngWriter(
                channel,
                new VersionProvider().getVersion()[0],
                request.interfaceName().value(),
                snapLength,
                request.queues() > 1);
    }

    /**
     * Opens it.
     *
     * @param name {@value #STANDARD_OUTPUT} is standard output
     * @param snapLength how many bytes of a packet there are at most
     */
    static CaptureFile open(String name, LeaseRequest request, int snapLength) throws IOException {
        CaptureFile file = new CaptureFile(name, request, snapLength);
        boolean opened = false;
        try {
            if (!file.wasThere) {
                file.writer.flush(); // however soon it ends, it is a file without packets
            }
            opened = true;
            return file;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /** From here on it is written; what it has had in it is gone. */
    PacketSink begin() throws IOException {
        begun = true;
        if (wasThere) {
            channel.truncate();
            writer.flush();
        }
        return new PcapngSink(writer);
    }

    /** Deletes it if it was made for nothing. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (isNew && !begun && Files.exists(path)) {
            Files.delete(path.toRealPath());
        }
    }

    /** A channel whose failures tell the file. */
    private static final class Named implements WritableByteChannel {

        private final String name;
        private final FileChannel channel;

        private Named(String name, FileOutputStream stream) {
            this.name = name;
            this.channel = stream.getChannel();
        }

        static Named standardOutput() {
            return new Named("to standard output", new FileOutputStream(FileDescriptor.out));
        }

        /** To append, as it is not emptied then. */
        static Named open(String name) throws IOException {
            try {
                return new Named(name, new FileOutputStream(name, true));
            } catch (IOException e) {
                throw failure(name, e);
            }
        }

        void truncate() throws IOException {
            try {
                channel.truncate(0);
            } catch (IOException e) {
                throw failure(name, e);
            }
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            try {
                return channel.write(bytes);
            } catch (IOException e) {
                throw failure(name, e);
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        /** What FileOutputStream tells is the name and in brackets the reason. */
        private static IOException failure(String name, IOException e) {
            String told = String.valueOf(e.getMessage());
            String reason = told.startsWith(name + " (") ? told.substring(name.length() + 2, told.length() - 1) : told;
            return new IOException("cannot write " + (name.isEmpty() ? "''" : name) + ": " + reason, e);
        }
    }
}

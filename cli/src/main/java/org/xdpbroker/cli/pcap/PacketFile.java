package org.xdpbroker.cli.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * A pcap or pcapng file of Ethernet packets, read from its beginning to its end by libpcap. One packet at a time: what the methods
 * tell is of the one that {@link #next()} has read. For one thread.
 */
public final class PacketFile implements AutoCloseable {

    /*
     *   struct pcap_pkthdr
     *   0           8             16            20
     *   +-----------+-------------+-------------+---------+
     *   | tv_sec    | tv_usec     | caplen      | len     |
     *   | i64       | i64, nanos  | u32         | u32     |
     *   +-----------+-------------+-------------+---------+
     */
    private static final int SECONDS = 0;
    private static final int NANOS = SECONDS + Long.BYTES;
    private static final int CAPTURED = NANOS + Long.BYTES;
    private static final int LENGTH = CAPTURED + Integer.BYTES;

    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final Libpcap libpcap;
    private final Runtime runtime;
    private final String name;
    private final Pointer headerAddress;
    private final Pointer dataAddress;
    private Pointer header;
    private Pointer bytes;
    private long pcap;
    private long nanos;
    private int captured;
    private int length;
    private byte[] data = new byte[2048];

    private PacketFile(Libpcap libpcap, Runtime runtime, String name, long pcap) {
        this.libpcap = libpcap;
        this.runtime = runtime;
        this.name = name;
        this.pcap = pcap;
        headerAddress = Memory.allocateDirect(runtime, Long.BYTES);
        dataAddress = Memory.allocateDirect(runtime, Long.BYTES);
        header = headerAddress;
        bytes = dataAddress;
    }

    /**
     * @param name the file; {@code -} is standard input
     * @throws IOException if it cannot be read, is no such file, or its packets are of another link type
     */
    public static PacketFile open(String name) throws IOException {
        Libpcap libpcap = LoadedLibpcap.get();
        Runtime runtime = Runtime.getRuntime(libpcap);
        Pointer error = Memory.allocateDirect(runtime, Libpcap.PCAP_ERRBUF_SIZE, true);
        long pcap = libpcap.pcap_open_offline_with_tstamp_precision(name, Libpcap.PCAP_TSTAMP_PRECISION_NANO, error);
        if (pcap == 0) {
            String text = error.getString(0);
            throw new IOException("cannot read " + (name.isEmpty() ? "''" : "")
                    + (text.startsWith(name + ": ") ? text : name + ": " + text) + needed(name));
        }
        PacketFile file = new PacketFile(libpcap, runtime, name, pcap);
        int linkType = libpcap.pcap_datalink(pcap);
        if (linkType != Libpcap.DLT_EN10MB) {
            file.close();
            throw new IOException(name + " has packets of link type "
                    + Objects.requireNonNullElse(libpcap.pcap_datalink_val_to_name(linkType), String.valueOf(linkType))
                    + ". Only Ethernet (EN10MB) can be sent; capture on one Ethernet interface, not on 'any'.");
        }
        return file;
    }

    /**
     * Reads the next packet.
     *
     * @return false at the end of the file
     * @throws IOException if the file is cut short or damaged there
     */
    public boolean next() throws IOException {
        int result = libpcap.pcap_next_ex(pcap, headerAddress, dataAddress);
        if (result == Libpcap.PCAP_ERROR_BREAK) {
            return false;
        }
        if (result != 1) {
            throw new IOException("cannot read on in " + name + ": " + libpcap.pcap_geterr(pcap));
        }
        header = pointer(header, headerAddress.getAddress(0));
        bytes = pointer(bytes, dataAddress.getAddress(0));
        nanos = header.getLong(SECONDS) * NANOS_A_SECOND + header.getLong(NANOS);
        captured = header.getInt(CAPTURED);
        length = header.getInt(LENGTH);
        if (captured > data.length) {
            data = new byte[captured];
        }
        bytes.get(0, data, 0, captured);
        return true;
    }

    /** When it was captured, in nanoseconds since 1970. */
    public long nanos() {
        return nanos;
    }

    /** How many bytes of it the file has. */
    public int captured() {
        return captured;
    }

    /** How many bytes it had. */
    public int length() {
        return length;
    }

    /** Copies the bytes the file has. */
    public void copyTo(ByteBuffer memory, int offset) {
        memory.put(offset, data, 0, captured);
    }

    /** What is wrong with a file that can be read is most likely what it is. */
    private static String needed(String name) {
        Path file = Path.of(name);
        return Files.isRegularFile(file) && Files.isReadable(file)
                ? ". A pcap or pcapng file is needed, as tcpdump and Wireshark write it."
                : "";
    }

    /** libpcap uses the same places again and again. */
    private Pointer pointer(Pointer before, long address) {
        return before.address() == address ? before : Pointer.wrap(runtime, address);
    }

    @Override
    public void close() {
        if (pcap != 0) {
            libpcap.pcap_close(pcap);
            pcap = 0;
        }
    }
}

package org.xdpbroker.cli.pcap;

import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** The part of libpcap that reads files, one method a function, each as its manual page has it. */
public interface Libpcap {

    /** Times of packets are in nanoseconds, whatever the file has. */
    int PCAP_TSTAMP_PRECISION_NANO = 1;

    int PCAP_ERRBUF_SIZE = 256;

    /** What pcap_next_ex(3) answers at the end of a file. */
    int PCAP_ERROR_BREAK = -2;

    /** The link type of Ethernet. */
    int DLT_EN10MB = 1;

    /** @return the open file, or 0; then {@code error} has a text */
    long pcap_open_offline_with_tstamp_precision(String file, int precision, Pointer error);

    int pcap_datalink(long pcap);

    @Nullable
    String pcap_datalink_val_to_name(int dlt);

    /**
     * @param header where the address of a {@code struct pcap_pkthdr} is put
     * @param data where the address of the packet's bytes is put; both are good until the next call
     * @return 1, or {@link #PCAP_ERROR_BREAK}, or another negative number for an error
     */
    int pcap_next_ex(long pcap, Pointer header, Pointer data);

    String pcap_geterr(long pcap);

    void pcap_close(long pcap);
}

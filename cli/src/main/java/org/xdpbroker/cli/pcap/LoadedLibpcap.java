package org.xdpbroker.cli.pcap;

import java.io.IOException;
import jnr.ffi.LibraryLoader;
import org.jspecify.annotations.Nullable;

/** The libpcap of this process, looked for once, at first use. */
final class LoadedLibpcap {

    /** Debian calls the library so for its interface of long ago; others by its own number. */
    private static final String[] SONAMES = {"libpcap.so.0.8", "libpcap.so.1"};

    private LoadedLibpcap() {}

    /** @throws IOException if there is none; the message says what to install */
    static Libpcap get() throws IOException {
        if (Holder.LIBRARY == null) {
            throw new IOException("libpcap, which reads the file, cannot be loaded as " + String.join(" or ", SONAMES)
                    + ". Install it (Debian, Ubuntu: apt install libpcap0.8).");
        }
        return Holder.LIBRARY;
    }

    private static @Nullable Libpcap load() {
        for (String name : SONAMES) {
            try {
                return LibraryLoader.create(Libpcap.class).failImmediately().load(name);
            } catch (UnsatisfiedLinkError e) {
                // the next name
            }
        }
        return null;
    }

    /** Loads when a file is opened, so that what reads no file needs no libpcap. */
    private static final class Holder {

        static final @Nullable Libpcap LIBRARY = load();
    }
}

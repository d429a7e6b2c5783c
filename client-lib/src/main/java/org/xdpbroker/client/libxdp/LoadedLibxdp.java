package org.xdpbroker.client.libxdp;

import com.kenai.jffi.Library;
import java.io.IOException;
import jnr.ffi.LibraryLoader;
import org.jspecify.annotations.Nullable;

/** The libxdp of this process, looked for once, at first use. */
public final class LoadedLibxdp {

    /** The system property that names the library's file; without it the dynamic loader looks for {@link #SONAME}. */
    public static final String PATH_PROPERTY = "org.xdpbroker.libxdp";

    static final String SONAME = "libxdp.so.1";
    /** New in 1.4, the oldest version that takes a socket made by someone else. */
    private static final String NEWEST_FUNCTION = "xsk_umem__create_with_fd";

    private static final String REMEDY =
            " Install libxdp 1.4 or later (Debian 13, Ubuntu 24.04: apt install libxdp1; else"
                    + " build xdp-tools), or name its file with -D" + PATH_PROPERTY + "=/path/to/" + SONAME + ".";

    private LoadedLibxdp() {}

    /**
     * @throws IOException if there is no libxdp or it is older than 1.4; the message says what to install
     */
    public static Libxdp get() throws IOException {
        if (Holder.LIBRARY == null) {
            throw new IOException(Holder.PROBLEM);
        }
        return Holder.LIBRARY;
    }

    /** What is wrong with a library; null if nothing is. */
    static @Nullable String problem(String file) {
        Library library = Library.openLibrary(file, Library.LAZY | Library.LOCAL);
        if (library == null) {
            return file + " cannot be loaded: " + Library.getLastError() + "." + REMEDY;
        }
        if (library.getSymbolAddress(NEWEST_FUNCTION) == 0) {
            return file + " is too old: it has no " + NEWEST_FUNCTION + "." + REMEDY;
        }
        return null;
    }

    /** Loads when it is first needed, so that a program that binds no socket needs no libxdp. */
    private static final class Holder {

        static final String FILE = System.getProperty(PATH_PROPERTY, SONAME);
        static final @Nullable String PROBLEM = problem(FILE);
        static final @Nullable Libxdp LIBRARY =
                PROBLEM == null ? LibraryLoader.create(Libxdp.class).load(FILE) : null;
    }
}

package org.xdpbroker.protocol.posix;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** Holds the loaded C library, so that a class that only names {@link Libc} does not load it. */
final class Native {

    static final Libc LIBC = LibraryLoader.create(Libc.class).load("c");
    static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

    private Native() {}
}

package org.xdpbroker.protocol.posix;

import com.kenai.jffi.Library;

/** A shared library that this process has loaded; it stays loaded as long as this or a function of it is reachable. */
public final class NativeLibrary {

    static final NativeLibrary C = new NativeLibrary("the C library", Library.getDefault());

    private final String name;
    private final Library library;

    private NativeLibrary(String name, Library library) {
        this.name = name;
        this.library = library;
    }

    /**
     * Loads a library as dlopen(3) finds it, and what it depends on.
     *
     * @throws UnsatisfiedLinkError if there is none, or it cannot be loaded
     */
    public static NativeLibrary open(String file) {
        Library library = Library.openLibrary(file, Library.LAZY | Library.LOCAL);
        if (library == null) {
            throw new UnsatisfiedLinkError(Library.getLastError());
        }
        return new NativeLibrary(file, library);
    }

    /** A function of it; one that it does not have throws as soon as it is called. */
    public NativeFunction function(String function) {
        return new NativeFunction(this, function, library.getSymbolAddress(function));
    }

    @Override
    public String toString() {
        return name;
    }
}

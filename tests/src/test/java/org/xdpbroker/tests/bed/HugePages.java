package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Huge pages that the machine sets aside for a while; those it had before are left alone. */
public final class HugePages implements AutoCloseable {

    private static final Path COUNT = Path.of("/proc/sys/vm/nr_hugepages");

    private final String before;

    private HugePages(String before) {
        this.before = before;
    }

    /** As many more as the machine can, which may be fewer or none. */
    public static HugePages setAside(int more) {
        HugePages pages = new HugePages(read(COUNT));
        write(String.valueOf(Integer.parseInt(pages.before) + more));
        return pages;
    }

    /** How many nobody uses. */
    public int free() {
        return Integer.parseInt(read(Path.of("/proc/meminfo")).replaceAll("(?s).*HugePages_Free: *(\\d+)\n.*", "$1"));
    }

    @Override
    public void close() {
        write(before);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String count) {
        try {
            Files.writeString(COUNT, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

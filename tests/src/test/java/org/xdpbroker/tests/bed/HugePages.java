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

    /** So many more than there are; where the machine cannot, the test that needs them fails or is skipped, as for other needs. */
    public static HugePages setAside(int more) {
        HugePages pages = new HugePages(read(COUNT));
        write(String.valueOf(Integer.parseInt(pages.before) + more));
        boolean there = pages.free() >= more;
        if (!there) {
            pages.close();
        }
        Prerequisites.check(
                there, more + " huge pages: memory for them in one piece, or vm.nr_hugepages that may be set");
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

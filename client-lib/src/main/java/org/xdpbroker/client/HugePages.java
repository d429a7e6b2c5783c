package org.xdpbroker.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Memory of huge pages, of the size the machine has by default; proc_meminfo(5). */
final class HugePages {

    private static final Pattern FREE = Pattern.compile("(?m)^HugePages_Free: *(\\d+)$");
    private static final Pattern SIZE = Pattern.compile("(?m)^Hugepagesize: *(\\d+) kB$");

    private HugePages() {}

    /** Maps at least as many bytes. */
    static Mapping map(long bytes) throws IOException {
        String meminfo = Files.readString(Path.of("/proc/meminfo"));
        long size = number(SIZE, meminfo) * 1024;
        if (size == 0) {
            throw new IOException("this kernel has no huge pages; use ordinary ones");
        }
        long pages = (bytes + size - 1) / size;
        try {
            return Mapping.ofHugePages(pages * size);
        } catch (SystemCallException e) {
            throw new IOException(
                    "cannot map " + pages + " huge pages of " + size / 1024 + " KiB, of which "
                            + number(FREE, meminfo) + " are free: " + e.errno()
                            + ". The administrator sets some aside with: sysctl -w vm.nr_hugepages=NUMBER",
                    e);
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}

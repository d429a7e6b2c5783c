package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** How software is installed here, by os-release(5). */
final class Distribution {

    private static final Path OS_RELEASE = Path.of("/etc/os-release");

    /** The families with how they install, in the order in which their names are looked for. */
    private static final List<Map.Entry<String, String>> INSTALL = List.of(
            Map.entry("debian", "sudo apt-get install "),
            Map.entry("ubuntu", "sudo apt-get install "),
            Map.entry("fedora", "sudo dnf install "),
            Map.entry("arch", "sudo pacman -S "),
            Map.entry("suse", "sudo zypper install "));

    private final Properties release;

    /** @param osRelease the lines of the file */
    Distribution(String osRelease) {
        release = new Properties();
        try {
            release.load(new java.io.StringReader(osRelease.replaceAll("[\"']", "")));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    static Distribution here() {
        try {
            return new Distribution(Files.readString(OS_RELEASE));
        } catch (IOException e) {
            return new Distribution("");
        }
    }

    /** The name it gives itself, such as {@code debian}. */
    String id() {
        return release.getProperty("ID", "");
    }

    /** Its version, such as 12 or 24.04; 0 if it has none. */
    double version() {
        try {
            return Double.parseDouble(release.getProperty("VERSION_ID", "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * The command that installs something; null if it is not known.
     *
     * @param packages the package's name by the distribution it is like: debian, fedora, arch or suse
     */
    @Nullable
    String install(Map<String, String> packages) {
        String ids = id() + " " + release.getProperty("ID_LIKE", "");
        for (Map.Entry<String, String> family : INSTALL) {
            String name = packages.get(family.getKey().equals("ubuntu") ? "debian" : family.getKey());
            if (ids.contains(family.getKey()) && name != null) {
                return family.getValue() + name;
            }
        }
        return null;
    }
}

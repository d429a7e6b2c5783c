package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.InstalledSystem;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.StandIn;

/** xdp-broker-launch, called by a user without privilege, starts the daemon with its own rights, once, and says when it cannot. */
class LaunchIT extends LauncherTests {

    /** CAP_NET_ADMIN (12), CAP_NET_RAW (13) and CAP_BPF (39). */
    private static final String THE_THREE = "0000008000003000";

    private static final int EXIT_FAILURE = 3;

    @Test
    void the_daemon_is_its_own_user_with_exactly_the_three_capabilities() {
        system.launch().orFail();
        long daemon = system.daemon();
        for (String set : new String[] {"CapPrm", "CapEff", "CapInh", "CapBnd", "CapAmb"}) {
            assertThat(Procfs.status(daemon, set)).isEqualTo(THE_THREE);
        }
        String user = String.valueOf(InstalledSystem.DAEMON_UID);
        assertThat(Procfs.status(daemon, "Uid").split("\t")).containsOnly(user);
        assertThat(Procfs.status(daemon, "Gid").split("\t")).containsOnly(user);
        assertThat(Procfs.status(daemon, "Groups")).isEmpty();
        assertThat(Procfs.status(daemon, "NoNewPrivs")).isEqualTo("1");
    }

    @Test
    void the_daemon_is_the_program_that_is_installed_with_its_one_file_of_options() {
        system.launch().orFail();
        assertThat(system.record())
                .startsWith("started with @/usr/lib/xdp-broker/lib/brokerd.options"
                        + " -Djffi.boot.library.path=/usr/lib/xdp-broker/lib/jni"
                        + " -XX:SharedArchiveFile=/usr/lib/xdp-broker/lib/cds/xdp-brokerd.jsa"
                        + " -cp /usr/lib/xdp-broker/lib/broker/xdp-broker-daemon-")
                .contains(".jar org.xdpbroker.broker.start.BrokerMain --idle-exit 60\n");
    }

    @Test
    void the_daemon_has_the_socket_the_lock_and_its_record_open_and_nothing_of_the_callers() {
        system.launch().orFail();
        Map<Integer, String> open = Procfs.openFiles(system.daemon());
        assertThat(open).containsEntry(0, "/dev/null").containsEntry(1, InstalledSystem.RECORD);
        assertThat(open).containsEntry(2, InstalledSystem.RECORD).containsEntry(4, InstalledSystem.RUN + "/lock");
        assertThat(open.get(3)).startsWith("socket:");
    }

    @Test
    void what_it_makes_is_roots_and_the_socket_is_everyones() {
        system.launch().orFail();
        assertThat(system.ownership(InstalledSystem.RUN)).isEqualTo("0 0 755");
        assertThat(system.ownership(InstalledSystem.RUN + "/lock")).isEqualTo("0 0 600");
        assertThat(system.ownership(InstalledSystem.SOCKET)).isEqualTo("0 0 666");
        assertThat(system.ownership(InstalledSystem.RECORD)).isEqualTo("0 0 640");
    }

    @Test
    void the_daemon_belongs_to_no_session_or_terminal_of_the_callers() {
        system.launch().orFail();
        String[] stat = Procfs.stat(system.daemon());
        assertThat(stat[5]).isEqualTo(stat[0]); // session
        assertThat(stat[6]).isEqualTo("0"); // terminal
    }

    @Test
    void where_one_serves_nothing_more_is_started() {
        system.launch().orFail();
        long daemon = system.daemon();
        system.launch().orFail();
        assertThat(system.daemon()).isEqualTo(daemon);
    }

    @Test
    void a_hundred_at_once_start_one_daemon_and_all_succeed() {
        Programs.Result result = system.asUser("sh", "-c", """
                for i in $(seq 100); do
                  { /usr/sbin/xdp-broker-launch && echo started; } &
                done
                wait
                """);
        assertThat(result.out().lines().filter("started"::equals))
                .as(result.err())
                .hasSize(100);
        system.daemon();
        assertThat(system.record().lines().filter(line -> line.startsWith("started ")))
                .hasSize(1);
    }

    @Test
    void the_socket_that_a_killed_daemon_left_behind_is_replaced() {
        system.launch().orFail();
        system.killDaemons();
        system.launch().orFail();
        system.daemon();
    }

    @Test
    void a_broker_that_was_started_otherwise_is_left_alone() {
        system.asRoot("install -d " + InstalledSystem.RUN).orFail();
        system.asRoot("""
                python3 -c 'if 1:
                    import os, socket
                    listener = socket.socket(socket.AF_UNIX)
                    listener.bind("/run/xdp-broker/org.xdpbroker")
                    os.chmod("/run/xdp-broker/org.xdpbroker", 0o666)
                    listener.listen()
                    if os.fork() == 0:
                        os.closerange(0, 3)
                        for i in range(4):
                            connection, _ = listener.accept()
                            if connection.recv(4096): connection.send(b"here")
                '""").orFail();
        system.launch().orFail();
        assertThat(system.daemons()).isEmpty();
    }

    @Test
    void a_daemon_that_ends_at_once_is_a_failure_that_names_its_record() {
        system.asRoot("echo end >" + StandIn.ORDERS).orFail();
        assertRefused(system.launch(), "ECONNREFUSED", InstalledSystem.RECORD);
        assertThat(system.record()).contains("ended as ordered");
    }

    @Test
    void where_systemd_is_the_init_its_socket_unit_is_named_and_nothing_started() {
        system.asRoot("mkdir -p /run/systemd/system").orFail();
        assertRefused(system.launch(), "systemctl enable --now xdp-broker.socket");
    }

    @ParameterizedTest
    @CsvSource({"--help,0", "--version,0", "--idle-exit,2", "'',2", "/bin/sh,2"})
    void an_argument_starts_nothing(String argument, int exitCode) {
        Programs.Result result = system.asUser(InstalledSystem.LAUNCHER, argument);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.out()).contains("Usage: xdp-broker-launch");
        assertThat(system.daemons()).isEmpty();
    }

    @Test
    void without_the_daemons_user_it_tells_how_to_make_it() {
        system.asRoot("sed -i /^xdp-broker:/d /etc/passwd").orFail();
        assertRefused(system.launch(), "the user xdp-broker", "useradd --system");
    }

    @Test
    void a_daemons_user_that_is_root_is_refused() {
        system.asRoot("sed -i 's/^xdp-broker:x:[0-9]*/xdp-broker:x:0/' /etc/passwd")
                .orFail();
        assertRefused(system.launch(), "with a uid other than 0");
    }

    @Test
    void without_the_setuid_bit_it_tells_what_it_lacks() {
        system.asRoot("chmod u-s " + InstalledSystem.LAUNCHER).orFail();
        assertRefused(system.launch(), "EPERM", "chmod 4755", "nosuid", "no_new_privs");
    }

    @Test
    void root_may_call_it_too() {
        system.asRoot("chmod u-s " + InstalledSystem.LAUNCHER + " && " + InstalledSystem.LAUNCHER)
                .orFail();
        assertThat(Procfs.status(system.daemon(), "CapPrm")).isEqualTo(THE_THREE);
    }

    /** What the manual says for who does not want a setuid program. */
    @Test
    void file_capabilities_are_enough_where_the_folder_and_the_record_are_there() {
        useFileCapabilities();
        system.asRoot("install -d -o xdp-broker /run/xdp-broker").orFail();
        system.asRoot("install -o xdp-broker -m 640 /dev/null " + InstalledSystem.RECORD)
                .orFail();
        system.launch().orFail();
        long daemon = system.daemon();
        assertThat(Procfs.status(daemon, "CapPrm")).isEqualTo(THE_THREE);
        assertThat(Procfs.status(daemon, "CapBnd")).isEqualTo(THE_THREE);
        String user = String.valueOf(InstalledSystem.DAEMON_UID);
        assertThat(Procfs.status(daemon, "Gid").split("\t")).containsOnly(user);
        assertThat(system.ownership(InstalledSystem.RUN + "/lock")).isEqualTo(user + " " + user + " 600");
    }

    @Test
    void with_file_capabilities_and_without_the_folder_it_tells_how_to_make_it() {
        useFileCapabilities();
        assertRefused(system.launch(), "EACCES", "install -d -o xdp-broker /run/xdp-broker");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    chmod g+w HOME | use HOME, which others may write to
                    chmod o+w HOME/lib | use HOME/lib, which others may write to
                    chmod 1777 HOME/lib/broker | use HOME/lib/broker, which others may write to
                    chown 61190 HOME/lib/jni | use HOME/lib/jni, which is of uid 61190, not 0
                    chown 61190 HOME/lib/brokerd.options | use HOME/lib/brokerd.options, which is of uid 61190, not 0
                    chmod o+w HOME/lib/brokerd.options | use HOME/lib/brokerd.options, which others may write to
                    chmod g+w HOME/lib/broker/gson*.jar | gson-
                    chown 61190 HOME/lib/broker/xdp-broker-daemon-*.jar | which is of uid 61190, not 0
                    chmod o+w /usr/lib | use /usr/lib, which others may write to
                    mv HOME /usr/lib/moved && ln -s moved HOME | use HOME, which is a symbolic link
                    mv HOME/lib HOME/moved && ln -s moved HOME/lib | use HOME/lib, which is a symbolic link
                    cd HOME/lib/broker && mv gson*.jar /mnt/ && ln -s /mnt/gson*.jar . | without symbolic links
                    rm HOME/lib/broker/xdp-broker-daemon-*.jar | ENOENT
                    chown 61190 HOME/jre | use HOME/jre, which is of uid 61190, not 0
                    chmod o+w HOME/jre/bin/java | use HOME/jre/bin/java, which others may write to
                    mv HOME/jre /mnt/jre && ln -s /mnt/jre HOME/jre | use HOME/jre, which is a symbolic link
                    rm -r HOME/jre && install -d -o 61190 /mnt/jdk && ln -s JDK/bin/java /mnt/jdk/ && ln -sf /mnt/jdk/java /usr/bin/java | use /mnt/jdk, which is of uid 61190, not 0
                    rm -r HOME/jre && ln -s java /mnt/java && ln -sf /mnt/java /usr/bin/java | ELOOP
                    rm -r HOME/jre && rm /usr/bin/java | find /usr/bin/java: ENOENT
                    install -d -o 61190 RUN | use RUN, which is of uid 61190, not 0
                    install -d -o xdp-broker RUN | use RUN, which is of uid 61183, not 0
                    install -d -m 777 RUN | use RUN, which others may write to
                    install -d /run/other && ln -s other RUN | use RUN, which is a symbolic link
                    chmod o+w /run | use /run, which others may write to
                    install -d RUN && ln -s /etc/xdp-broker/new RUN/lock | open RUN/lock: ELOOP
                    install -d RUN && mkfifo RUN/lock | use RUN/lock, which is not a file of uid 0 alone
                    install -d RUN && touch /run/lock1 && ln /run/lock1 RUN/lock | use RUN/lock, which is not a file of uid 0 alone
                    install -d RUN && touch RUN/org.xdpbroker | replace RUN/org.xdpbroker, which is no socket
                    install -d RUN && mkdir RUN/org.xdpbroker | replace RUN/org.xdpbroker, which is no socket
                    ln -s /etc/xdp-broker/new RECORD | open RECORD: ELOOP
                    touch /var/log/other && ln /var/log/other RECORD | use RECORD, which is not a file of uid 0 alone
                    install -o 61190 /dev/null RECORD | use RECORD, which is not a file of uid 0 alone
                    mkfifo RECORD | RECORD
                    """)
    void what_others_could_have_put_in_place_is_refused(String deed, String problem) {
        system.asRoot(named(deed)).orFail();
        assertRefused(system.launch(), named(problem));
        system.asRoot("test ! -e /etc/xdp-broker/new").orFail();
    }

    @Test
    void the_systems_java_is_found_through_links_of_roots() {
        system.asRoot("cd /usr/lib/xdp-broker && mv jre/bin/java /usr/lib/real-java && rm -r jre")
                .orFail();
        system.asRoot(
                        "ln -sf /usr/lib/real-java /etc/alternatives-of-test && ln -sf ../../etc/alternatives-of-test /usr/bin/java")
                .orFail();
        system.launch().orFail();
        system.daemon();
    }

    private static String named(String text) {
        return text.replace("HOME", InstalledSystem.HOME)
                .replace("RUN", InstalledSystem.RUN)
                .replace("RECORD", InstalledSystem.RECORD)
                .replace("JDK", System.getProperty("java.home"));
    }

    private void useFileCapabilities() {
        system.asRoot("chmod u-s " + InstalledSystem.LAUNCHER
                        + " && setcap cap_net_raw,cap_net_admin,cap_bpf,cap_setuid,cap_setgid,cap_setpcap=ep "
                        + InstalledSystem.LAUNCHER)
                .orFail();
    }

    private void assertRefused(Programs.Result result, String... texts) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).startsWith("xdp-broker-launch: cannot ");
        assertThat(List.of(texts)).allMatch(text -> result.err().contains(text), "is in: " + result.err());
        Waiting.until("nothing runs", () -> system.daemons().isEmpty());
    }
}

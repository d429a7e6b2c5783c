package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.CProgram;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.InstalledSystem;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.Stage;
import org.xdpbroker.tests.bed.StandIn;

/** What a hostile caller of xdp-broker-launch can hand over to it reaches neither the launcher's deeds nor the daemon. */
class HostileLaunchIT extends LauncherTests {

    private static final int EXIT_FAILURE = 3;
    private static final String NO_SIGNALS = "0000000000000000";

    /** SIGHUP (1), SIGINT (2) and SIGTERM (15), which the daemon reads itself. */
    private static final String READ_BY_THE_DAEMON = "0000000000004003";

    /** All that the loader, libc, the JVM, service managers and this project read, pointing to where the caller may write. */
    @Test
    void no_variable_reaches_the_daemon_or_steers_the_launcher() {
        String trap = Stage.get().openRoom("trap").toString();
        String evil =
                CProgram.shared("int touch(void); __attribute__((constructor)) static void run(void) { touch(); }\n"
                        + "#include <fcntl.h>\nint touch(void) { return open(\"" + trap
                        + "\", O_CREAT | O_WRONLY, 0666); }\n");
        StringBuilder names = new StringBuilder();
        for (String name : List.of(
                "LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT LD_DEBUG LD_DEBUG_OUTPUT LD_PROFILE LD_PROFILE_OUTPUT LD_SHOW_AUXV LD_BIND_NOW"
                        + " LD_ORIGIN_PATH LD_DYNAMIC_WEAK LD_HWCAP_MASK LD_USE_LOAD_BIAS LD_PREFER_MAP_32BIT_EXEC"
                        + " GLIBC_TUNABLES GCONV_PATH GETCONF_DIR LOCPATH NLSPATH LC_ALL LANG LANGUAGE CHARSET OUTPUT_CHARSET"
                        + " MALLOC_TRACE MALLOC_CHECK_ MALLOC_PERTURB_ MALLOC_ARENA_MAX TMPDIR TEMP TMP TZ TZDIR HOSTALIASES"
                        + " LOCALDOMAIN RES_OPTIONS RESOLV_HOST_CONF RESOLV_ADD_TRIM_DOMAINS RESOLV_MULTI POSIXLY_CORRECT",
                "JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JDK_JAVAC_OPTIONS CLASSPATH JAVA_HOME JRE_HOME _JAVA_LAUNCHER_DEBUG"
                        + " _JAVA_SPLASH_FILE JAVA_TOOL_OPTIONS_FILE",
                "NOTIFY_SOCKET WATCHDOG_USEC WATCHDOG_PID JOURNAL_STREAM FDSTORE INVOCATION_ID LISTEN_FDS LISTEN_FDNAMES MAINPID",
                "XDP_BROKER_SOCKET XDP_BROKER_USER XDP_BROKER_IFNAME PATH IFS ENV BASH_ENV SHELLOPTS PS4 CDPATH HOME USER LOGNAME"
                        + " SHELL TERM DISPLAY DBUS_SYSTEM_BUS_ADDRESS DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR SUDO_UID")) {
            names.append(name).append(' ');
        }
        Programs.Result result = system.attack("""
                values = ["EVIL", "TRAP", "-XX:OnError=touch TRAP", "\\\\n=\\u00e9"]
                names = "NAMES".split()
                for value in values:
                    if os.fork() == 0:
                        launch(environment=[f"{name}={value}" for name in names] + ["", "=", "LD_PRELOAD", "LISTEN_PID=1"] + ["A=" + "x" * 9999])
                    os.wait()
                """.replace("EVIL", evil)
                .replace("TRAP", trap)
                .replace("NAMES", names.toString().strip()));
        result.orFail();
        long daemon = system.daemon();
        assertThat(Procfs.environment(daemon))
                .containsExactlyInAnyOrder(
                        "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                        "LANG=C.UTF-8",
                        "LISTEN_FDS=1",
                        "LISTEN_FDNAMES=varlink",
                        "LISTEN_PID=" + daemon);
        assertThat(system.asRoot("ls -A $(dirname " + trap + ")").orFail()).isEmpty();
    }

    @Test
    void a_loader_that_is_to_list_libraries_runs_nothing() {
        system.attack("launch(environment=['LD_TRACE_LOADED_OBJECTS=1'])");
        assertThat(system.daemons()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void closed_standard_descriptors_do_not_become_files_of_the_daemons(int closed) {
        system.attack("""
                for fd in range(3):
                    if CLOSED >> fd & 1: os.close(fd)
                launch()
                """.replace("CLOSED", String.valueOf(closed))).orFail();
        Map<Integer, String> open = Procfs.openFiles(system.daemon());
        assertThat(open).containsEntry(0, "/dev/null").containsEntry(1, InstalledSystem.RECORD);
        assertThat(open).containsEntry(2, InstalledSystem.RECORD).containsEntry(4, InstalledSystem.RUN + "/lock");
        assertThat(open.get(3)).startsWith("socket:");
        assertThat(system.record().lines().filter(line -> !line.startsWith("started with")))
                .isEmpty();
    }

    @Test
    void no_open_descriptor_is_inherited() {
        system.attack("""
                folder = os.open("/etc", os.O_RDONLY | os.O_DIRECTORY)
                for fd in list(range(3, 400)) + [1023, 2000, 4000]:
                    os.dup2(folder, fd)
                launch()
                """).orFail();
        assertThat(Procfs.openFiles(system.daemon()).values()).doesNotContain("/etc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "['']", "['x' * 100000]", "['-' * 3]", "['\\u001b[2J%s%n']"})
    void the_name_it_is_called_by_means_nothing(String arguments) {
        system.attack("launch(arguments=" + arguments + ")").orFail();
        system.daemon();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"FSIZE", "NPROC", "CORE", "CPU", "MEMLOCK", "SIGPENDING", "MSGQUEUE", "RSS", "NICE", "RTPRIO"})
    void a_soft_limit_of_the_callers_is_not_the_daemons(String limit) {
        system.attack("""
                kind = resource.RLIMIT_KIND
                resource.setrlimit(kind, (1 if "KIND" == "CPU" else 0, resource.getrlimit(kind)[1]))
                launch()
                """.replace("KIND", limit)).orFail();
        long daemon = system.daemon();
        assertThat(Procfs.limit(daemon, "Max open files")).isGreaterThanOrEqualTo(4096);
        assertThat(Procfs.limit(daemon, "Max processes")).isGreaterThanOrEqualTo(256);
        assertThat(Procfs.limit(daemon, "Max core file size")).isZero();
        for (String unlimited : new String[] {"Max cpu time", "Max file size", "Max data size", "Max address space"}) {
            assertThat(Procfs.limit(daemon, unlimited)).isEqualTo(Long.MAX_VALUE);
        }
    }

    /** Root raises it where root has CAP_SYS_RESOURCE, which containers often lack. */
    @ParameterizedTest
    @CsvSource({"NOFILE,10", "FSIZE,0", "NPROC,0", "CPU,1", "AS,134217728", "DATA,134217728", "STACK,262144"})
    void a_hard_limit_that_the_daemon_cannot_live_with_is_raised_or_named(String limit, long value) {
        Programs.Result result = system.attack("""
                end, told = os.pipe() # a file would be subject to FSIZE
                child = os.fork()
                if child == 0:
                    os.dup2(told, 2)
                    resource.setrlimit(resource.RLIMIT_KIND, (VALUE, VALUE))
                    launch()
                os.close(told)
                sys.stderr.write(open(end).read())
                sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
                """.replace("KIND", limit).replace("VALUE", String.valueOf(value)));
        if (result.exitCode() == 0) {
            assertThat(Procfs.status(1, "CapBnd")).matches("[0-9a-f]{9}[13579bdf][0-9a-f]{6}");
            system.daemon();
        } else {
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err()).contains("cannot raise the limit RLIMIT_" + limit + ": EPERM", "ulimit -H");
            assertThat(system.daemons()).isEmpty();
        }
    }

    /** Under these not even the loader gets to the launcher. */
    @ParameterizedTest
    @ValueSource(strings = {"AS", "DATA", "STACK", "NOFILE"})
    void a_limit_under_which_no_program_runs_starts_nothing_and_leaves_nothing(String limit) {
        system.attack("resource.setrlimit(resource.RLIMIT_" + limit + ", (0, 0)); launch()");
        system.launch().orFail();
        system.daemon();
    }

    @Test
    void a_current_directory_that_vanished_does_not_matter() {
        system.attack("""
                import tempfile
                folder = tempfile.mkdtemp()
                os.chdir(folder)
                os.rmdir(folder)
                launch()
                """).orFail();
        assertThat(Procfs.workingDirectory(system.daemon())).isEqualTo("/");
    }

    @Test
    void the_daemon_is_started_with_no_signal_ignored_and_its_three_blocked() {
        system.install(StandIn.JAVA, "#!/bin/sh\nwhile read line; do echo $line; done </proc/$$/status");
        system.attack("""
                for number in set(range(1, 65)) - {signal.SIGKILL, signal.SIGSTOP, 32, 33}:
                    libc.signal(number, ctypes.c_void_p(1))
                signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
                launch()
                """);
        assertThat(system.record()).contains("SigIgn: " + NO_SIGNALS).contains("SigBlk: " + READ_BY_THE_DAEMON);
    }

    @Test
    void scheduling_and_oom_score_are_not_the_callers() {
        system.attack("""
                os.nice(19)
                os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
                os.sched_setaffinity(0, {0})
                open("/proc/self/oom_score_adj", "w").write("1000")
                launch()
                """).orFail();
        long daemon = system.daemon();
        String[] stat = Procfs.stat(daemon);
        assertThat(stat[18]).isEqualTo("0"); // nice
        assertThat(stat[40]).isEqualTo("0"); // policy
        assertThat(Procfs.status(daemon, "Cpus_allowed")).isEqualTo(Procfs.status(1, "Cpus_allowed"));
        // as low as root can make it, which is 0 where nothing above this keeps it from that
        assertThat(system.asRoot("cat /proc/" + daemon + "/oom_score_adj").orFail())
                .isEqualTo(system.asRoot("echo 0 2>/dev/null >/proc/self/oom_score_adj; cat /proc/self/oom_score_adj")
                        .orFail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0o777"})
    void modes_do_not_depend_on_the_callers_umask(String umask) {
        system.attack("os.umask(" + umask + "); launch()").orFail();
        assertThat(system.ownership(InstalledSystem.RUN)).isEqualTo("0 0 755");
        assertThat(system.ownership(InstalledSystem.RUN + "/lock")).isEqualTo("0 0 600");
        assertThat(system.ownership(InstalledSystem.SOCKET)).isEqualTo("0 0 666");
        assertThat(system.ownership(InstalledSystem.RECORD)).isEqualTo("0 0 640");
        system.daemon();
    }

    @Test
    void a_full_pipe_as_standard_output_and_error_holds_up_nobody_else() {
        system.asRoot("echo end >" + StandIn.ORDERS).orFail();
        try (RunningProgram stuck = system.startAttack("""
                keep, pipe = os.pipe()
                os.set_blocking(pipe, False)
                try:
                    while True: os.write(pipe, b"x" * 4096)
                except BlockingIOError:
                    os.set_blocking(pipe, True)
                os.set_inheritable(keep, True) # the launcher closes it: so another process keeps it
                if os.fork() == 0:
                    time.sleep(60)
                os.write(1, b"calling")
                os.dup2(pipe, 1), os.dup2(pipe, 2)
                launch()
                """)) {
            stuck.awaitOut("calling");
            Waiting.until("it has started the daemon, which ended", () -> system.record()
                    .contains("ended"));
            system.asRoot("rm " + StandIn.ORDERS).orFail();
            system.launch().orFail();
            system.daemon();
        }
    }

    @Test
    void a_stopped_launcher_holds_up_nobody_else() {
        for (int turn = 0; turn < 20; turn++) {
            system.attack("""
                    child = os.fork()
                    if child == 0:
                        launch()
                    time.sleep(0.0005 * TURN)
                    os.kill(child, signal.SIGSTOP)
                    """.replace("TURN", String.valueOf(turn))).orFail();
            system.launch().orFail();
            system.daemon();
            system.killDaemons();
        }
    }

    @Test
    void a_killed_launcher_leaves_no_half_started_daemon_and_no_lock() {
        for (int turn = 0; turn < 40; turn++) {
            system.attack("""
                    child = os.fork()
                    if child == 0:
                        launch()
                    time.sleep(0.0005 * TURN)
                    os.kill(child, signal.SIGKILL)
                    """.replace("TURN", String.valueOf(turn))).orFail();
            system.launch().orFail();
            system.daemon();
            system.killDaemons();
        }
    }

    @Test
    void neither_the_daemon_nor_its_lock_is_in_the_callers_reach() {
        system.launch().orFail();
        long daemon = system.daemon();
        Programs.Result result = system.attack("""
                def refused(deed):
                    try: deed()
                    except PermissionError: return
                    sys.exit("not refused")
                for number in (0, signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT):
                    refused(lambda: os.kill(DAEMON, number))
                refused(lambda: open("/run/xdp-broker/lock"))
                refused(lambda: open("/run/xdp-broker/new", "w"))
                refused(lambda: os.unlink("/run/xdp-broker/org.xdpbroker"))
                refused(lambda: open("/var/log/xdp-broker.log"))
                refused(lambda: open("/proc/DAEMON/mem"))
                refused(lambda: os.listdir("/proc/DAEMON/fd"))
                if libc.ptrace(16, DAEMON, 0, 0) == 0: sys.exit("attached")
                """.replace("DAEMON", String.valueOf(daemon)));
        result.orFail();
    }

    @Test
    void the_launcher_that_waits_cannot_be_traced_and_has_no_privilege() {
        system.asRoot("echo silence >" + StandIn.ORDERS).orFail();
        try (RunningProgram launcher = system.startAsUser(InstalledSystem.LAUNCHER)) {
            long daemon = system.daemon();
            Waiting.until("it has asked the daemon", () -> Procfs.status(launcher.pid(), "CapPrm")
                    .equals("0000000000000000"));
            String user = String.valueOf(Client.UID);
            assertThat(Procfs.status(launcher.pid(), "Uid").split("\t")).containsOnly(user);
            assertThat(Procfs.status(launcher.pid(), "Gid").split("\t")).containsOnly(user);
            assertThat(Procfs.status(launcher.pid(), "NoNewPrivs")).isEqualTo("1");
            // 16: PTRACE_ATTACH
            system.attack("sys.exit(libc.ptrace(16, " + launcher.pid() + ", 0, 0) == 0)")
                    .orFail();
            assertThat(system.daemon()).isEqualTo(daemon);
        }
    }

    @Test
    void a_launcher_that_is_traced_from_its_start_gains_nothing() {
        Programs.Result result = system.attack("""
                child = os.fork()
                if child == 0:
                    libc.ptrace(0, 0, 0, 0) # PTRACE_TRACEME
                    launch()
                status = 0
                while True:
                    _, status = os.waitpid(child, 0)
                    if not os.WIFSTOPPED(status): break
                    libc.ptrace(7, child, 0, 0) # PTRACE_CONT
                sys.exit(os.WEXITSTATUS(status))
                """);
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("debugger").contains("EPERM");
        assertThat(system.daemons()).isEmpty();
    }

    @Test
    void under_no_new_privs_it_gains_nothing_and_says_so() {
        Programs.Result result = system.attack("libc.prctl(38, 1, 0, 0, 0); launch()");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("no_new_privs").contains("EPERM");
        assertThat(system.daemons()).isEmpty();
    }

    @Test
    void in_a_user_namespace_of_the_callers_it_gains_nothing() {
        system.asUser("unshare", "--user", "--map-root-user", InstalledSystem.LAUNCHER);
        assertThat(system.daemons()).isEmpty();
        system.asRoot("test ! -e /run/xdp-broker").orFail();
    }

    @Test
    void a_descriptor_that_is_announced_and_no_socket_or_not_there_does_no_harm() {
        Programs.Result file = system.attack("""
                os.dup2(os.open("/etc/passwd", os.O_RDONLY), 4)
                os.dup2(4, 3)
                launch(environment=[f"LISTEN_PID={os.getpid()}", "LISTEN_FDS=1", "LISTEN_FDNAMES=varlink"])
                """);
        assertThat(file.err()).isEmpty();
        Programs.Result nothing = system.attack("""
                os.closerange(3, 100)
                launch(environment=[f"LISTEN_PID={os.getpid()}", "LISTEN_FDS=1", "LISTEN_FDNAMES=varlink"])
                """);
        assertThat(nothing.err()).contains("descriptor 3").contains("EBADF");
        system.daemon();
    }
}

package org.xdpbroker.tests.bed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link org.xdpbroker.tests.agent.FakeQemu} in the near namespace, as user {@link Client#UID}, which may lock as much memory as
 * it likes and has no other privilege.
 */
public final class RunningQemu implements AutoCloseable {

    private static final int LITTLE_MEMORY = 8 * 1024 * 1024;

    private final Client program;
    private final String socket;

    private RunningQemu(Client program, String socket) {
        this.program = program;
        this.socket = socket;
    }

    public static RunningQemu start(NetworkBed bed) {
        return start(bed.nearNamespace(), "+ipc_lock");
    }

    /** One in the far namespace. */
    public static RunningQemu startFar(NetworkBed bed) {
        return start(bed.farNamespace(), "+ipc_lock");
    }

    /** One that may lock 8 MiB, as is usual. */
    public static RunningQemu startWithLittleMemory(NetworkBed bed) {
        return start(bed.nearNamespace(), "");
    }

    private static RunningQemu start(String namespace, String capability) {
        Path room = Stage.get().room();
        Programs.run("chown", String.valueOf(Client.UID), room.toString()).orFail();
        String socket = room.resolve("qmp").toString();
        List<String> command = new ArrayList<>(List.of("prlimit", "--memlock=" + LITTLE_MEMORY));
        command.addAll(UnprivilegedJava.command(
                capability,
                Client.UID,
                "-",
                Stage.get().agentClasses().toString(),
                "org.xdpbroker.tests.agent.FakeQemu"));
        command.add(socket);
        RunningQemu qemu = new RunningQemu(Client.start(NetworkBed.inNamespace(namespace, command)), socket);
        qemu.tell("log"); // it answers when it listens
        return qemu;
    }

    /** Its QMP socket. */
    public String socket() {
        return socket;
    }

    public boolean isAlive() {
        return program.isAlive();
    }

    public long pid() {
        return program.pid();
    }

    /** Tells it how to behave, or asks it. */
    public String tell(String command) {
        return program.tell(command);
    }

    /** The QMP commands it was told since the last call, with + for a descriptor that came along. */
    public String log() {
        return tell("log");
    }

    /** What it has: names of descriptors;netdevs;devices. */
    public String held() {
        return tell("held");
    }

    /** kill -9. */
    public void kill() {
        program.kill();
    }

    @Override
    public void close() {
        program.close();
    }
}

package org.xdpbroker.tests.bed;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every kind of client: programs that take one queue of near0 from the broker, each in its own way, and answer at the {@link
 * AnsweringAddress}.
 */
public enum AnsweringClient {
    /** The Java library. */
    JAVA("ready ") {
        @Override
        List<String> command(RunningBroker broker) {
            return responder(NetworkBed.NEAR);
        }
    },
    /** The Java library, the socket inherited from xdp-broker. */
    JAVA_BY_COMMAND("ready ") {
        @Override
        List<String> command(RunningBroker broker) {
            return join(REQUEST, responder());
        }
    },
    /** C with libxdp, the socket inherited from xdp-broker. */
    C("answering ") {
        @Override
        List<String> command(RunningBroker broker) {
            return join(REQUEST, List.of(CProgram.echo()));
        }
    },
    /** The same in Python. */
    PYTHON("answering ") {
        @Override
        List<String> command(RunningBroker broker) {
            return join(REQUEST, PythonProgram.echo());
        }
    },
    /** Python that asks the broker itself. */
    PYTHON_BY_VARLINK("answering ") {
        @Override
        List<String> command(RunningBroker broker) {
            return PythonProgram.echo(NetworkBed.NEAR);
        }
    },
    /** Python, the socket inherited from varlinkctl. */
    PYTHON_BY_VARLINKCTL("answering ") {
        @Override
        List<String> command(RunningBroker broker) {
            return join(
                    Varlinkctl.WITH_EXEC.command(
                            "--exec",
                            "call",
                            broker.socket(),
                            "org.xdpbroker.Broker.Request",
                            "{\"interface\":\"" + NetworkBed.NEAR + "\"}",
                            "--"),
                    PythonProgram.echo());
        }
    },
    /** QEMU's calls. They register more memory than a user may usually lock. */
    QEMU("ready ") {
        @Override
        List<String> command(RunningBroker broker) {
            return join(REQUEST, List.of(CProgram.qemu(), "{netdev}"));
        }

        @Override
        User user(NetworkBed bed, RunningBroker broker) {
            return super.user(bed, broker).withCapability("ipc_lock");
        }
    };

    private static final List<String> REQUEST = List.of("xdp-broker", "request", NetworkBed.NEAR, "1", "--");

    private final String readyText;

    AnsweringClient(String readyText) {
        this.readyText = readyText;
    }

    /** Starts it and waits until it has bound its socket. */
    public RunningProgram start(NetworkBed bed, RunningBroker broker) {
        RunningProgram program = user(bed, broker).start(command(broker));
        program.awaitOut(readyText);
        return program;
    }

    /** Runs it to its end, as another user than usual. */
    public Programs.Result run(User user, RunningBroker broker) {
        return user.run(command(broker));
    }

    abstract List<String> command(RunningBroker broker);

    User user(NetworkBed bed, RunningBroker broker) {
        return User.of(bed, broker);
    }

    /** The program of the examples, which without an interface takes the queues it was started with. */
    public static List<String> responder(String... more) {
        String examples = Stage.get().installed().resolve("lib/examples") + "/*";
        List<String> program = UnprivilegedJava.java(examples, "org.xdpbroker.examples.Responder");
        return join(join(program, List.of("--ip", AnsweringAddress.ADDRESS)), List.of(more));
    }

    private static List<String> join(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}

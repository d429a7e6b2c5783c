package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.util.List;
import org.xdpbroker.cli.memlock.LockedMemory;
import org.xdpbroker.cli.memlock.QemuMemory;
import org.xdpbroker.cli.memlock.Remedies;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.protocol.message.ByteSize;

/** Whether this process may lock what clients register: the limit alone, as nobody tells how much of it is used up. */
final class MemlockCheck implements Check {

    private static final String NAME = "memlock";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Finding> look() throws IOException {
        return List.of(judge(LockedMemory.ofThisProcess()));
    }

    static Finding judge(LockedMemory may) {
        if (may.lifted()) {
            return Finding.ok(NAME, "any amount, by CAP_IPC_LOCK");
        }
        ByteSize ofLibrary = new ByteSize(UmemConfig.DEFAULT.bytes());
        String limit = may.inWords() + " for all AF_XDP programs of this user together";
        if (!may.allows(ofLibrary.bytes())) {
            return new Finding(
                    Level.PROBLEM,
                    NAME,
                    limit + "; the Java library registers " + ofLibrary.inWords() + ", QEMU "
                            + QemuMemory.OF_A_QUEUE.inWords() + " a queue",
                    mend(may, ofLibrary));
        }
        if (!may.allows(QemuMemory.OF_A_QUEUE.bytes())) {
            return new Finding(
                    Level.NOTE,
                    NAME,
                    limit + ": enough for the Java library (" + ofLibrary.inWords() + "); QEMU registers "
                            + QemuMemory.OF_A_QUEUE.inWords()
                            + " a queue. Raise it, or see 'xdp-broker request --memlock'",
                    mend(may, QemuMemory.OF_A_QUEUE));
        }
        return Finding.ok(
                NAME,
                limit + "; QEMU registers " + QemuMemory.OF_A_QUEUE.inWords() + " a queue, the Java library "
                        + ofLibrary.inWords());
    }

    private static List<String> mend(LockedMemory may, ByteSize needed) {
        Remedies remedies = new Remedies(may, needed);
        return List.of(remedies.forThisShell(), remedies.forEveryLogin());
    }
}

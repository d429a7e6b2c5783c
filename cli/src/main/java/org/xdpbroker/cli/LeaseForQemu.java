package org.xdpbroker.cli;

import java.io.IOException;
import java.util.List;
import org.xdpbroker.cli.qemu.QemuLease;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpBrokerException;
import org.xdpbroker.protocol.message.BrokerError;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * A lease of the client library's, for QEMU.
 *
 * @param broker the connection it was granted over
 * @param lease the lease, which stays the caller's
 */
record LeaseForQemu(XdpBroker broker, Lease lease) implements QemuLease {

    @Override
    public LeaseDescription description() {
        return lease.description();
    }

    @Override
    public List<OwnedFd> takeSockets() {
        return lease.queues().stream().map(lease::takeSocket).toList();
    }

    @Override
    public OwnedFd descriptor() {
        return lease.leaseFd();
    }

    @Override
    public void activate() throws IOException {
        lease.activate();
    }

    @Override
    public void end() throws IOException {
        try {
            broker.revoke(lease.id(), "it could not be added to QEMU");
        } catch (XdpBrokerException e) {
            if (e.error() != BrokerError.NO_SUCH_LEASE) {
                throw e;
            }
        }
    }
}

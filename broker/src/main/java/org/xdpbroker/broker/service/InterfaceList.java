package org.xdpbroker.broker.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import org.xdpbroker.broker.grant.Granter;
import org.xdpbroker.broker.grant.InterfacePrograms;
import org.xdpbroker.broker.lease.LeaseTable;
import org.xdpbroker.broker.net.NetworkInterface;
import org.xdpbroker.broker.net.XdpFeatures;
import org.xdpbroker.broker.xdp.AttachedProgram;
import org.xdpbroker.broker.xdp.InterfaceProgram;
import org.xdpbroker.protocol.message.InterfaceDescription;
import org.xdpbroker.protocol.transport.PeerCredentials;

/** The interfaces of the broker's namespace as ListInterfaces tells them. */
public final class InterfaceList {

    private final Granter granter;
    private final LeaseTable table;
    private final InterfacePrograms programs;

    public InterfaceList(Granter granter, LeaseTable table, InterfacePrograms programs) {
        this.granter = granter;
        this.table = table;
        this.programs = programs;
    }

    JsonArray describe(PeerCredentials peer) throws IOException {
        JsonArray array = new JsonArray();
        XdpFeatures features = XdpFeatures.read();
        for (NetworkInterface nif : NetworkInterface.all()) {
            array.add(describe(peer, nif, features));
        }
        return array;
    }

    private JsonObject describe(PeerCredentials peer, NetworkInterface nif, XdpFeatures features) throws IOException {
        AttachedProgram attached = AttachedProgram.on(nif.ifindex());
        InterfaceProgram ours = programs.on(nif.ifindex());
        return new InterfaceDescription(
                        nif.name(),
                        nif.ifindex(),
                        nif.driver(),
                        nif.receiveQueues(),
                        features.of(nif.ifindex()),
                        attached == null ? null : attached.id(),
                        ours == null ? null : ours.mode(),
                        table.onInterface(nif.ifindex()).size(),
                        granter.verdict(peer, nif).word())
                .encode();
    }
}

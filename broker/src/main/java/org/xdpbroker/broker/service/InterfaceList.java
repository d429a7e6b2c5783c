package org.xdpbroker.broker.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import org.xdpbroker.broker.grant.Granter;
import org.xdpbroker.broker.grant.InterfacePrograms;
import org.xdpbroker.broker.lease.LeaseTable;
import org.xdpbroker.broker.net.NetworkInterface;
import org.xdpbroker.broker.xdp.AttachedProgram;
import org.xdpbroker.broker.xdp.InterfaceProgram;
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
        for (NetworkInterface nif : NetworkInterface.all()) {
            array.add(describe(peer, nif));
        }
        return array;
    }

    private JsonObject describe(PeerCredentials peer, NetworkInterface nif) throws IOException {
        JsonObject object = new JsonObject();
        object.addProperty("name", nif.name());
        object.addProperty("ifindex", nif.ifindex());
        object.addProperty("queues", nif.receiveQueues());
        AttachedProgram attached = AttachedProgram.on(nif.ifindex());
        if (attached != null) {
            object.addProperty("programId", attached.id());
        }
        InterfaceProgram ours = programs.on(nif.ifindex());
        if (ours != null) {
            object.addProperty("attachMode", ours.mode().word());
        }
        object.addProperty("leases", table.onInterface(nif.ifindex()).size());
        object.addProperty("decision", granter.verdict(peer, nif).word());
        return object;
    }
}

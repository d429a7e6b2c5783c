package org.xdpbroker.broker.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.message.Interfaces;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;
import org.xdpbroker.protocol.varlink.Reply;

/** {@code org.varlink.service}: what the broker answers about itself. */
final class ServiceInterface {

    Map<String, Method> methods() {
        return Map.of(
                Interfaces.SERVICE + ".GetInfo", ServiceInterface::getInfo,
                Interfaces.SERVICE + ".GetInterfaceDescription", ServiceInterface::getInterfaceDescription);
    }

    private static void getInfo(Session session, Call call) throws InvalidParameterException {
        new Fields(call.parameters()).end();
        JsonObject info = new JsonObject();
        info.addProperty("vendor", "xdp-broker");
        info.addProperty("product", "xdp-brokerd");
        info.addProperty("version", Version.TEXT);
        info.addProperty("url", ""); // Varlink wants the field; there is no site of ours
        JsonArray interfaces = new JsonArray();
        Interfaces.ALL.forEach(interfaces::add);
        info.add("interfaces", interfaces);
        session.reply(Reply.success(info));
    }

    private static void getInterfaceDescription(Session session, Call call) throws InvalidParameterException {
        Fields fields = new Fields(call.parameters());
        String name = fields.string("interface");
        fields.end();
        if (!Interfaces.ALL.contains(name)) {
            session.reply(Dispatcher.serviceError("InterfaceNotFound", "interface", name));
            return;
        }
        JsonObject answer = new JsonObject();
        answer.addProperty("description", Interfaces.description(name));
        session.reply(Reply.success(answer));
    }
}

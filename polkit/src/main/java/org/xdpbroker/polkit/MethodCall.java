package org.xdpbroker.polkit;

/**
 * A method of an object on the bus.
 *
 * @param signature the types of its arguments
 */
record MethodCall(String destination, String path, String interfaceName, String member, String signature) {

    private static final int PROTOCOL_VERSION = 1;

    /** A call of it, as a whole message. */
    byte[] encode(int serial, byte[] body, int fds) {
        Marshaller message = new Marshaller();
        message.uint8('l')
                .uint8(BusMessage.METHOD_CALL)
                .uint8(0)
                .uint8(PROTOCOL_VERSION)
                .uint32(body.length)
                .uint32(serial);
        message.array(8, () -> {
            field(message, BusMessage.FIELD_PATH, "o").string(path);
            field(message, BusMessage.FIELD_INTERFACE, "s").string(interfaceName);
            field(message, BusMessage.FIELD_MEMBER, "s").string(member);
            field(message, BusMessage.FIELD_DESTINATION, "s").string(destination);
            if (!signature.isEmpty()) {
                field(message, BusMessage.FIELD_SIGNATURE, "g").signature(signature);
            }
            if (fds > 0) {
                field(message, BusMessage.FIELD_UNIX_FDS, "u").uint32(fds);
            }
        });
        message.align(8);
        return message.raw(body).bytes();
    }

    private static Marshaller field(Marshaller message, int code, String type) {
        return message.struct().uint8(code).signature(type);
    }
}

package org.xdpbroker.polkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What this client reads of a message from the bus.
 *
 * <pre>
 *   0         1      2       3         4             8        12              16
 *   +---------+------+-------+---------+-------------+--------+---------------+---------------+---------+------+
 *   | endian  | type | flags | version | body length | serial | fields length | fields a(yv)  | padding | body |
 *   +---------+------+-------+---------+-------------+--------+---------------+---------------+---------+------+
 * </pre>
 *
 * @param type {@link #METHOD_RETURN} or {@link #ERROR}; others are not for us
 * @param replySerial the call it answers; 0 if it answers none
 * @param errorName of an error
 * @param signature of the body
 * @param body the arguments, from their first byte, in the sender's byte order
 */
record BusMessage(int type, int replySerial, @Nullable String errorName, String signature, ByteBuffer body) {

    static final int METHOD_CALL = 1;
    static final int METHOD_RETURN = 2;
    static final int ERROR = 3;

    /** The part before the fields, which tells how long the message is. */
    static final int FIXED_BYTES = 16;
    /** "The maximum length of a message, including header, header alignment padding, and body" is 128 MiB. */
    private static final long LARGEST = 128L << 20;

    static final int FIELD_PATH = 1;
    static final int FIELD_INTERFACE = 2;
    static final int FIELD_MEMBER = 3;
    static final int FIELD_ERROR_NAME = 4;
    static final int FIELD_REPLY_SERIAL = 5;
    static final int FIELD_DESTINATION = 6;
    static final int FIELD_SIGNATURE = 8;
    static final int FIELD_UNIX_FDS = 9;

    private static final int BODY_LENGTH = 4;
    private static final int FIELDS_LENGTH = 12;

    /**
     * How many bytes the message has in all.
     *
     * @param start its first {@link #FIXED_BYTES}
     * @throws MalformedMessageException if that cannot be the start of a message; the connection is of no use any more
     */
    static int length(ByteBuffer start) throws MalformedMessageException {
        order(start);
        long fields = Integer.toUnsignedLong(start.getInt(FIELDS_LENGTH));
        long body = Integer.toUnsignedLong(start.getInt(BODY_LENGTH));
        long length = FIXED_BYTES + ((fields + 7) & -8) + body;
        if (length > LARGEST) {
            throw new MalformedMessageException("a message says it has " + length + " bytes");
        }
        return (int) length;
    }

    /**
     * Reads a whole message.
     *
     * @throws MalformedMessageException if it cannot be understood; the next one may be
     */
    static BusMessage parse(ByteBuffer bytes) throws MalformedMessageException {
        order(bytes);
        Unmarshaller reader = new Unmarshaller(bytes.position(FIELDS_LENGTH));
        int replySerial = 0;
        String errorName = null;
        String signature = "";
        int end = reader.arrayEnd();
        while (reader.position() < end) {
            reader.align(8);
            int field = reader.uint8();
            String type = reader.signature();
            switch (type) {
                case "u" -> {
                    int value = reader.uint32();
                    replySerial = field == FIELD_REPLY_SERIAL ? value : replySerial;
                }
                case "s", "o" -> {
                    String value = reader.string();
                    errorName = field == FIELD_ERROR_NAME ? value : errorName;
                }
                case "g" -> {
                    String value = reader.signature();
                    signature = field == FIELD_SIGNATURE ? value : signature;
                }
                default -> throw new MalformedMessageException("header field " + field + " is of type " + type);
            }
        }
        reader.align(8);
        return new BusMessage(bytes.get(1), replySerial, errorName, signature, reader.rest());
    }

    /** The text of an error: by convention the first argument. */
    String errorText() {
        try {
            return signature.startsWith("s") ? new Unmarshaller(body.duplicate().order(body.order())).string() : "";
        } catch (MalformedMessageException e) {
            return "";
        }
    }

    private static void order(ByteBuffer message) throws MalformedMessageException {
        message.order(
                switch (message.get(0)) {
                    case 'l' -> ByteOrder.LITTLE_ENDIAN;
                    case 'B' -> ByteOrder.BIG_ENDIAN;
                    default -> throw new MalformedMessageException("a message begins with byte " + message.get(0));
                });
    }
}

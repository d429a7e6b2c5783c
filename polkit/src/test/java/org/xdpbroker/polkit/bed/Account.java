package org.xdpbroker.polkit.bed;

/**
 * A user who exists in a {@link PrivateRoot} and nowhere else.
 *
 * @param name of the user and of a group with the same number
 */
public record Account(String name, int uid) {

    /** As the daemon's own user is called where it is installed. */
    public static final Account DAEMON = new Account("xdp-broker", 61181);

    /** Somebody who asks for something. */
    public static final Account USER = new Account("xb-user", 61182);

    /** Somebody who may decide for others. */
    public static final Account ADMINISTRATOR = new Account("xb-admin", 61184);

    public static final String PASSWORD = "correct horse";

    /** crypt(3) of {@link #PASSWORD}. */
    private static final String HASH =
            "$6$xdpbroker$3AehX5kBANqwJfNWKyLZuUAMfBPTXmFIOVe2BNMxVBdvhLTMwC2yG4EMXoD7e53tnKn48oexjcI4TPgozrEqa.";

    String passwdLine() {
        return name + ":x:" + uid + ":" + uid + "::/nonexistent:/usr/sbin/nologin\n";
    }

    String groupLine() {
        return name + ":x:" + uid + ":\n";
    }

    String shadowLine() {
        return name + ":" + HASH + ":19000:0:99999:7:::\n";
    }
}

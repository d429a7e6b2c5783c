package org.xdpbroker.polkit;

import java.util.Map;
import org.xdpbroker.polkit.bed.Account;

/** Actions for tests, and rules for some of them. */
final class TestActions {

    static final ActionId YES = new ActionId("org.xdpbroker.test.yes");
    static final ActionId NO = new ActionId("org.xdpbroker.test.no");
    /** Asks the user for their own password. */
    static final ActionId SELF = new ActionId("org.xdpbroker.test.self");
    /** Asks for the password of {@link Account#ADMINISTRATOR}. */
    static final ActionId ADMINISTRATOR = new ActionId("org.xdpbroker.test.administrator");
    /** Decided by rules, by the detail {@code interface}; a yes to veth7 only. */
    static final ActionId BY_RULE = new ActionId("org.xdpbroker.test.rule");
    /** A yes that {@link Account#DAEMON} may ask for. */
    static final ActionId OWNED = new ActionId("org.xdpbroker.test.owned");

    /** A yes if the process has the number in the detail {@code pid}. */
    static final ActionId BY_PID = new ActionId("org.xdpbroker.test.pid");
    /** A yes if the detail {@code odd} is {@link #ODD}. */
    static final ActionId BY_ODD_DETAIL = new ActionId("org.xdpbroker.test.odd");

    static final String ODD = "\u00fc \"'\\\n$(x)";

    static final String RULES = """
            polkit.addAdminRule(function(action, subject) {
                return ["unix-user:%s"];
            });
            polkit.addRule(function(action, subject) {
                if (action.id == "org.xdpbroker.test.rule") {
                    return action.lookup("interface") == "veth7" && subject.user == "%s"
                            ? polkit.Result.YES : polkit.Result.NO;
                }
            });
            polkit.addRule(function(action, subject) {
                if (action.id == "org.xdpbroker.test.pid" && action.lookup("pid") == subject.pid ||
                        action.id == "org.xdpbroker.test.odd" && action.lookup("odd") == "\\u00fc \\"'\\\\\\n$(x)") {
                    return polkit.Result.YES;
                }
            });
            """.formatted(Account.ADMINISTRATOR.name(), Account.USER.name());

    private TestActions() {}

    static Map<String, String> files() {
        return Map.of(
                "org.xdpbroker.test.policy",
                "<policyconfig>"
                        + action(YES, "yes", "")
                        + action(NO, "no", "")
                        + action(SELF, "auth_self", "")
                        + action(ADMINISTRATOR, "auth_admin", "")
                        + action(BY_RULE, "auth_self", "")
                        + action(BY_ODD_DETAIL, "no", "")
                        + action(BY_PID, "no", "")
                        + action(
                                OWNED,
                                "yes",
                                "<annotate key='org.freedesktop.policykit.owner'>unix-user:" + Account.DAEMON.name()
                                        + "</annotate>")
                        + "</policyconfig>");
    }

    private static String action(ActionId id, String defaults, String annotation) {
        return """
                <action id="%1$s">
                  <description>Test</description>
                  <message>May it use $(interface)?</message>
                  <defaults>
                    <allow_any>%2$s</allow_any>
                    <allow_inactive>%2$s</allow_inactive>
                    <allow_active>%2$s</allow_active>
                  </defaults>
                  %3$s
                </action>
                """.formatted(id, defaults, annotation);
    }
}

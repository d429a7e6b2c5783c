package org.xdpbroker.protocol.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/** Enum constants as the lower-case words of the wire. */
final class Words {

    private Words() {}

    static <E extends Enum<E>> E decode(String field, @Nullable String word, Class<E> type, E absent)
            throws InvalidParameterException {
        if (word == null) {
            return absent;
        }
        for (E constant : type.getEnumConstants()) {
            if (wordOf(constant).equals(word)) {
                return constant;
            }
        }
        String choices =
                Arrays.stream(type.getEnumConstants()).map(Words::wordOf).collect(Collectors.joining(", "));
        throw new InvalidParameterException(field, "is none of " + choices);
    }

    private static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

package org.xdpbroker.protocol.message;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/** Enum constants by their words on the wire. */
final class Words {

    private Words() {}

    /** A constant that knows its word. */
    interface Spoken {
        String word();
    }

    static <E extends Spoken> E decode(String field, @Nullable String word, List<E> choices, E absent)
            throws InvalidParameterException {
        if (word == null) {
            return absent;
        }
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).word().equals(word)) {
                return choices.get(i);
            }
        }
        String words = choices.stream().map(Spoken::word).collect(Collectors.joining(", "));
        throw new InvalidParameterException(field, "is none of " + words);
    }
}

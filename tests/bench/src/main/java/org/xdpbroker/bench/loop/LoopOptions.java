package org.xdpbroker.bench.loop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpSocketConfig;
import org.xdpbroker.protocol.message.AttachMode;

/**
 * The command line: {@code LOOP [options] IFNAME [IFNAME2]}, in the words of c/xsk_loop.c. What is not said is as the library
 * has it.
 *
 * @param sharedUmem whether both interfaces of a forwarding loop have the same packet memory
 * @param spin whether to look for packets without a wait
 * @param counters the file to count in
 */
record LoopOptions(
        String loop,
        List<String> interfaces,
        AttachMode attachMode,
        UmemConfig umem,
        XdpSocketConfig socket,
        boolean sharedUmem,
        int batch,
        int length,
        boolean spin,
        Path counters) {

    private static final int BATCH = 64;
    private static final int LENGTH = 60;
    private static final int WAIT_MILLIS = 100;

    /** Options have their value after a {@code =}. */
    static LoopOptions parse(String... arguments) {
        AttachMode mode = AttachMode.NATIVE;
        UmemConfig umem = UmemConfig.DEFAULT;
        XdpSocketConfig socket = XdpSocketConfig.DEFAULT;
        boolean sharedUmem = false;
        boolean spin = false;
        @Nullable Path counters = null;
        int batch = BATCH;
        int length = LENGTH;
        List<String> words = new ArrayList<>();
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.substring(0, argument.length() - value.length())) {
                case "--attach-mode=" -> mode = AttachMode.valueOf(value.toUpperCase(Locale.ROOT));
                case "--frame-size=" -> umem = umem.withFrameSize(Integer.parseInt(value));
                case "--frames=" -> umem = umem.withFrameCount(Integer.parseInt(value));
                case "--ring=" -> socket = socket.withRingSizes(Integer.parseInt(value));
                case "--tx-budget=" -> socket = socket.withTxBudget(Integer.parseInt(value));
                case "--batch=" -> batch = Integer.parseInt(value);
                case "--counters=" -> counters = Path.of(value);
                case "--length=" -> length = Integer.parseInt(value);
                default -> {
                    switch (argument) {
                        case "--shared-umem" -> sharedUmem = true;
                        case "--spin" -> spin = true;
                        case "--no-moderation" -> socket = socket.withReceiveModeration(false);
                        default -> words.add(argument);
                    }
                }
            }
        }
        if (words.size() < 2 || words.stream().anyMatch(word -> word.startsWith("-"))) {
            throw new IllegalArgumentException("LOOP [options] IFNAME [IFNAME2], and not " + words);
        }
        if (counters == null) {
            throw new IllegalArgumentException("--counters=FILE is missing");
        }
        return new LoopOptions(
                words.get(0),
                List.copyOf(words.subList(1, words.size())),
                mode,
                umem,
                socket,
                sharedUmem,
                batch,
                length,
                spin,
                counters);
    }

    /** How long a turn waits for packets at most; the loop's end is looked for between turns. */
    int waitMillis() {
        return spin ? 0 : WAIT_MILLIS;
    }
}

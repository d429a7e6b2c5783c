package org.xdpbroker.bench;

import org.xdpbroker.protocol.message.AttachMode;

/**
 * What is measured, whoever does it.
 *
 * @param mode how the broker attaches its XDP program, native or skb
 * @param length bytes a packet, from the link-layer header on
 */
record Scenario(AttachMode mode, int length, Loop loop) {

    @Override
    public String toString() {
        return mode.word() + "/" + length + "/" + loop.word();
    }
}

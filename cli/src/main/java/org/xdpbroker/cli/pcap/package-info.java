/** Files of captured packets: read by libpcap, which reads pcap and pcapng; written as pcapng. */
@NullMarked
package org.xdpbroker.cli.pcap;

import org.jspecify.annotations.NullMarked;

/** The command xdp-broker: classes here parse the command line and call the client library. */
@NullMarked
package org.xdpbroker.cli;

import org.jspecify.annotations.NullMarked;

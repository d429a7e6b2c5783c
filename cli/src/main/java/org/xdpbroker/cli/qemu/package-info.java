/** What QEMU is told to use a lease's sockets: on its command line, and over QMP while it runs. */
@NullMarked
package org.xdpbroker.cli.qemu;

import org.jspecify.annotations.NullMarked;

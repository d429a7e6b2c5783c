/** The QEMU Machine Protocol: commands to a running QEMU, their answers, its events. */
@NullMarked
package org.xdpbroker.cli.qmp;

import org.jspecify.annotations.NullMarked;

/**
 * What capture, replay, generate and sink do with packets, through the public classes of the client library alone. No class here
 * knows the command line.
 */
@NullMarked
package org.xdpbroker.cli.traffic;

import org.jspecify.annotations.NullMarked;

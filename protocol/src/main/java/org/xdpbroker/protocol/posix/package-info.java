/**
 * System calls of Linux, named as in section 2 of the manual; how functions of any shared library are bound; and the two values
 * everything else is built from: an errno that was captured by the call that set it, and a file descriptor that somebody owns.
 */
@NullMarked
package org.xdpbroker.protocol.posix;

import org.jspecify.annotations.NullMarked;

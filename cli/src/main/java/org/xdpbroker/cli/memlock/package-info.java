/** How much memory a program may lock, what it needs, and what to do where that is more. */
@NullMarked
package org.xdpbroker.cli.memlock;

import org.jspecify.annotations.NullMarked;

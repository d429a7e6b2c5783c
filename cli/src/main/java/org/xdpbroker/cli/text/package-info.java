/** How output is written: for people and for programs. */
@NullMarked
package org.xdpbroker.cli.text;

import org.jspecify.annotations.NullMarked;

/** The bench: rows that compare the client library with other programs, and what measures them. */
@NullMarked
package org.xdpbroker.bench;

import org.jspecify.annotations.NullMarked;

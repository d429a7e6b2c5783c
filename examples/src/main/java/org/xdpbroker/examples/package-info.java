/** Small programs that show the client library. They run without privilege, beside a running xdp-brokerd. */
@NullMarked
package org.xdpbroker.examples;

import org.jspecify.annotations.NullMarked;

/** What the tests stand on: network namespaces, a broker with exactly its capabilities, clients without any. */
@NullMarked
package org.xdpbroker.tests.bed;

import org.jspecify.annotations.NullMarked;

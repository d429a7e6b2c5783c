/** Micro benchmarks of the rings on plain memory: {@code ./bench --jmh}. */
@NullMarked
package org.xdpbroker.bench.jmh;

import org.jspecify.annotations.NullMarked;

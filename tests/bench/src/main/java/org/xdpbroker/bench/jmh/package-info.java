/** Micro benchmarks of the rings on plain memory, beside those of batches in the library's own package: {@code ./bench --jmh}. */
@NullMarked
package org.xdpbroker.bench.jmh;

import org.jspecify.annotations.NullMarked;

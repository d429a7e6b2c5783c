/** What tests with a real bus and a real polkit are played on: private ones, that leave the machine's alone. */
@NullMarked
package org.xdpbroker.polkit.bed;

import org.jspecify.annotations.NullMarked;

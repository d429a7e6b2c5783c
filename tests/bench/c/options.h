/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of xsk_loop. */
#ifndef XDP_BROKER_BENCH_OPTIONS_H
#define XDP_BROKER_BENCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
	const char *broker, *attach_mode, *counters;
	uint32_t frame_size, frames, ring, batch, length, tx_budget, busy_poll_us, queue;
	bool need_wakeup, cycle, spin, kick_once, moderate;
};

/* Reads a command line from its second word on; returns what follows the options. */
char **options_parse(struct options *options, int argc, char **argv);

#endif

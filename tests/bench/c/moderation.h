/* SPDX-License-Identifier: Apache-2.0 */
/* When a wait for packets begins with a short sleep: as the Java library's ReceiveModeration decides it, which says why. */
#ifndef XDP_BROKER_BENCH_MODERATION_H
#define XDP_BROKER_BENCH_MODERATION_H

#include "bench.h"
#include "xsk.h"

enum { SLEEP_NS = 100000, LEAST_PACKETS = 64 };

struct moderation {
	bool in_flow;	/* the latest wait found a packet */
	uint64_t since; /* when the packets began that are counted */
	uint32_t before;
};

static inline bool is_sleep_worth_it(struct moderation *moderation, const struct xsk *xsk)
{
	uint32_t came = xsk->rx.cached_cons - moderation->before, filled;
	uint64_t now, expected;

	if (came < LEAST_PACKETS)
		return false;
	now = now_ns();
	expected = (uint64_t)came * SLEEP_NS / (now > moderation->since ? now - moderation->since : 1);
	moderation->since = now;
	moderation->before += came;
	filled = xsk->fill.cached_prod - __atomic_load_n(xsk->fill.consumer, __ATOMIC_ACQUIRE);
	if (filled > xsk->rx.size)
		filled = xsk->rx.size;
	return expected >= LEAST_PACKETS && expected <= (uint64_t)filled * 3 / 4;
}

#endif

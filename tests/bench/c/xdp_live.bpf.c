// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Sends the packets that xdp_live makes the kernel hand it: all of them, or those that are due. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* Time between two packets; 0 sends all. Set before the program is loaded. */
const volatile __u64 interval_ns = 0;

/* Having been late is made up for by as many packets. */
enum { LATE_PACKETS = 64 };

static __u64 next_ns;

SEC("xdp")
int xdp_live(struct xdp_md *ctx __attribute__((unused)))
{
	__u64 now;

	if (!interval_ns)
		return XDP_TX;
	now = bpf_ktime_get_ns();
	if (now < next_ns)
		return XDP_DROP;
	next_ns = next_ns + LATE_PACKETS * interval_ns < now ? now : next_ns + interval_ns;
	return XDP_TX;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

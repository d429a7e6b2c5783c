// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * The XDP program that the broker attaches: a queue with a leased socket goes to its client, every
 * other queue to the host. It reads no packet data.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/*
 * Sockets by receive queue. The broker sets max_entries to the interface's queue count, and inserts
 * a socket only after it saw it bound to exactly that queue: an unbound or a wrong one would
 * swallow the queue's packets.
 */
struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} leased_sockets SEC(".maps");

SEC("xdp")
int redirect_leased(struct xdp_md *ctx)
{
	return bpf_redirect_map(&leased_sockets, ctx->rx_queue_index, XDP_PASS);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

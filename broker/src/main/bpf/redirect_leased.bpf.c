// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * The XDP program that the broker attaches: a queue with a leased socket goes to its client, every
 * other queue to the host. It reads no packet data, and counts what goes to clients.
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

struct traffic {
	__u64 packets;
	__u64 bytes;
};

/* What went to clients by receive queue, each CPU's share apart. As many entries as leased_sockets. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct traffic);
} leased_traffic SEC(".maps");

SEC("xdp")
int redirect_leased(struct xdp_md *ctx)
{
	__u32 queue = ctx->rx_queue_index;
	long action = bpf_redirect_map(&leased_sockets, queue, XDP_PASS);
	struct traffic *traffic;

	if (action != XDP_REDIRECT)
		return action;
	traffic = bpf_map_lookup_elem(&leased_traffic, &queue);
	if (traffic) {
		traffic->packets++;
		/* not data_end - data: that takes CAP_PERFMON, and leaves out the further buffers */
		traffic->bytes += bpf_xdp_get_buff_len(ctx);
	}
	return action;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

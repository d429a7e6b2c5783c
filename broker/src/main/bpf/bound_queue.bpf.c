// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * Tells which queue a socket is bound to. Never attached; the broker puts a socket into the map and
 * runs the program with BPF_PROG_TEST_RUN. It is the only way on a kernel without AF_XDP sock_diag.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} probed_socket SEC(".maps");

/* Returns the queue number, 0 for a socket that is not bound, -1 if there is no socket. */
SEC("xdp")
int bound_queue(struct xdp_md *ctx __attribute__((unused)))
{
	__u32 key = 0;
	struct bpf_xdp_sock *socket = bpf_map_lookup_elem(&probed_socket, &key);

	return socket ? (int)socket->queue_id : -1;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Counts and drops what arrives: the far end of a measurement, at the least cost for who sends. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct count {
	__u64 packets, bytes;
};

/* One entry a CPU: nobody waits for anybody. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct count);
} arrived SEC(".maps");

SEC("xdp")
int far_count(struct xdp_md *ctx)
{
	__u32 key = 0;
	struct count *count = bpf_map_lookup_elem(&arrived, &key);

	if (count) {
		count->packets++;
		count->bytes += ctx->data_end - ctx->data;
	}
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

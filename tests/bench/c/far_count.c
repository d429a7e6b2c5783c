/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts what arrives at an interface and drops it there, in the driver.
 *
 *   far_count OBJECT IFNAME     OBJECT is far_count.bpf.o
 */
#include "bench.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>

struct count {
	uint64_t packets, bytes;
};

static int map;

static void report(FILE *out)
{
	struct count counts[libbpf_num_possible_cpus()], sum = {0};
	uint32_t key = 0;

	if (bpf_map_lookup_elem(map, &key, counts))
		die("cannot read the counters");
	for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
		sum.packets += counts[i].packets;
		sum.bytes += counts[i].bytes;
	}
	fprintf(out, ",\"packets\":%ju,\"bytes\":%ju", (uintmax_t)sum.packets, (uintmax_t)sum.bytes);
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct bpf_link *link;
	uint32_t interface;

	if (argc != 3)
		die_usage("usage: far_count OBJECT IFNAME");
	interface = if_nametoindex(argv[2]);
	if (!interface)
		die("there is no interface %s", argv[2]);
	object = bpf_object__open_file(argv[1], NULL);
	if (!object || bpf_object__load(object))
		die("cannot load %s", argv[1]);
	map = bpf_object__find_map_fd_by_name(object, "arrived");
	link = bpf_program__attach_xdp(bpf_object__find_program_by_name(object, "far_count"), (int)interface);
	if (map < 0 || !link)
		die("cannot attach to %s", argv[2]);
	talk(report);
	talk_end();
	bpf_link__destroy(link);
	bpf_object__close(object);
	return 0;
}

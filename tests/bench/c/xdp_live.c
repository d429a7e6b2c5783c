/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fastest generator on a veth: the kernel itself makes the packets (BPF_PROG_TEST_RUN with BPF_F_TEST_XDP_LIVE_FRAMES)
 * and sends them out of the interface, as an XDP program that answers XDP_TX would. The peer has to receive with NAPI: it
 * carries a native XDP program, or has generic receive offload on.
 *
 *   xdp_live [--rate PACKETS_PER_SECOND] [--length BYTES] OBJECT IFNAME     OBJECT is xdp_live.bpf.o
 *
 * Without a rate it sends as fast as it can. It counts the packets that the peer took, as the interface's statistics tell.
 */
#include "bench.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <net/if.h>

/* linux/bpf.h of kernel 5.18, which older headers lack */
#ifndef BPF_F_TEST_XDP_LIVE_FRAMES
#define BPF_F_TEST_XDP_LIVE_FRAMES (1U << 1)
#endif

/* As many as the kernel hands its own drivers at once. */
enum { BATCH = 64 };

static const char usage[] = "usage: xdp_live [--rate PACKETS_PER_SECOND] [--length BYTES] OBJECT IFNAME";
static const char *interface;
static uint64_t sent_before;
static uint8_t packet[LONGEST_PACKET];
static uint32_t length = SHORTEST_PACKET;

static uint64_t sent(void)
{
	char path[sizeof "/sys/class/net//statistics/tx_packets" + IF_NAMESIZE];
	uint64_t packets;
	FILE *file;

	snprintf(path, sizeof path, "/sys/class/net/%s/statistics/tx_packets", interface);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%ju", &packets) != 1)
		die("cannot read %s", path);
	fclose(file);
	return packets;
}

static void report(FILE *out)
{
	uint64_t packets = sent() - sent_before;

	fprintf(out, ",\"packets\":%ju,\"bytes\":%ju", (uintmax_t)packets, (uintmax_t)(packets * length));
}

static int load(const char *path, uint64_t rate)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_map *constants = object ? bpf_object__find_map_by_name(object, ".rodata") : NULL;
	uint64_t interval_ns = rate ? 1000000000 / rate : 0;

	if (!constants || bpf_map__set_initial_value(constants, &interval_ns, sizeof interval_ns) ||
	    bpf_object__load(object))
		die("cannot load %s", path);
	return bpf_program__fd(bpf_object__find_program_by_name(object, "xdp_live"));
}

/* One call for all: setting it up takes the kernel some 25 ms. It ends with the signal that ends the loop. */
static void send_until_told(int program)
{
	struct xdp_md context = {.data_end = length, .ingress_ifindex = if_nametoindex(interface)};
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = length, .ctx_in = &context,
		    .ctx_size_in = sizeof context, .repeat = INT_MAX, .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
		    .batch_size = BATCH);

	while (going()) {
		int error = bpf_prog_test_run_opts(program, &run);

		errno = -error;
		if (error && error != -EINTR)
			die("cannot send live frames, which takes kernel 5.18 or later");
	}
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{"rate", required_argument, NULL, 'r'}, {"length", required_argument, NULL, 'l'}, {0}};
	uint64_t rate = 0;
	int option, program;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (option) {
		case 'r': rate = number("--rate", optarg, 1, 100000000); break;
		case 'l': length = (uint32_t)number("--length", optarg, ETHER_HEADER, LONGEST_PACKET); break;
		default: die_usage(usage);
		}
	if (optind != argc - 2)
		die_usage(usage);
	interface = argv[optind + 1];
	if (!if_nametoindex(interface))
		die("there is no interface %s", interface);
	write_packet(packet, length);
	program = load(argv[optind], rate);
	sent_before = sent();
	talk(report);
	send_until_told(program);
	talk_end();
	return 0;
}

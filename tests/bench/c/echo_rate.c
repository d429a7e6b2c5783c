/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sends packets at a fixed rate and measures how long each takes to come back.
 *
 *   echo_rate [--rate PACKETS_PER_SECOND] [--length BYTES] IFNAME
 *
 * Each packet carries the time it was due, and that is where its latency begins: a packet that is late because the ones
 * before it were slow is not excused. Each line tells how many packets took how long so far: pairs of a latency in nanoseconds
 * and a count, in the order of latencies.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

/* Latencies by their size: 128 steps for each power of two, so that a percentile is less than 1 % off. */
enum { STEP_BITS = 8, STEPS = 1 << STEP_BITS, BUCKETS = STEPS / 2 * (64 - STEP_BITS + 2) };

static const char usage[] = "usage: echo_rate [--rate PACKETS_PER_SECOND] [--length BYTES] IFNAME";
static _Atomic uint64_t latencies[BUCKETS];
static struct traffic sent, received;
static atomic_bool stood_still;

/* What was due while the process was stopped is not sent at once. */
static void go_on(int signal)
{
	(void)signal;
	atomic_store(&stood_still, true);
}

static size_t bucket_of(uint64_t value)
{
	int shift = value < STEPS ? 0 : 63 - __builtin_clzll(value) - (STEP_BITS - 1);

	return (size_t)shift * (STEPS / 2) + (value >> shift);
}

/* The greatest value that falls into a bucket. */
static uint64_t value_of(size_t bucket)
{
	size_t shift = bucket < STEPS ? 0 : bucket / (STEPS / 2) - 1;

	return ((bucket - shift * (STEPS / 2) + 1) << shift) - 1;
}

static void report(FILE *out)
{
	const char *separator = "";

	fprintf(out, ",\"packets\":%ju,\"bytes\":%ju,\"sent\":%ju,\"latencies\":[", (uintmax_t)received.packets,
		(uintmax_t)received.bytes, (uintmax_t)sent.packets);
	for (size_t i = 0; i < BUCKETS; i++) {
		uint64_t count = atomic_load_explicit(&latencies[i], memory_order_relaxed);

		if (!count)
			continue;
		fprintf(out, "%s%ju,%ju", separator, (uintmax_t)value_of(i), (uintmax_t)count);
		separator = ",";
	}
	fputc(']', out);
}

static int open_interface(const char *interface)
{
	struct sockaddr_ll address = {.sll_family = AF_PACKET,
				      .sll_protocol = htons(EXPERIMENTAL_ETHER_TYPE),
				      .sll_ifindex = (int)if_nametoindex(interface)};
	int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1;

	if (fd < 0 || setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on) ||
	    bind(fd, (struct sockaddr *)&address, sizeof address))
		die("cannot open a packet socket on %s", interface);
	return fd;
}

static void run(int fd, uint64_t rate, size_t length)
{
	const uint64_t interval_ns = 1000000000 / rate;
	uint8_t out[LONGEST_PACKET], in[LONGEST_PACKET];
	uint64_t due_ns = now_ns(), sent_ns;

	write_packet(out, length);
	while (going()) {
		if (atomic_load_explicit(&stood_still, memory_order_relaxed) &&
		    atomic_exchange(&stood_still, false))
			due_ns = now_ns();
		if (now_ns() >= due_ns) {
			memcpy(out + ETHER_HEADER, &due_ns, sizeof due_ns);
			if (send(fd, out, length, MSG_DONTWAIT) >= 0)
				add(&sent.packets, 1);
			else if (errno != EAGAIN && errno != ENOBUFS)
				die("cannot send");
			due_ns += interval_ns;
		} else if (recv(fd, in, sizeof in, MSG_DONTWAIT) == (ssize_t)length) {
			memcpy(&sent_ns, in + ETHER_HEADER, sizeof sent_ns);
			add(&latencies[bucket_of(now_ns() - sent_ns)], 1);
			add(&received.packets, 1);
			add(&received.bytes, length);
		}
	}
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{"rate", required_argument, NULL, 'r'}, {"length", required_argument, NULL, 'l'}, {0}};
	uint64_t rate = 20000;
	size_t length = SHORTEST_PACKET;
	int option, fd;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (option) {
		case 'r': rate = number("--rate", optarg, 1, 1000000); break;
		case 'l': length = number("--length", optarg, SHORTEST_PACKET, LONGEST_PACKET); break;
		default: die_usage(usage);
		}
	if (optind != argc - 1)
		die_usage(usage);
	fd = open_interface(argv[optind]);
	sigaction(SIGCONT, &(struct sigaction){.sa_handler = go_on, .sa_flags = SA_RESTART}, NULL);
	talk(report);
	run(fd, rate, length);
	talk_end();
	return 0;
}

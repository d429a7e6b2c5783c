/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sends packets at a fixed rate and measures how long each takes to come back.
 *
 *   echo_rate [--rate PACKETS_PER_SECOND] [--length BYTES] [--from MS] [--until MS] [--counters FILE] IFNAME
 *
 * Each packet carries the time it was due, and that is where its latency begins: a packet that is late because the ones
 * before it were slow is not excused. Only those are measured that are due so long after the start, or after SIGCONT.
 * How many packets took how long is in the file of counters alone.
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

/* Latencies by their size: 128 steps for each power of two, so that a percentile is less than 1 % off: Latencies.java. */
enum { STEP_BITS = 8, STEPS = 1 << STEP_BITS, BUCKETS = STEPS / 2 * (64 - STEP_BITS + 2) };

/* A day: no --until is later. */
enum { LATEST_MS = 86400 * 1000 };

static const char usage[] = "usage: echo_rate [--rate PACKETS_PER_SECOND] [--length BYTES] [--from MS] [--until MS]"
			    " [--counters FILE] IFNAME";
static struct {
	struct traffic received;
	_Atomic uint64_t latencies[BUCKETS];
} *counters;
static struct traffic sent;
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

static void report(FILE *out)
{
	fprintf(out, ",\"packets\":%ju,\"bytes\":%ju,\"sent\":%ju", (uintmax_t)counters->received.packets,
		(uintmax_t)counters->received.bytes, (uintmax_t)sent.packets);
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

static void run(int fd, uint64_t rate, size_t length, uint64_t from_ns, uint64_t until_ns)
{
	const uint64_t interval_ns = 1000000000 / rate;
	uint8_t out[LONGEST_PACKET], in[LONGEST_PACKET];
	uint64_t start_ns = now_ns(), due_ns = start_ns, sent_ns;

	write_packet(out, length);
	while (going()) {
		if (atomic_load_explicit(&stood_still, memory_order_relaxed) &&
		    atomic_exchange(&stood_still, false))
			due_ns = start_ns = now_ns();
		if (now_ns() >= due_ns) {
			memcpy(out + ETHER_HEADER, &due_ns, sizeof due_ns);
			if (send(fd, out, length, MSG_DONTWAIT) >= 0)
				add(&sent.packets, 1);
			else if (errno != EAGAIN && errno != ENOBUFS)
				die("cannot send");
			due_ns += interval_ns;
		} else if (recv(fd, in, sizeof in, MSG_DONTWAIT) == (ssize_t)length) {
			memcpy(&sent_ns, in + ETHER_HEADER, sizeof sent_ns);
			if (sent_ns >= start_ns + from_ns && sent_ns < start_ns + until_ns)
				add(&counters->latencies[bucket_of(now_ns() - sent_ns)], 1);
			add(&counters->received.packets, 1);
			add(&counters->received.bytes, length);
		}
	}
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{"rate", required_argument, NULL, 'r'},	    {"length", required_argument, NULL, 'l'},
		{"from", required_argument, NULL, 'f'},	    {"until", required_argument, NULL, 'u'},
		{"counters", required_argument, NULL, 'c'}, {0}};
	uint64_t rate = 20000, from_ms = 0, until_ms = LATEST_MS;
	size_t length = SHORTEST_PACKET;
	const char *path = NULL;
	int option, fd;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (option) {
		case 'r': rate = number("--rate", optarg, 1, 1000000); break;
		case 'l': length = number("--length", optarg, SHORTEST_PACKET, LONGEST_PACKET); break;
		case 'f': from_ms = number("--from", optarg, 0, LATEST_MS); break;
		case 'u': until_ms = number("--until", optarg, 0, LATEST_MS); break;
		case 'c': path = optarg; break;
		default: die_usage(usage);
		}
	if (optind != argc - 1)
		die_usage(usage);
	counters = counters_open(path, sizeof *counters);
	fd = open_interface(argv[optind]);
	sigaction(SIGCONT, &(struct sigaction){.sa_handler = go_on, .sa_flags = SA_RESTART}, NULL);
	talk(report);
	run(fd, rate, length, from_ms * 1000000, until_ms * 1000000);
	talk_end();
	return 0;
}

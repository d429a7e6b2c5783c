/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loops that the Java library is compared with, in C over libxdp, on sockets of the same broker.
 *
 *   xsk_loop rxdrop [options] IFNAME       receives and drops
 *   xsk_loop txonly [options] IFNAME       sends the same packet for ever
 *   xsk_loop fwd [options] IFNAME IFNAME2  sends on the second what it receives on the first
 *   xsk_loop echo [options] IFNAME         sends each packet back to its sender
 *
 * Options are in options.c. See bench.h for its input and output.
 */
#include "bench.h"
#include "moderation.h"
#include "xsk.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Long enough for what is on its way at the end, wherever it is. */
enum { DRAIN_NS = 200000000 };

/* As the Java program waits: a timer is a good part of what a short wait costs. */
enum { WAIT_MS = 100 };

static struct options options;
static struct xsk first, second;
static struct traffic *traffic;

/* Makes the kernel send what waits on the tx ring. In copy mode one call sends a batch of the kernel's own size and says EAGAIN if there is more. */
static void kick(struct xsk *xsk)
{
	uint32_t free = xsk_prod_nb_free(&xsk->tx, xsk->tx.size), free_before;

	if (free == xsk->tx.size || (options.need_wakeup && !xsk_ring_prod__needs_wakeup(&xsk->tx)))
		return;
	do {
		free_before = free;
		if (sendto(xsk->fd, NULL, 0, MSG_DONTWAIT, NULL, 0) >= 0)
			return;
		if (errno != EAGAIN && errno != EBUSY && errno != ENOBUFS && errno != ENETDOWN)
			die("cannot send");
		free = xsk_prod_nb_free(&xsk->tx, xsk->tx.size);
	} while (!options.kick_once && errno == EAGAIN && free != free_before);
}

static void wait_for_packets(struct xsk *xsk)
{
	static struct moderation moderation;
	struct pollfd waited = {.fd = xsk->fd, .events = POLLIN};

	if (options.busy_poll_us) {
		recvfrom(xsk->fd, NULL, 0, MSG_DONTWAIT, NULL, NULL);
	} else if (!options.spin) {
		if (options.moderate && moderation.in_flow && is_sleep_worth_it(&moderation, xsk)) {
			nanosleep(&(struct timespec){.tv_nsec = 1}, NULL);
			if (xsk_cons_nb_avail(&xsk->rx, 1))
				return;
		}
		moderation.in_flow = poll(&waited, 1, WAIT_MS) > 0;
	}
}

static void count_traffic(uint32_t packets, uint64_t bytes)
{
	add(&traffic->packets, packets);
	add(&traffic->bytes, bytes);
}

/* Each step below moves at most a batch, and returns how many packets that were. */

static uint32_t rxdrop(void)
{
	uint32_t at, count = xsk_ring_cons__peek(&first.rx, options.batch, &at);
	uint64_t bytes = 0;

	if (!count)
		return 0;
	for (uint32_t i = 0; i < count; i++)
		bytes += xsk_ring_cons__rx_desc(&first.rx, at + i)->len;
	xsk_recycle(&first, at, count);
	count_traffic(count, bytes);
	return count;
}

/* Sends from the frames that came back last. Counts what was sent, and not what waits for it. */
static uint32_t txonly(void)
{
	uint32_t at, sent = xsk_reclaim(&first);
	uint32_t count = options.batch < first.free ? options.batch : first.free;

	count_traffic(sent, (uint64_t)sent * options.length);
	if (count && xsk_ring_prod__reserve(&first.tx, count, &at) == count) {
		for (uint32_t i = 0; i < count; i++) {
			struct xdp_desc *packet = xsk_ring_prod__tx_desc(&first.tx, at + i);

			*packet = (struct xdp_desc){.addr = xsk_pop(&first), .len = options.length};
		}
		xsk_ring_prod__submit(&first.tx, count);
	}
	kick(&first);
	return sent;
}

/* Sends from all frames in turn, as xdpsock does: one call a batch, whatever it could send. */
static uint32_t txonly_cycle(void)
{
	static uint32_t frame;
	uint32_t at, sent;

	if (xsk_ring_prod__reserve(&first.tx, options.batch, &at) == options.batch) {
		for (uint32_t i = 0; i < options.batch; i++) {
			struct xdp_desc *packet = xsk_ring_prod__tx_desc(&first.tx, at + i);

			*packet = (struct xdp_desc){.addr = (uint64_t)frame * options.frame_size, .len = options.length};
			frame = (frame + 1) % options.frames;
		}
		xsk_ring_prod__submit(&first.tx, options.batch);
	}
	kick(&first);
	sent = xsk_ring_cons__peek(&first.completion, options.batch, &at);
	if (sent)
		xsk_ring_cons__release(&first.completion, sent);
	count_traffic(sent, (uint64_t)sent * options.length);
	return sent;
}

/* Sends what waits on the tx ring, and counts it. */
static uint32_t txonly_drain(void)
{
	uint32_t at, sent;

	kick(&first);
	sent = xsk_ring_cons__peek(&first.completion, options.ring, &at);
	xsk_ring_cons__release(&first.completion, sent);
	count_traffic(sent, (uint64_t)sent * options.length);
	return sent;
}

/* The tx ring has as many entries as there are frames, so there is room. */
static void reserve_tx(struct xsk *xsk, uint32_t count, uint32_t *at)
{
	if (xsk_ring_prod__reserve(&xsk->tx, count, at) != count)
		die_usage("no room for %u packets on a tx ring of %u", count, xsk->tx.size);
}

/* Copies a packet from the first socket's frame into one of the second's. */
static uint32_t copy_packet(struct xdp_desc *to, const struct xdp_desc *from)
{
	uint64_t frame = xsk_pop(&second);

	memcpy(xsk_data(&second, frame), xsk_data(&first, from->addr), from->len);
	*to = (struct xdp_desc){.addr = frame, .len = from->len};
	return from->len;
}

static uint32_t fwd(void)
{
	uint32_t from, to, count;
	uint64_t bytes = 0;

	xsk_reclaim(&second);
	count = xsk_ring_cons__peek(&first.rx, second.free < options.batch ? second.free : options.batch, &from);
	if (!count) {
		kick(&second);
		return 0;
	}
	reserve_tx(&second, count, &to);
	for (uint32_t i = 0; i < count; i++)
		bytes += copy_packet(xsk_ring_prod__tx_desc(&second.tx, to + i),
				     xsk_ring_cons__rx_desc(&first.rx, from + i));
	xsk_recycle(&first, from, count);
	xsk_ring_prod__submit(&second.tx, count);
	kick(&second);
	count_traffic(count, bytes);
	return count;
}

static void turn_round(uint8_t *packet)
{
	uint8_t sender[ETH_ALEN];

	memcpy(sender, packet + ETH_ALEN, ETH_ALEN);
	memcpy(packet + ETH_ALEN, packet, ETH_ALEN);
	memcpy(packet, sender, ETH_ALEN);
}

static uint32_t echo(void)
{
	uint32_t from, to, count;
	uint64_t bytes = 0;

	xsk_fill(&first, xsk_reclaim(&first));
	count = xsk_ring_cons__peek(&first.rx, options.batch, &from);
	if (!count) {
		kick(&first);
		return 0;
	}
	reserve_tx(&first, count, &to);
	for (uint32_t i = 0; i < count; i++) {
		const struct xdp_desc *packet = xsk_ring_cons__rx_desc(&first.rx, from + i);

		turn_round(xsk_data(&first, packet->addr));
		bytes += packet->len;
		*xsk_ring_prod__tx_desc(&first.tx, to + i) =
			(struct xdp_desc){.addr = packet->addr, .len = packet->len};
	}
	xsk_ring_cons__release(&first.rx, count);
	xsk_ring_prod__submit(&first.tx, count);
	kick(&first);
	count_traffic(count, bytes);
	return count;
}

static const struct mode {
	const char *name;
	uint32_t (*step)(void);
	uint32_t (*drain)(void); /* a step without new packets of our own */
	int interfaces;
	bool receives;
} modes[] = {{"rxdrop", rxdrop, rxdrop, 1, true},
	     {"txonly", txonly, txonly_drain, 1, false},
	     {"fwd", fwd, fwd, 2, true},
	     {"echo", echo, echo, 1, true}};

static const struct mode *mode_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(modes); i++)
		if (!strcmp(modes[i].name, name))
			return &modes[i];
	die_usage("there is no mode %s; rxdrop, txonly, fwd and echo are possible", name);
}

static void run(const struct mode *mode)
{
	uint32_t (*step)(void) = mode->step == txonly && options.cycle ? txonly_cycle : mode->step;
	uint64_t end;

	if (!mode->receives)
		for (uint32_t i = 0; i < options.frames; i++)
			write_packet(xsk_data(&first, (uint64_t)i * options.frame_size), options.length);
	while (going())
		if (!step() && mode->receives)
			wait_for_packets(&first);
	/* what is on its way is counted, too */
	for (end = now_ns() + DRAIN_NS; now_ns() < end;)
		mode->drain();
}

static void report(FILE *out)
{
	fprintf(out, ",\"packets\":%ju,\"bytes\":%ju", (uintmax_t)traffic->packets, (uintmax_t)traffic->bytes);
	xsk_print_drops(&first, out);
}

int main(int argc, char **argv)
{
	const struct mode *mode;
	char **interfaces;

	if (argc < 2)
		die_usage("usage: xsk_loop MODE [options] IFNAME [IFNAME2]");
	mode = mode_named(argv[1]);
	interfaces = options_parse(&options, argc - 1, argv + 1);
	if (argv + argc - interfaces != mode->interfaces)
		die_usage("%s takes %d interface(s)", mode->name, mode->interfaces);
	traffic = counters_open(options.counters, sizeof *traffic);
	xsk_open(&first, interfaces[0], &options, mode->receives);
	if (mode->interfaces == 2)
		xsk_open(&second, interfaces[1], &options, false);
	talk(report);
	run(mode);
	talk_end();
	xsk_close(&first);
	if (mode->interfaces == 2)
		xsk_close(&second);
	return 0;
}

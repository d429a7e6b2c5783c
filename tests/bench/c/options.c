/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"
#include "bench.h"

#include <getopt.h>
#include <stddef.h>

char **options_parse(struct options *options, int argc, char **argv)
{
	enum {
		BROKER,
		ATTACH,
		COUNTERS,
		FRAME_SIZE,
		FRAMES,
		RING,
		BATCH,
		LENGTH,
		TX_BUDGET,
		BUSY_POLL,
		CYCLE,
		SPIN,
		KICK_ONCE,
		NO_MODERATION,
		NO_WAKEUP
	};
	static const struct option known[] = {
		{"broker", required_argument, NULL, BROKER},	     /* the broker's socket */
		{"attach-mode", required_argument, NULL, ATTACH},    /* native or skb */
		{"counters", required_argument, NULL, COUNTERS},     /* a file to count in: bench.h */
		{"frame-size", required_argument, NULL, FRAME_SIZE}, /* bytes, a power of two */
		{"frames", required_argument, NULL, FRAMES},	     /* how many, for each socket; half of them to receive */
		{"ring", required_argument, NULL, RING},	     /* entries of each ring, a power of two */
		{"batch", required_argument, NULL, BATCH},	     /* packets */
		{"length", required_argument, NULL, LENGTH},	     /* bytes of a packet that txonly sends */
		{"tx-budget", required_argument, NULL, TX_BUDGET},   /* packets that the kernel sends for one call; 0: its own number */
		{"busy-poll", required_argument, NULL, BUSY_POLL},   /* microseconds; needs CAP_NET_ADMIN */
		{"cycle", no_argument, NULL, CYCLE},		     /* txonly: use all frames in turn */
		{"spin", no_argument, NULL, SPIN},		     /* never block for packets */
		{"kick-once", no_argument, NULL, KICK_ONCE},	     /* one call a batch, even if the kernel says EAGAIN */
		{"no-moderation", no_argument, NULL, NO_MODERATION}, /* be woken for each burst */
		{"no-need-wakeup", no_argument, NULL, NO_WAKEUP},    /* bind without XDP_USE_NEED_WAKEUP */
		{0}};
	int option;

	*options = (struct options){.attach_mode = "native",
				    .frame_size = 2048,
				    .frames = 2048,
				    .ring = 2048,
				    .batch = 64,
				    .length = SHORTEST_PACKET,
				    .moderate = true,
				    .need_wakeup = true};
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (option) {
		case BROKER: options->broker = optarg; break;
		case ATTACH: options->attach_mode = optarg; break;
		case COUNTERS: options->counters = optarg; break;
		case FRAME_SIZE: options->frame_size = number("--frame-size", optarg, 2048, 65536); break;
		case FRAMES: options->frames = number("--frames", optarg, 1, 1 << 20); break;
		case RING: options->ring = number("--ring", optarg, 1, 1 << 20); break;
		case BATCH: options->batch = number("--batch", optarg, 1, 4096); break;
		case LENGTH: options->length = number("--length", optarg, ETHER_HEADER, LONGEST_PACKET); break;
		case TX_BUDGET: options->tx_budget = number("--tx-budget", optarg, 0, 1 << 20); break;
		case BUSY_POLL: options->busy_poll_us = number("--busy-poll", optarg, 1, 1000000); break;
		case CYCLE: options->cycle = true; break;
		case SPIN: options->spin = true; break;
		case KICK_ONCE: options->kick_once = true; break;
		case NO_MODERATION: options->moderate = false; break;
		case NO_WAKEUP: options->need_wakeup = false; break;
		default: die_usage("usage: xsk_loop MODE [options] IFNAME [IFNAME2]");
		}
	if (!options->broker)
		die_usage("--broker PATH is missing, the broker's socket");
	if (options->frames > options->ring && !options->cycle)
		die_usage("--frames %u is more than --ring, which only --cycle can do", options->frames);
	return argv + optind;
}

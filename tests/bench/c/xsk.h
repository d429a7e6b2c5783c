/* SPDX-License-Identifier: Apache-2.0 */
/* An AF_XDP socket that the broker passed, bound with libxdp, and its frames. */
#ifndef XDP_BROKER_BENCH_XSK_H
#define XDP_BROKER_BENCH_XSK_H

#include "lease.h"
#include "options.h"

#include <stdio.h>
#include <xdp/xsk.h>

struct xsk {
	struct lease lease;
	struct xsk_umem *umem;
	struct xsk_socket *socket;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons rx, completion;
	uint8_t *memory;
	uint32_t frame_size;
	/* Free frames, last in first out: the one used last is the one still in the cache. */
	uint64_t *stack;
	uint32_t free;
	int fd;
};

/* Requests, registers, binds, gives half of the frames to the fill ring if it `receives`, and activates. */
void xsk_open(struct xsk *xsk, const char *interface, const struct options *options, bool receives);

void xsk_close(struct xsk *xsk);

/* Prints what the kernel dropped, XDP_STATISTICS, as members of a JSON object. */
void xsk_print_drops(const struct xsk *xsk, FILE *out);

static inline void *xsk_data(const struct xsk *xsk, uint64_t address)
{
	return xsk_umem__get_data(xsk->memory, address);
}

/* The frame an address of a received packet lies in. */
static inline uint64_t xsk_frame(const struct xsk *xsk, uint64_t address)
{
	return address & ~((uint64_t)xsk->frame_size - 1);
}

static inline uint64_t xsk_pop(struct xsk *xsk)
{
	return xsk->stack[--xsk->free];
}

static inline void xsk_push(struct xsk *xsk, uint64_t frame)
{
	xsk->stack[xsk->free++] = frame;
}

/* Takes the frames of sent packets back; how many. */
static inline uint32_t xsk_reclaim(struct xsk *xsk)
{
	uint32_t at, count = xsk_ring_cons__peek(&xsk->completion, xsk->completion.size, &at);

	for (uint32_t i = 0; i < count; i++)
		xsk_push(xsk, *xsk_ring_cons__comp_addr(&xsk->completion, at + i));
	if (count)
		xsk_ring_cons__release(&xsk->completion, count);
	return count;
}

/* Gives `count` free frames to the kernel to receive into; there is room, as the ring holds all that are given. */
static inline void xsk_fill(struct xsk *xsk, uint32_t count)
{
	uint32_t at;

	if (!count || xsk_ring_prod__reserve(&xsk->fill, count, &at) != count)
		return;
	for (uint32_t i = 0; i < count; i++)
		*xsk_ring_prod__fill_addr(&xsk->fill, at + i) = xsk_pop(xsk);
	xsk_ring_prod__submit(&xsk->fill, count);
}

/* Gives the frames of received packets, from `at` on in the rx ring, back to the fill ring they came from. */
static inline void xsk_recycle(struct xsk *xsk, uint32_t at, uint32_t count)
{
	uint32_t to;

	if (xsk_ring_prod__reserve(&xsk->fill, count, &to) != count)
		return;
	for (uint32_t i = 0; i < count; i++)
		*xsk_ring_prod__fill_addr(&xsk->fill, to + i) =
			xsk_frame(xsk, xsk_ring_cons__rx_desc(&xsk->rx, at + i)->addr);
	xsk_ring_prod__submit(&xsk->fill, count);
	xsk_ring_cons__release(&xsk->rx, count);
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "xsk.h"
#include "bench.h"

#include <errno.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* asm-generic/socket.h of kernel 5.11, which older headers lack */
#ifndef SO_PREFER_BUSY_POLL
#define SO_PREFER_BUSY_POLL 69
#define SO_BUSY_POLL_BUDGET 70
#endif

/* linux/if_xdp.h of kernel 6.17 */
#ifndef XDP_MAX_TX_SKB_BUDGET
#define XDP_MAX_TX_SKB_BUDGET 9
#endif

/* The kernel frees a queue some 20 ms after its last holder closed. */
enum { BIND_TRIES = 200, BIND_PAUSE_NS = 5000000 };

static void register_umem(struct xsk *xsk, const struct options *options)
{
	const struct xsk_umem_config config = {.fill_size = options->ring,
					       .comp_size = options->ring,
					       .frame_size = options->frame_size};
	size_t bytes = (size_t)options->frame_size * options->frames;
	int error;

	xsk->memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!options->cycle) /* as the library does, and xdpsock does not */
		madvise(xsk->memory, bytes, MADV_HUGEPAGE);
	xsk->stack = malloc(options->frames * sizeof *xsk->stack);
	if (xsk->memory == MAP_FAILED || !xsk->stack)
		die("no memory for %u frames of %u bytes", options->frames, options->frame_size);
	xsk->frame_size = options->frame_size;
	for (uint32_t i = options->frames; i-- > 0;)
		xsk_push(xsk, (uint64_t)i * options->frame_size);
	error = xsk_umem__create_with_fd(&xsk->umem, xsk->lease.socket, xsk->memory, bytes, &xsk->fill,
					 &xsk->completion, &config);
	errno = -error;
	if (error)
		die("cannot register %zu bytes; is the limit of locked memory high enough?", bytes);
}

static void bind_socket(struct xsk *xsk, const char *interface, const struct options *options)
{
	const struct xsk_socket_config config = {
		.rx_size = options->ring,
		.tx_size = options->ring,
		.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
		.bind_flags = options->need_wakeup ? XDP_USE_NEED_WAKEUP : 0,
	};
	int error;

	for (int i = 0; i < BIND_TRIES; i++) {
		error = xsk_socket__create(&xsk->socket, interface, options->queue, xsk->umem, &xsk->rx, &xsk->tx, &config);
		if (error != -EBUSY)
			break;
		nanosleep(&(struct timespec){.tv_nsec = BIND_PAUSE_NS}, NULL);
	}
	errno = -error;
	if (error)
		die("cannot bind to queue %u of %s", options->queue, interface);
	xsk->fd = xsk_socket__fd(xsk->socket);
}

static void set_tx_budget(const struct xsk *xsk, const struct options *options)
{
	if (setsockopt(xsk->fd, SOL_XDP, XDP_MAX_TX_SKB_BUDGET, &options->tx_budget, sizeof options->tx_budget))
		die("cannot set the tx budget to %u, which takes kernel 6.17 or later", options->tx_budget);
}

static void poll_busily(const struct xsk *xsk, const struct options *options)
{
	const struct {
		int name, value;
	} wanted[] = {{SO_PREFER_BUSY_POLL, 1},
		      {SO_BUSY_POLL, (int)options->busy_poll_us},
		      {SO_BUSY_POLL_BUDGET, (int)options->batch}};

	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++)
		if (setsockopt(xsk->fd, SOL_SOCKET, wanted[i].name, &wanted[i].value, sizeof wanted[i].value))
			die("cannot set socket option %d to %d for busy polling", wanted[i].name, wanted[i].value);
}

void xsk_open(struct xsk *xsk, const char *interface, const struct options *options, bool receives)
{
	xsk->lease = lease_request(options->broker, interface, options->attach_mode, options->queue);
	register_umem(xsk, options);
	bind_socket(xsk, interface, options);
	if (options->tx_budget)
		set_tx_budget(xsk, options);
	if (options->busy_poll_us)
		poll_busily(xsk, options);
	if (receives)
		xsk_fill(xsk, options->frames / 2);
	lease_activate(&xsk->lease);
}

void xsk_close(struct xsk *xsk)
{
	xsk_socket__delete(xsk->socket);
	xsk_umem__delete(xsk->umem);
	close(xsk->lease.fd);
	close(xsk->lease.session);
}

void xsk_print_drops(const struct xsk *xsk, FILE *out)
{
	struct xdp_statistics drops = {0};
	socklen_t bytes = sizeof drops;

	if (getsockopt(xsk->fd, SOL_XDP, XDP_STATISTICS, &drops, &bytes))
		return;
	fprintf(out, ",\"rxDropped\":%ju,\"rxRingFull\":%ju,\"rxInvalid\":%ju,\"txInvalid\":%ju",
		(uintmax_t)drops.rx_dropped, (uintmax_t)drops.rx_ring_full, (uintmax_t)drops.rx_invalid_descs,
		(uintmax_t)drops.tx_invalid_descs);
}

/* Answers pings and datagrams to UDP port 7: xdp-broker request IFNAME 1 -- ./echo */
#include "answer.h"
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xdp/xsk.h>

enum { SOCKET = 3, LEASE = 4, FRAMES = 512, FRAME_SIZE = 2048, SIZE = FRAMES * FRAME_SIZE };

static struct xsk_ring_prod fill, tx;
static struct xsk_ring_cons completion, rx;

static void check(int result, const char *what)
{
	if (result) {
		errno = -result;
		err(1, "%s", what);
	}
}

static void give_to_kernel(__u64 frame)
{
	__u32 at = 0;

	xsk_ring_prod__reserve(&fill, 1, &at); /* cannot fail: the ring has room for all frames */
	*xsk_ring_prod__fill_addr(&fill, at) = frame;
	xsk_ring_prod__submit(&fill, 1);
}

static void send_back(struct xdp_desc packet)
{
	__u32 at = 0;

	xsk_ring_prod__reserve(&tx, 1, &at); /* nor can this */
	*xsk_ring_prod__tx_desc(&tx, at) = packet;
	xsk_ring_prod__submit(&tx, 1);
}

int main(void)
{
	struct xsk_umem_config memory = { FRAMES, FRAMES, FRAME_SIZE, 0, 0 };
	struct xsk_socket_config config = {
		.rx_size = FRAMES, .tx_size = FRAMES, .bind_flags = XDP_USE_NEED_WAKEUP,
		.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD, /* the broker has loaded it */
	};
	struct pollfd wait[] = { { SOCKET, POLLIN, 0 }, { LEASE, POLLIN, 0 } };
	const char *ifname = getenv("XDP_BROKER_IFNAME"), *queue = getenv("XDP_BROKER_QUEUES");
	const char *fds = getenv("LISTEN_FDS");
	struct xsk_socket *xsk;
	struct xsk_umem *umem;
	char *frames, event[4096];
	unsigned int i, at, count, sending = 0;
	int result, tries = 100;

	if (!ifname || !queue || !fds || strcmp(fds, "2")) /* one socket, and the lease */
		errx(2, "start me with: xdp-broker request IFNAME 1 -- ./echo");
	frames = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	/* From here on the socket is libxdp's. ENOBUFS: the locked-memory limit, ulimit -l. */
	check(xsk_umem__create_with_fd(&umem, SOCKET, frames, SIZE, &fill, &completion, &memory),
	      "registering packet memory");
	for (i = 0; i < FRAMES; i++)
		give_to_kernel(i * FRAME_SIZE); /* before the bind, after which packets may come */
	/* EBUSY: the kernel may take some milliseconds to free a queue after its last holder. */
	while ((result = xsk_socket__create(&xsk, ifname, atoi(queue), umem, &rx, &tx, &config)) ==
	       -EBUSY && tries--)
		usleep(10000);
	check(result, "binding to the queue");
	printf("answering on queue %s of %s\n", queue, ifname);
	fflush(stdout);

	while (poll(wait, 2, sending ? 1 : -1) >= 0) {
		if (wait[1].revents && read(LEASE, event, sizeof(event)) <= 0)
			errx(4, "the broker ended the lease"); /* its last event tells why */
		count = xsk_ring_cons__peek(&completion, FRAMES, &at);
		for (i = 0; i < count; i++)
			give_to_kernel(*xsk_ring_cons__comp_addr(&completion, at + i));
		xsk_ring_cons__release(&completion, count);
		sending -= count;

		count = xsk_ring_cons__peek(&rx, 32, &at);
		for (i = 0; i < count; i++) {
			struct xdp_desc packet = *xsk_ring_cons__rx_desc(&rx, at + i);

			if (!make_answer(frames + packet.addr, packet.len)) {
				give_to_kernel(packet.addr);
				continue;
			}
			send_back(packet);
			sending++;
		}
		xsk_ring_cons__release(&rx, count);
		/* A call sends at most 32 where the kernel copies; the next one goes on. */
		if (sending && xsk_ring_prod__needs_wakeup(&tx))
			sendto(SOCKET, NULL, 0, MSG_DONTWAIT, NULL, 0);
	}
	err(1, "poll");
}

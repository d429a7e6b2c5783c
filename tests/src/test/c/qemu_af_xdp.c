/*
 * Stands in for QEMU: takes the value of its option -netdev and makes the calls of its af-xdp
 * backend, in its order and with its parameters (QEMU 8.2 to 10.0, net/af-xdp.c). In place of a
 * guest it answers pings and datagrams to UDP port 7. SIGTERM ends it, in order.
 */
#include "answer.h"
#include <bpf/bpf.h>
#include <err.h>
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xdp/xsk.h>

enum {
	MOST_QUEUES = 16,
	BATCH = 64,
	FRAME_SIZE = XSK_UMEM__DEFAULT_FRAME_SIZE,
	RX_SIZE = XSK_RING_CONS__DEFAULT_NUM_DESCS,
	TX_SIZE = XSK_RING_PROD__DEFAULT_NUM_DESCS,
	FRAMES = (RX_SIZE + TX_SIZE) * 2, /* so that all four rings can be full */
};

struct netdev {
	const char *ifname;
	unsigned int queues, start_queue, mode_flag;
	int inhibit;
	int fds[MOST_QUEUES];
};

struct queue {
	struct xsk_socket *xsk;
	struct xsk_umem *umem;
	struct xsk_ring_cons rx, completion;
	struct xsk_ring_prod tx, fill;
	uint64_t pool[FRAMES];
	unsigned int in_pool, sending, answered;
	char *memory;
};

static volatile sig_atomic_t stopping;

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
}

static void parse_fds(struct netdev *netdev, char *value)
{
	char *rest, *fd = strtok_r(value, ":", &rest);
	unsigned int count = 0;

	for (; fd && count < MOST_QUEUES; fd = strtok_r(NULL, ":", &rest))
		netdev->fds[count++] = atoi(fd);
	if (count != netdev->queues)
		errx(2, "expected %u socket fds, got %u", netdev->queues, count);
}

static void parse(struct netdev *netdev, char *text)
{
	char *rest, *fds = NULL, *value, *key = strtok_r(text, ",", &rest);

	if (!key || strcmp(key, "af-xdp"))
		errx(2, "not an af-xdp netdev");
	netdev->queues = 1;
	while ((key = strtok_r(NULL, ",", &rest))) {
		value = strchr(key, '=');
		if (!value)
			errx(2, "no value: %s", key);
		*value++ = '\0';
		if (!strcmp(key, "ifname"))
			netdev->ifname = value;
		else if (!strcmp(key, "queues"))
			netdev->queues = atoi(value);
		else if (!strcmp(key, "start-queue"))
			netdev->start_queue = atoi(value);
		else if (!strcmp(key, "inhibit"))
			netdev->inhibit = !strcmp(value, "on");
		else if (!strcmp(key, "sock-fds"))
			fds = value;
		else if (!strcmp(key, "mode") && !strcmp(value, "native"))
			netdev->mode_flag = XDP_FLAGS_DRV_MODE;
		else if (!strcmp(key, "mode") && !strcmp(value, "skb"))
			netdev->mode_flag = XDP_FLAGS_SKB_MODE;
		else if (strcmp(key, "id"))
			errx(2, "unknown: %s=%s", key, value);
	}
	if (!netdev->ifname || !fds || !netdev->inhibit || !netdev->mode_flag)
		errx(2, "ifname, mode, inhibit=on and sock-fds are needed");
	parse_fds(netdev, fds);
}

static void refill(struct queue *q, unsigned int count)
{
	uint32_t at = 0;

	if (q->in_pool < count + 1) /* one is left for sending */
		count = q->in_pool;
	if (!count || !xsk_ring_prod__reserve(&q->fill, count, &at))
		return;
	for (unsigned int i = 0; i < count; i++)
		*xsk_ring_prod__fill_addr(&q->fill, at++) = q->pool[--q->in_pool];
	xsk_ring_prod__submit(&q->fill, count);
}

static void create_umem(struct queue *q, int fd)
{
	struct xsk_umem_config config = {
		.fill_size = TX_SIZE, .comp_size = RX_SIZE, .frame_size = FRAME_SIZE,
	};
	size_t size = (size_t)FRAMES * FRAME_SIZE; /* 32 MiB */
	int result;

	if (posix_memalign((void **)&q->memory, sysconf(_SC_PAGESIZE), size))
		errx(1, "no memory");
	memset(q->memory, 0, size);
	result = xsk_umem__create_with_fd(&q->umem, fd, q->memory, size, &q->fill, &q->completion,
					  &config);
	if (result)
		errx(1, "failed to create umem: %s", strerrorname_np(-result));
	for (int i = FRAMES - 1; i >= 0; i--)
		q->pool[q->in_pool++] = (uint64_t)i * FRAME_SIZE;
	refill(q, TX_SIZE);
}

static unsigned int create_socket(struct queue *q, const struct netdev *netdev, unsigned int number)
{
	struct xsk_socket_config config = {
		.rx_size = RX_SIZE,
		.tx_size = TX_SIZE,
		.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
		.bind_flags = XDP_USE_NEED_WAKEUP,
		.xdp_flags = XDP_FLAGS_UPDATE_IF_NOEXIST | netdev->mode_flag,
	};
	int result = xsk_socket__create(&q->xsk, netdev->ifname, number, q->umem, &q->rx, &q->tx,
					&config);

	if (result)
		errx(1, "failed to create AF_XDP socket for queue %u: %s", number,
		     strerrorname_np(-result));
	return config.xdp_flags;
}

static void complete_tx(struct queue *q)
{
	uint32_t at = 0, done = xsk_ring_cons__peek(&q->completion, RX_SIZE, &at);

	for (uint32_t i = 0; i < done; i++)
		q->pool[q->in_pool++] = *xsk_ring_cons__comp_addr(&q->completion, at++);
	if (done)
		xsk_ring_cons__release(&q->completion, done);
	q->sending -= done;
}

/* The guest: has a copy of the packet, and sends another. */
static void guest(struct queue *q, const void *received, uint32_t length)
{
	char packet[FRAME_SIZE];
	struct xdp_desc *desc;
	uint32_t at = 0;

	memcpy(packet, received, length);
	if (!make_answer(packet, length))
		return;
	complete_tx(q);
	if (!q->in_pool || !xsk_ring_prod__reserve(&q->tx, 1, &at))
		return;
	desc = xsk_ring_prod__tx_desc(&q->tx, at);
	desc->addr = q->pool[--q->in_pool];
	desc->len = length;
	memcpy(xsk_umem__get_data(q->memory, desc->addr), packet, length);
	xsk_ring_prod__submit(&q->tx, 1);
	q->sending++;
	q->answered++;
}

static void receive(struct queue *q)
{
	uint32_t at = 0, count = xsk_ring_cons__peek(&q->rx, BATCH, &at);

	for (uint32_t i = 0; i < count; i++) {
		const struct xdp_desc *desc = xsk_ring_cons__rx_desc(&q->rx, at++);

		q->pool[q->in_pool++] = desc->addr;
		guest(q, xsk_umem__get_data(q->memory, desc->addr), desc->len);
	}
	if (count)
		xsk_ring_cons__release(&q->rx, count);
	refill(q, BATCH);
}

/* No call ever sends: polling for POLLOUT does. */
static void serve(struct queue *queues, unsigned int count)
{
	struct pollfd wait[MOST_QUEUES];
	sigset_t none;

	sigemptyset(&none);
	while (!stopping) {
		for (unsigned int i = 0; i < count; i++) {
			struct queue *q = &queues[i];
			int unsent = q->sending && xsk_ring_prod__needs_wakeup(&q->tx);

			wait[i].fd = xsk_socket__fd(q->xsk);
			wait[i].events = unsent ? POLLIN | POLLOUT : POLLIN;
		}
		/* SIGTERM is blocked but here, so that none is missed */
		if (ppoll(wait, count, NULL, &none) < 0 && errno != EINTR)
			err(1, "ppoll");
		for (unsigned int i = 0; i < count && !stopping; i++) {
			complete_tx(&queues[i]);
			receive(&queues[i]);
		}
	}
}

int main(int argc, char **argv)
{
	static struct queue queues[MOST_QUEUES];
	struct sigaction action = { .sa_handler = stop };
	struct netdev netdev = { 0 };
	sigset_t blocked;
	unsigned int flags = 0, ifindex, i;
	uint32_t program = 0;
	int result;

	if (argc != 2)
		errx(2, "usage: %s NETDEV", argv[0]);
	parse(&netdev, argv[1]);
	sigaction(SIGTERM, &action, NULL);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	ifindex = if_nametoindex(netdev.ifname);
	if (!ifindex)
		err(1, "failed to get ifindex for '%s'", netdev.ifname);
	for (i = 0; i < netdev.queues; i++) {
		create_umem(&queues[i], netdev.fds[i]);
		flags = create_socket(&queues[i], &netdev, netdev.start_queue + i);
	}
	result = bpf_xdp_query_id(ifindex, flags, &program);
	if (result || !program)
		errx(1, "no XDP program loaded on '%s'", netdev.ifname);
	printf("ready program=%u\n", program);
	fflush(stdout);

	serve(queues, netdev.queues);

	for (i = 0; i < netdev.queues; i++) {
		xsk_socket__delete(queues[i].xsk);
		xsk_umem__delete(queues[i].umem);
		printf("queue=%u answered=%u\n", netdev.start_queue + i, queues[i].answered);
	}
	/* QEMU before 10.1 does this although it did not attach the program */
	result = bpf_xdp_detach(ifindex, flags, NULL);
	printf("detach=%s\n", result ? strerrorname_np(-result) : "done");
	return 0;
}

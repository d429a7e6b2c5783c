/* SPDX-License-Identifier: Apache-2.0 */
/* Asks the broker for the queue of an interface, as any client can: Varlink over a unix socket. */
#ifndef XDP_BROKER_BENCH_LEASE_H
#define XDP_BROKER_BENCH_LEASE_H

#include <stdint.h>

struct lease {
	int socket;  /* AF_XDP, not bound; libxdp closes it */
	int fd;      /* holds the lease for as long as it is open */
	int session; /* to the broker */
	char id[65];
};

/* A queue of an interface. `mode` is native or skb. */
struct lease lease_request(const char *broker, const char *interface, const char *mode, uint32_t queue);

/* The socket is bound: give me the packets. */
void lease_activate(const struct lease *lease);

#endif

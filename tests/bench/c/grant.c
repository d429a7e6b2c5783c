/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor for xdp-brokerd: the steps of Request and Activate in C, for one client after the other, with the broker's own BPF
 * objects and without anything else: no policy, no limits, no record. Speaks as much of the protocol as lease.c does.
 *
 *	grant SOCKET OBJECTS IFNAME
 */
#include "bench.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST_QUEUES = 256, LONGEST_CALL = 4096, NO_QUEUE = -1 };

static struct {
	const char *name;
	unsigned int index;
	int sockets;
	int probe, probed;
} served;

static struct bpf_object *load(const char *folder, const char *name, unsigned int entries)
{
	struct bpf_object *object;
	struct bpf_map *map;
	char path[4096];

	snprintf(path, sizeof path, "%s/%s.bpf.o", folder, name);
	object = bpf_object__open_file(path, NULL);
	if (!object)
		die("cannot open %s", path);
	bpf_object__for_each_map(map, object)
		bpf_map__set_max_entries(map, entries);
	if (bpf_object__load(object))
		die("cannot load %s", path);
	return object;
}

static void attach(const char *folder)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = XDP_FLAGS_DRV_MODE);
	struct bpf_object *redirect = load(folder, "redirect_leased", MOST_QUEUES);
	struct bpf_object *probe = load(folder, "bound_queue", 1);
	int program = bpf_program__fd(bpf_object__find_program_by_name(redirect, "redirect_leased"));

	served.sockets = bpf_object__find_map_fd_by_name(redirect, "leased_sockets");
	served.probe = bpf_program__fd(bpf_object__find_program_by_name(probe, "bound_queue"));
	served.probed = bpf_object__find_map_fd_by_name(probe, "probed_socket");
	if (bpf_link_create(program, (int)served.index, BPF_XDP, &options) < 0)
		die("cannot attach the program to %s", served.name);
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof address.sun_path)
		die_usage("the path of the socket is too long: %s", path);
	strcpy(address.sun_path, path);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) || chmod(path, 0666) || listen(listener, 16))
		die("cannot listen at %s", path);
	return listener;
}

/* Reads one call, which ends with NUL; false if the client has gone. */
static bool read_call(int session, char call[LONGEST_CALL])
{
	size_t had = 0;

	do {
		ssize_t got = recv(session, call + had, LONGEST_CALL - had, 0);

		if (got <= 0)
			return false;
		had += (size_t)got;
	} while (call[had - 1] && had < LONGEST_CALL);
	return !call[had - 1];
}

static void reply(int session, const char *text, const int *fds, size_t count)
{
	union {
		char bytes[CMSG_SPACE(2 * sizeof(int))];
		struct cmsghdr aligned;
	} control = {0};
	struct iovec part = {.iov_base = (void *)text, .iov_len = strlen(text) + 1};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

	if (count) {
		message.msg_control = &control;
		message.msg_controllen = CMSG_SPACE(count * sizeof(int));
		control.aligned = (struct cmsghdr){
			.cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
		memcpy(CMSG_DATA(&control.aligned), fds, count * sizeof(int));
	}
	if (sendmsg(session, &message, MSG_NOSIGNAL) < 0)
		die("cannot reply");
}

static int locked_socket(void)
{
	int xsk = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (xsk < 0 || setsockopt(xsk, SOL_SOCKET, SO_BINDTODEVICE, served.name, (socklen_t)strlen(served.name) + 1))
		die("cannot make a socket of %s", served.name);
	return xsk;
}

/* The queue that the socket is bound to. */
static int bound_queue(int xsk)
{
	struct sockaddr_xdp nowhere = {
		.sxdp_family = AF_XDP, .sxdp_ifindex = served.index, .sxdp_queue_id = UINT32_MAX};
	char packet[ETHER_HEADER] = {0};
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = sizeof packet, .repeat = 1);
	int zero = 0;

	if (!bind(xsk, (struct sockaddr *)&nowhere, sizeof nowhere) || errno != EBUSY)
		return NO_QUEUE;
	if (bpf_map_update_elem(served.probed, &zero, &xsk, 0) || bpf_prog_test_run_opts(served.probe, &run))
		die("cannot look at the socket");
	bpf_map_delete_elem(served.probed, &zero);
	return (int)run.retval;
}

static void serve(int session)
{
	char call[LONGEST_CALL];
	const char *field;
	struct ucred peer;
	socklen_t bytes = sizeof peer;
	int queue = 0, xsk, pair[2];

	if (getsockopt(session, SOL_SOCKET, SO_PEERCRED, &peer, &bytes))
		die("cannot ask who connected");
	if (!read_call(session, call))
		return;
	if ((field = strstr(call, "\"startQueue\":")))
		queue = atoi(field + strlen("\"startQueue\":"));
	xsk = locked_socket();
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		die("cannot make a socket pair");
	reply(session,
	      "{\"parameters\":{\"lease\":{\"id\":\"0\",\"queues\":[{\"socketFileDescriptor\":0}]},"
	      "\"leaseFileDescriptor\":1}}",
	      (int[]){xsk, pair[1]}, 2);
	close(pair[1]);
	if (read_call(session, call)) {
		if (bound_queue(xsk) != queue || bpf_map_update_elem(served.sockets, &queue, &xsk, 0))
			die("cannot activate queue %d", queue);
		reply(session, "{\"parameters\":{}}", NULL, 0);
	}
	close(xsk);
	while (recv(pair[0], call, sizeof call, 0) > 0)
		;
	bpf_map_delete_elem(served.sockets, &queue);
	close(pair[0]);
}

int main(int argc, char **argv)
{
	int listener;

	if (argc != 4)
		die_usage("usage: grant SOCKET OBJECTS IFNAME");
	served.name = argv[3];
	served.index = if_nametoindex(served.name);
	attach(argv[2]);
	listener = listen_at(argv[1]);
	puts("{\"ready\":true}");
	fflush(stdout);
	for (;;) {
		int session = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (session < 0)
			die("cannot accept");
		serve(session);
		close(session);
	}
}

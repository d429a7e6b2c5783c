/* SPDX-License-Identifier: Apache-2.0 */
#include "lease.h"
#include "bench.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LONGEST_MESSAGE = 65536, MOST_FDS = 2 };

struct reply {
	char text[LONGEST_MESSAGE];
	int fds[MOST_FDS];
	int fd_count;
};

static int connect_to(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int session = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof address.sun_path)
		die_usage("the path of the broker's socket is too long: %s", path);
	strcpy(address.sun_path, path);
	if (session < 0 || connect(session, (struct sockaddr *)&address, sizeof address))
		die("cannot reach the broker at %s", path);
	return session;
}

static void keep_fds(struct reply *reply, struct msghdr *message)
{
	for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
		size_t bytes = part->cmsg_len - CMSG_LEN(0);

		if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
			continue;
		memcpy(reply->fds, CMSG_DATA(part), bytes);
		reply->fd_count = (int)(bytes / sizeof(int));
	}
	if (message->msg_flags & MSG_CTRUNC)
		die_usage("the broker sent more descriptors than were asked for");
}

/* Sends a call and waits for its reply, which ends with NUL. */
static void call(int session, const char *text, struct reply *reply)
{
	size_t length = strlen(text) + 1, had = 0;

	memset(reply, 0, sizeof *reply);
	if (send(session, text, length, MSG_NOSIGNAL) != (ssize_t)length)
		die("cannot send to the broker");
	do {
		union {
			char bytes[CMSG_SPACE(MOST_FDS * sizeof(int))];
			struct cmsghdr aligned;
		} control;
		struct iovec part = {.iov_base = reply->text + had, .iov_len = LONGEST_MESSAGE - 1 - had};
		struct msghdr message = {.msg_iov = &part,
					 .msg_iovlen = 1,
					 .msg_control = &control,
					 .msg_controllen = sizeof control};
		ssize_t got = recvmsg(session, &message, MSG_CMSG_CLOEXEC);

		if (got <= 0)
			die("the broker sent no reply");
		keep_fds(reply, &message);
		had += (size_t)got;
	} while (reply->text[had - 1] && had < LONGEST_MESSAGE - 1);
	if (strstr(reply->text, "\"error\":")) {
		errno = 0;
		die("the broker refuses: %s", reply->text);
	}
}

/* The descriptor whose index is the value of a field. */
static int passed_fd(const struct reply *reply, const char *field)
{
	const char *place = strstr(reply->text, field);
	int index = place ? atoi(place + strlen(field)) : -1;

	if (index < 0 || index >= reply->fd_count)
		die_usage("no %s in the broker's reply: %s", field, reply->text);
	return reply->fds[index];
}

struct lease lease_request(const char *broker, const char *interface, const char *mode, uint32_t queue)
{
	struct lease lease = {.session = connect_to(broker)};
	static struct reply reply;
	char text[256];
	const char *id;

	snprintf(text, sizeof text,
		 "{\"method\":\"org.xdpbroker.Broker.Request\","
		 "\"parameters\":{\"interface\":\"%s\",\"attachMode\":\"%s\",\"startQueue\":%u}}",
		 interface, mode, queue);
	call(lease.session, text, &reply);
	lease.socket = passed_fd(&reply, "\"socketFileDescriptor\":");
	lease.fd = passed_fd(&reply, "\"leaseFileDescriptor\":");
	id = strstr(reply.text, "\"id\":\"");
	if (!id || sscanf(id, "\"id\":\"%64[^\"]", lease.id) != 1)
		die_usage("no id in the broker's reply: %s", reply.text);
	return lease;
}

void lease_activate(const struct lease *lease)
{
	static struct reply reply;
	char text[256];

	snprintf(text, sizeof text,
		 "{\"method\":\"org.xdpbroker.Broker.Activate\",\"parameters\":{\"id\":\"%s\"}}", lease->id);
	call(lease->session, text, &reply);
}

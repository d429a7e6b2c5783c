/*
 * xdp-broker-relay: for who speaks to the daemon over a socket of its own, as varlinkctl's exec: does. xdp-broker-launch becomes
 * this program when it has given up all privilege; it handles what clients send, with the caller's rights alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PASSED = 3, CONNECTION = 4 };
static const struct sockaddr_un address = {AF_UNIX, RUN_DIR "/org.xdpbroker"};

static _Noreturn void fail(int error, const char *next, const char *tried) {
	dprintf(STDERR_FILENO, "xdp-broker-relay: cannot %s: %s. %s.\n", tried, strerrorname_np(error), next);
	exit(3);
}

static void carry(int from, int to) {
	static char bytes[64 * 1024], control[CMSG_SPACE(253 * sizeof(int))]; /* one message has no more descriptors */
	for (ssize_t sent;; close_range(CONNECTION + 1, ~0U, 0)) { /* closes the descriptors that were passed on */
		struct iovec part = {bytes, sizeof bytes};
		struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
		ssize_t length = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
		if (length < 0 && errno == EINTR)
			continue;
		if (length <= 0)
			return;
		if (message.msg_flags & MSG_CTRUNC)
			fail(EMFILE, "Call it with a higher limit of open files (ulimit -n)", "take all descriptors of a message");
		for (part.iov_len = (size_t)length; part.iov_len > 0; part.iov_len -= (size_t)sent) {
			if ((sent = sendmsg(to, &message, MSG_NOSIGNAL)) < 0)
				return;
			part.iov_base = (char *)part.iov_base + sent;
			message.msg_controllen = 0; /* descriptors go with the first byte */
		}
	}
}

/* Until the daemon's end. One process a direction: neither waits for the other. */
int main(void) {
	int parent = getpid(), child, connection;
	close_range(CONNECTION, ~0U, 0);
	if (fcntl(PASSED, F_SETFL, 0)) /* which makes it wait, too */
		fail(errno, "See sd_listen_fds(3)", "find a socket as descriptor 3, which LISTEN_PID tells of");
	connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connection != CONNECTION || connect(connection, (const struct sockaddr *)&address, sizeof address))
		fail(errno, "Call it again", "connect to xdp-brokerd at " RUN_DIR);
	if ((child = fork()) < 0)
		fail(errno, "Look at the limits of processes", "make a process");
	if (child == 0 && !prctl(PR_SET_PDEATHSIG, SIGKILL) && getppid() == parent) {
		carry(CONNECTION, PASSED);
		shutdown(PASSED, SHUT_RDWR); /* which ends the other direction, too */
	} else if (child > 0) {
		carry(PASSED, CONNECTION);
		shutdown(CONNECTION, SHUT_WR);
		waitpid(child, NULL, 0);
	}
	return 0;
}

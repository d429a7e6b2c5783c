/*
 * For who wants to speak to the daemon over a socket of its own, as varlinkctl exec: does. Part of launch.c, and the one part that
 * handles what clients send: with the caller's rights alone.
 */
static void carry(int from, int to) {
	static char bytes[64 * 1024], control[CMSG_SPACE(253 * sizeof(int))]; /* one message has no more descriptors */
	for (ssize_t sent;; close_range(LOCK + 1, ~0U, 0)) { /* closes the descriptors that were passed on */
		struct iovec part = {bytes, sizeof bytes};
		struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
		ssize_t length = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
		if (length < 0 && (errno == EAGAIN || errno == EINTR))
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
static void relay(void) {
	int parent = getpid(), child, connection = connect_to_daemon();
	if (connection == LISTENER) /* the number is free: nothing was passed */
		fail(EBADF, "See sd_listen_fds(3)", "find a socket as descriptor 3, which LISTEN_PID tells of");
	if (dup2(connection, LOCK) != LOCK || fcntl(LISTENER, F_SETFL, 0) || (child = fork()) < 0)
		fail(errno, "See sd_listen_fds(3)", "relay between descriptor 3 and xdp-brokerd");
	if (child == 0 && !prctl(PR_SET_PDEATHSIG, SIGKILL) && getppid() == parent) {
		carry(LOCK, LISTENER);
		shutdown(LISTENER, SHUT_RDWR); /* which ends the other direction, too */
	} else if (child > 0) {
		carry(LISTENER, LOCK);
		shutdown(LOCK, SHUT_WR);
		waitpid(child, NULL, 0);
	}
}

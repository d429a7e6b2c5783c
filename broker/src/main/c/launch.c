/*
 * xdp-broker-launch: starts xdp-brokerd where no service manager does. Setuid root, or with file capabilities. The process that
 * was called becomes its caller again before it looks at anything that the caller said: it waits, tells, and becomes the relay. Its child
 * leaves the caller's reach, makes what is to be made, and becomes the daemon.
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define OWN_JAVA HOME_DIR "/jre/bin/java"
#define JAR HOME_DIR "/lib/broker/xdp-broker-daemon-" VERSION ".jar"
#define RELAY HOME_DIR "/lib/xdp-broker-relay"
#define SOCKET RUN_DIR "/org.xdpbroker"
enum { LISTENER = 3, LOCK = 4, TELLER = 10 }; /* descriptors of the daemon; and the one on which the child tells why it fails */
static const struct sockaddr_un address = {AF_UNIX, SOCKET};
static const struct timeval patience = {20, 0};
static int errors = STDERR_FILENO;

/* Says what was tried, on what, which error of the kernel's it gave (0: none), what to do next. */
__attribute__((noreturn, format(printf, 3, 4))) static void fail(int error, const char *next, const char *tried, ...) {
	va_list arguments;
	va_start(arguments, tried);
	dprintf(errors, "xdp-broker-launch: cannot ");
	vdprintf(errors, tried, arguments);
	dprintf(errors, "%s%s. %s.\n", error ? ": " : "", error ? strerrorname_np(error) : "", next);
	exit(3);
}

#include "privileges.h"

static int connect_to_daemon(void) {
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience); /* which connect(2) obeys, too */
	if (fd >= 0 && !connect(fd, (const struct sockaddr *)&address, sizeof address))
		return fd;
	close(fd);
	return -1;
}

/* Opens or makes a file, and refuses one that somebody else has put there. */
static int open_own(const char *path, int flags, mode_t mode) {
	struct stat found;
	int fd = open(path, flags | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode);
	if (fd < 0 || fstat(fd, &found))
		fail(errno, "As root, remove it; with file capabilities, make it as xdp-broker-launch(8) has it", "open %s", path);
	if (!S_ISREG(found.st_mode) || found.st_nlink != 1 || found.st_uid != geteuid())
		fail(0, "As root, remove it", "use %s, which is not a file of uid %u alone", path, geteuid());
	return fd;
}

/* From /etc/passwd, where system users are: so no other service is asked and no library loaded. */
static const struct passwd *daemon_user(void) {
	FILE *accounts = fopen("/etc/passwd", "re");
	for (const struct passwd *user; accounts && (user = fgetpwent(accounts));)
		if (!strcmp(user->pw_name, "xdp-broker") && user->pw_uid != 0)
			return user;
	fail(0, "As root: useradd --system --no-create-home --shell /usr/sbin/nologin xdp-broker",
		"find the user xdp-broker in /etc/passwd, with a uid other than 0");
}

static _Noreturn void become_daemon(void) {
	char process[32], search[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", language[] = "LANG=C.UTF-8", count[] = "LISTEN_FDS=1",
		name[] = "LISTEN_FDNAMES=varlink", *const environment[] = {search, language, count, name, process, NULL};
	const char *java = euidaccess(OWN_JAVA, F_OK) ? "/usr/bin/java" : OWN_JAVA;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), tries = 2000;
	struct stat found;
	sigset_t read_by_daemon;

	leave_caller();
	for (int fd = STDIN_FILENO; fd <= LOCK; fd++)
		dup3(null, fd, O_CLOEXEC); /* so that nothing else gets these numbers */
	trust("/", 0, 0);
	trust(JAR, 0, 0);
	if (nftw(HOME_DIR "/lib", trust_one, 16, FTW_PHYS))
		fail(0, "Install it anew, without symbolic links", "use all that is in " HOME_DIR "/lib");
	trust(java, 0, strcmp(java, OWN_JAVA) ? 10 : 0); /* the system's is a link of the alternatives */
	const struct passwd *user = daemon_user();
	if (geteuid() != 0)
		become_daemon_user(user->pw_uid, user->pw_gid); /* file capabilities: what is made is made by that user */
	if (mkdir(RUN_DIR, 0755) && errno != EEXIST)
		fail(errno, "As root: install -d -o xdp-broker " RUN_DIR, "make " RUN_DIR);
	trust(RUN_DIR, geteuid(), 0);
	int log = open_own(LOG_FILE, O_WRONLY | O_APPEND, 0640);
	int lock = open_own(RUN_DIR "/lock", O_RDWR, 0600); /* who can open it can lock it: so nobody else can */
	do { /* who holds the lock becomes the daemon, which holds it for its life; who finds one that listens has nothing to do */
		if (connect_to_daemon() >= 0 || errno == EAGAIN)
			exit(0);
		if (usleep(10000) || --tries == 0)
			fail(ETIMEDOUT, "As root, see who holds it: fuser " RUN_DIR "/lock", "lock " RUN_DIR "/lock");
	} while (flock(lock, LOCK_EX | LOCK_NB));
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!lstat(SOCKET, &found) && (!S_ISSOCK(found.st_mode) || unlink(SOCKET)))
		fail(0, "As root, remove it", "replace " SOCKET ", which is no socket");
	umask(0111); /* everyone may connect: policy decides, not the file's mode */
	if (bind(listener, (const struct sockaddr *)&address, sizeof address))
		fail(errno, "Look at " RUN_DIR, "bind a socket to " SOCKET);
	umask(022);
	if (geteuid() == 0)
		become_daemon_user(user->pw_uid, user->pw_gid);
	if (listen(listener, 128) || dup2(null, STDIN_FILENO) || dup2(log, STDOUT_FILENO) != STDOUT_FILENO ||
			dup2(log, STDERR_FILENO) != STDERR_FILENO || dup2(lock, LOCK) != LOCK || dup2(listener, LISTENER) != LISTENER)
		fail(errno, "Call it again", "listen at " SOCKET);
	sigemptyset(&read_by_daemon);
	sigaddset(&read_by_daemon, SIGHUP), sigaddset(&read_by_daemon, SIGINT), sigaddset(&read_by_daemon, SIGTERM);
	sigprocmask(SIG_SETMASK, &read_by_daemon, NULL);
	snprintf(process, sizeof process, "LISTEN_PID=%d", getpid());
	execle(java, java, "@" HOME_DIR "/lib/brokerd.options", "-Djffi.boot.library.path=" HOME_DIR "/lib/jni",
		"-XX:SharedArchiveFile=" HOME_DIR "/lib/cds/xdp-brokerd.jsa", "-cp", JAR, "org.xdpbroker.broker.start.BrokerMain",
		"--idle-exit", IDLE_SECONDS, NULL, environment);
	fail(errno, "Install a Java runtime, 17 or later", "execute %s", java);
}

/* Waits until it answers, whatever it says. A connection that ends without an answer may be one too many: it tries again. */
static void await_answer(void) {
	static const char question[] = "{\"method\":\"org.varlink.service.GetInfo\",\"parameters\":{}}"; /* and NUL */
	char byte;
	for (int fd, tries = 2000; (fd = connect_to_daemon()) >= 0 && tries > 0; usleep(10000), tries--) {
		ssize_t length = send(fd, question, sizeof question, MSG_NOSIGNAL) < 0 ? 0 : recv(fd, &byte, 1, 0);
		close(fd);
		if (length == 1)
			return;
		if (length < 0 && errno == EAGAIN)
			break;
	}
	fail(errno, "Its record says why, which root may read: " LOG_FILE, "get an answer of xdp-brokerd at " SOCKET);
}

int main(int argc, char **argv) {
	int ends[2], child, length, status = 0;
	char text[1024];
	if (argc > 1) {
		give_up_privileges();
		puts("Usage: xdp-broker-launch\nStarts xdp-brokerd " VERSION " unless it runs, and waits until it answers.");
		return strcmp(argv[1], "--help") && strcmp(argv[1], "--version") ? 2 : 0;
	}
	shed_inheritance();
	if (!euidaccess("/run/systemd/system", F_OK))
		fail(0, "As root: systemctl enable --now xdp-broker.socket", "start xdp-brokerd where systemd does that");
	close_range(LISTENER + 1, ~0U, 0);
	if (pipe2(ends, O_CLOEXEC) || (child = fork()) < 0)
		fail(errno, "Look at the limits of processes and files", "make a process");
	if (child == 0) {
		errors = dup3(ends[1], TELLER, O_CLOEXEC);
		close_range(LISTENER, TELLER - 1, 0);
		become_daemon();
	}
	give_up_privileges();
	close(ends[1]);
	while ((length = (int)read(ends[0], text, sizeof text)) > 0) /* until the child is the daemon, or has ended */
		status = write(STDERR_FILENO, text, (size_t)length) ? 3 : 0;
	if (status)
		return status;
	close(ends[0]);
	await_answer();
	if (!getenv("LISTEN_PID") || strtol(getenv("LISTEN_PID"), NULL, 10) != getpid()) /* as in sd_listen_fds(3) */
		return 0;
	execle(RELAY, RELAY, NULL, (char *[]){NULL});
	fail(errno, "Install it anew", "execute " RELAY);
}

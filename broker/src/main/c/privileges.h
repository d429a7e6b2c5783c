/* What this process is and may do, and what it trusts. Nothing in here looks at what the caller said. Part of launch.c. */
#include <ftw.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/limits.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define BIT(capability) (1ULL << (capability))
#define THE_THREE (BIT(CAP_NET_ADMIN) | BIT(CAP_NET_RAW) | BIT(CAP_BPF))
#define INSTALL "It has to be setuid root (chown root, chmod 4755), on a file system without nosuid; no_new_privs, debuggers, user" \
	" namespaces, and containers without CAP_NET_ADMIN, CAP_NET_RAW, CAP_BPF prevent it"
#define LIMIT(resource, wanted, least) {resource, #resource, wanted, least}

static const struct { __rlimit_resource_t resource; const char *name; rlim_t wanted, least; } limits[] = {
	LIMIT(RLIMIT_AS, RLIM_INFINITY, RLIM_INFINITY), LIMIT(RLIMIT_DATA, RLIM_INFINITY, RLIM_INFINITY),
	LIMIT(RLIMIT_CPU, RLIM_INFINITY, RLIM_INFINITY), LIMIT(RLIMIT_FSIZE, RLIM_INFINITY, RLIM_INFINITY),
	LIMIT(RLIMIT_STACK, 8 << 20, 1 << 20), LIMIT(RLIMIT_NOFILE, 65536, 4096), LIMIT(RLIMIT_NPROC, 4096, 256),
	LIMIT(RLIMIT_CORE, 0, 0)};

/* Limits, signals, folder and standard descriptors become what they ought to be. */
static void shed_inheritance(void) {
	static const unsigned long default_action[4];
	sigset_t none;
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		struct rlimit limit = {limits[i].wanted, limits[i].wanted}, found;
		if (!getrlimit(limits[i].resource, &found) && !setrlimit(limits[i].resource, &limit))
			continue;
		/* without CAP_SYS_RESOURCE, as in containers, a hard limit cannot be raised */
		limit.rlim_cur = limit.rlim_max = found.rlim_max;
		if (found.rlim_max < limits[i].least || setrlimit(limits[i].resource, &limit))
			fail(EPERM, "Call it with a higher hard limit (ulimit -H)", "raise the limit %s", limits[i].name);
	}
	for (int number = 1; number < NSIG; number++)
		syscall(SYS_rt_sigaction, number, default_action, NULL, 8); /* signal(2) leaves out two that libc uses */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	umask(022);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
			fail(errno, "Look at /dev/null", "open /dev/null");
	if (prctl(PR_SET_DUMPABLE, 0) || chdir("/"))
		fail(errno, "Look at the root folder", "change to /");
}

static void set_capabilities(unsigned long long kept) {
	struct __user_cap_header_struct version = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct sets[2];
	for (int i = 0; i < 2; i++)
		sets[i].effective = sets[i].permitted = sets[i].inheritable = (unsigned)(kept >> 32 * i);
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) || syscall(SYS_capset, &version, sets) ||
			prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		fail(errno, INSTALL, "set its capabilities");
}

/* Becomes the caller for good, without any capability. */
static void give_up_privileges(void) {
	if (setresgid(getgid(), getgid(), getgid()) || setresuid(getuid(), getuid(), getuid()))
		fail(errno, INSTALL, "go back to the caller's user");
	set_capabilities(0);
}

/* Out of the reach of the caller's signals, terminal, groups, scheduling. */
static void leave_caller(void) {
	static const char *const zeroed[] = {"/proc/self/oom_score_adj", "/sys/fs/cgroup/cgroup.procs"};
	cpu_set_t all;
	if (geteuid() == 0 && (setgroups(0, NULL) || setresgid(0, 0, 0) || setresuid(0, 0, 0)))
		fail(errno, INSTALL, "become root");
	setsid(); /* this and the rest as far as it may: file capabilities and containers do not allow all of it */
	sched_setaffinity(0, sizeof all, memset(&all, 0xff, sizeof all));
	sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){0});
	setpriority(PRIO_PROCESS, 0, 0);
	for (int i = 0, fd; i < 2; i++)
		if ((fd = open(zeroed[i], O_WRONLY | O_CLOEXEC)) >= 0 && write(fd, "0", 1) <= 1)
			close(fd);
}

static bool is_link(const char *path, uid_t owner, const struct stat *found) {
	if (found->st_uid != owner)
		fail(0, "As root, chown it or install it anew", "use %s, which is of uid %u, not %u", path, found->st_uid, owner);
	if (!S_ISLNK(found->st_mode) && found->st_mode & (S_IWGRP | S_IWOTH))
		fail(0, "As root, chmod go-w it or install it anew", "use %s, which others may write to", path);
	return S_ISLNK(found->st_mode);
}

/* Fails unless root alone can change the path, from the root folder on; the last part may have another owner. Where nobody else
 * may write to a folder, nobody else can exchange what is in it after it was looked at. */
static void trust(const char *path, uid_t owner, int links) {
	char part[PATH_MAX], target[PATH_MAX], whole[PATH_MAX];
	struct stat found;
	for (size_t end = 0; path[end];) {
		end += 1 + strcspn(path + end + 1, "/");
		snprintf(part, sizeof part, "%.*s", (int)end, path);
		if (lstat(part, &found))
			fail(errno, "Install it anew", "find %s", part);
		if (!is_link(part, path[end] ? 0 : owner, &found))
			continue;
		ssize_t length = readlink(part, target, sizeof target - 1);
		if (length < 0 || links == 0)
			fail(ELOOP, "Install it anew, without links", "use %s, which is a symbolic link", part);
		target[length] = strrchr(part, '/')[1] = '\0';
		if (snprintf(whole, sizeof whole, "%s%s%s", *target == '/' ? "" : part, target, path + end) >= PATH_MAX)
			fail(ENAMETOOLONG, "Install it anew", "follow the link %s", path);
		trust(whole, owner, links - 1);
		return;
	}
}

/* For each file of a tree: nftw(3). */
static int trust_one(const char *path, const struct stat *found, int type, struct FTW *place) {
	return (void)place, type == FTW_NS || is_link(path, 0, found);
}

/* For good, with exactly the three capabilities, as ambient ones. */
static void become_daemon_user(uid_t uid, gid_t gid) {
	for (int i = 0; prctl(PR_CAPBSET_READ, i) >= 0; i++)
		if (!(THE_THREE & BIT(i)) && prctl(PR_CAPBSET_DROP, i))
			fail(errno, INSTALL, "drop capability %d", i);
	if (prctl(PR_SET_KEEPCAPS, 1) || setgroups(0, NULL) || setresgid(gid, gid, gid) || setresuid(uid, uid, uid))
		fail(errno, INSTALL, "become user %u and group %u", uid, gid);
	set_capabilities(THE_THREE);
	for (int i = 0; i <= CAP_BPF; i++)
		if (THE_THREE & BIT(i) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, i, 0, 0))
			fail(errno, "See SECBIT_NO_CAP_AMBIENT_RAISE in capabilities(7)", "make capability %d ambient", i);
}

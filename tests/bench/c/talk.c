/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

atomic_bool running = true;

static void (*reporter)(FILE *out);
static pthread_t talker, looper;
static atomic_bool ended;

void die(const char *format, ...)
{
	int error = errno;
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "%s%s\n", error ? ": " : "", error ? strerror(error) : "");
	exit(1);
}

void die_usage(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(2);
}

uint64_t number(const char *name, const char *text, uint64_t least, uint64_t most)
{
	char *end;
	uint64_t value = strtoull(text, &end, 10);

	if (end == text || *end || value < least || value > most)
		die_usage("%s is %s; %ju to %ju is possible", name, text, (uintmax_t)least, (uintmax_t)most);
	return value;
}

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void write_packet(uint8_t *packet, size_t length)
{
	uint16_t type = htons(EXPERIMENTAL_ETHER_TYPE);

	memset(packet, 0, length);
	memset(packet, 0xff, ETH_ALEN);
	packet[ETH_ALEN] = 2; /* a locally administered sender */
	memcpy(packet + 2 * ETH_ALEN, &type, sizeof type);
}

void *counters_open(const char *path, size_t size)
{
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *counters;

	if (path && fd < 0)
		die("cannot open %s to count in", path);
	counters = mmap(NULL, size, PROT_READ | PROT_WRITE, path ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS, fd, 0);
	if (counters == MAP_FAILED)
		die("cannot map counters in %s", path ? path : "memory");
	if (path)
		close(fd);
	return counters;
}

static void print_line(void)
{
	printf("{\"ns\":%ju", (uintmax_t)now_ns());
	reporter(stdout);
	puts("}");
	fflush(stdout);
}

static void *answer_lines(void *unused)
{
	char line[256];

	(void)unused;
	while (fgets(line, sizeof line, stdin))
		print_line();
	atomic_store(&running, false);
	/* whatever call the loop is in ends; one that it was about to enter, at the next signal */
	while (!atomic_load(&ended)) {
		pthread_kill(looper, SIGUSR1);
		nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	}
	return NULL;
}

static void interrupt(int signal)
{
	(void)signal;
}

void talk(void (*report)(FILE *out))
{
	reporter = report;
	looper = pthread_self();
	sigaction(SIGUSR1, &(struct sigaction){.sa_handler = interrupt}, NULL);
	puts("{\"ready\":true}");
	fflush(stdout);
	if ((errno = pthread_create(&talker, NULL, answer_lines, NULL)))
		die("cannot start the talking thread");
}

void talk_end(void)
{
	atomic_store(&ended, true);
	pthread_join(talker, NULL);
	print_line();
}

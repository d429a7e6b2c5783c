/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the programs of the bench share.
 *
 * Each of them talks to the bench over lines. Once it is at work it prints {"ready":true}. For each line on its standard
 * input it prints one with its counters, a JSON object, and goes on. At the end of its input it stops and prints its
 * counters a last time. So the bench chooses what is measured, and a program never outlives it.
 *
 * An answer takes CPU time. A loop that is measured is not asked meanwhile: its counters are in a file (counters_open), which the
 * bench maps, too.
 */
#ifndef XDP_BROKER_BENCH_H
#define XDP_BROKER_BENCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* The local experimental ether type: no network stack has an opinion on it. */
enum { EXPERIMENTAL_ETHER_TYPE = 0x88b5, ETHER_HEADER = 14, SHORTEST_PACKET = 60, LONGEST_PACKET = 1514 };

/* What was tried, on what, and errno's text; exits with 1. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* As die, for a wrong command line; exits with 2. */
_Noreturn void die_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A number of the command line within bounds. */
uint64_t number(const char *name, const char *text, uint64_t least, uint64_t most);

/* CLOCK_MONOTONIC. */
uint64_t now_ns(void);

/* A broadcast packet of the experimental ether type; the rest is zero. */
void write_packet(uint8_t *packet, size_t length);

/* False from the end of standard input on, which also interrupts the system call the loop is in. */
extern atomic_bool running;

static inline bool going(void)
{
	return atomic_load_explicit(&running, memory_order_relaxed);
}

/*
 * Prints that the program is ready and answers lines on a thread of its own. `report` prints the members of the JSON
 * object that follow "ns", each with a comma before it.
 */
void talk(void (*report)(FILE *out));

/* After the loop: prints the last line. */
void talk_end(void);

/* Packets and bytes of a loop: one thread writes, others read, as does the bench: CounterFile.java. */
struct traffic {
	_Atomic uint64_t packets, bytes;
};

/* In a file that is there and as long, or in memory of the program's own where path is NULL. */
void *counters_open(const char *path, size_t size);

static inline void add(_Atomic uint64_t *counter, uint64_t value)
{
	/* a plain add: there is one writer */
	atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + value,
			      memory_order_relaxed);
}

#endif

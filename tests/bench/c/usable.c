/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long from nothing to a socket that packets come to: connects to the broker, requests a queue, registers umem, makes the
 * rings, binds, activates, and closes all that again. Once for each line of its input, which is the number of a queue; each
 * is answered with the nanoseconds it took, without the closing.
 *
 *	usable [options] IFNAME
 */
#include "bench.h"
#include "xsk.h"

#include <stdlib.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	struct options options;
	char **rest = options_parse(&options, argc, argv);
	char line[64];

	puts("{\"ready\":true}");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin)) {
		struct xsk xsk = {0};
		uint64_t start = now_ns(), end;

		options.queue = (uint32_t)atoi(line);
		xsk_open(&xsk, rest[0], &options, false);
		end = now_ns();
		printf("{\"ns\":%ju}\n", (uintmax_t)(end - start));
		fflush(stdout);
		xsk_close(&xsk);
		munmap(xsk.memory, (size_t)options.frame_size * options.frames);
		free(xsk.stack);
	}
	return 0;
}

/*
 * What the run was given to read: a standard input, and files by their names. They are the same on all nodes, and stay
 * as they are. Most programs use them by stdio (scanf, fgets, fopen) and POSIX's calls (open, read).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FUGU_INPUT_H
#define FUGU_INPUT_H

#include <fugu/fugu.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which input is meant. Files have the numbers from FUGU_INPUT_FIRST_FILE on, in the order of their names' bytes. */
#define FUGU_INPUT_STANDARD 0
#define FUGU_INPUT_DIRECTORY 1 /* a line for each file: its size in decimal, a blank, and its name */
#define FUGU_INPUT_FIRST_FILE 2

#define FUGU_INPUT_NO_SUCH (-101) /* there is no file of that name */

/*
 * The kernel's call. Reads at most 4,096 bytes to private memory that is mapped now and may be written; answers how many
 * it read, 0 at the end.
 */
static inline int64_t fugu_input_call(uint32_t input, uint64_t which, uint64_t offset, void *bytes, size_t count)
{
    return fugu_call(FUGU_SYS_INPUT_READ, input, which, offset, (uintptr_t)bytes, count);
}

/*
 * Reads to anywhere in memory, any number of bytes. Answers how many were read, which is fewer at the end; or a negative
 * error if none was.
 */
int64_t fugu_input_read(int which, uint64_t offset, void *bytes, size_t count);

/* Answers the number of a file, and how many bytes it has where size is not null; or FUGU_INPUT_NO_SUCH. */
int fugu_input_find(const char *name, uint64_t *size);

/* Reads on in the standard input, from where this function last ended. 0 at its end, or if there is none. */
int64_t fugu_input_next(void *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif

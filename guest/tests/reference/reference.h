/* What the examples share. The page docs/system-calls.md shows each function reference_NAME as the example of NAME. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include <stdio.h>
#include <stdlib.h>

#include <fugu/capability.h>
#include <fugu/endpoint.h>
#include <fugu/environment.h>
#include <fugu/reclaim.h>

#define READ_WRITE (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)

/* Addresses that exos leaves to the program. */
#define PAGE 0x50000000ul
#define OTHER_PAGE 0x50001000ul
#define COMMON_PAGE 0x50002000ul
#define WORD(page) (*(volatile uint64_t *)(uintptr_t)(page))

/* Ends the program with what did not hold. */
#define CHECK(condition) check(condition, #condition, __LINE__)

static inline void check(bool holds, const char *condition, int line)
{
    if (holds) return;
    printf("line %d: %s does not hold\n", line, condition);
    exit(1);
}

/* Makes an environment that exits with a code as soon as it has the processor. Its code is put into a frame. */
uint32_t make_short_lived(int code);

/* Makes a process with frames, which sees the page that all share at COMMON_PAGE. */
struct fugu_process make_process(int (*main)(uint64_t), uint64_t argument);

#endif

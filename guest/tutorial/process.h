/*
 * Step 6: processes. A process is an environment that executes a function of the program. It sees the program's code and
 * constants, a stack and one page that all share; of the program's variables it sees none.
 */
#ifndef TUTORIAL_PROCESS_H
#define TUTORIAL_PROCESS_H

#include "frames.h"

#define STACK 0x70000000ul
#define COMMON 0x70010000ul
#define WORD(index) (((volatile uint64_t *)COMMON)[index])

#define CONSOLE_OF_PROCESS 0x1000 /* the capability for the console that a process begins with */

/* a0 is its argument, a1 its function. */
extern const char process_start[];
__asm__(".text\n"
        "process_start:\n"
        "    .option push\n"
        "    .option norelax\n"
        "    la gp, __global_pointer$\n"
        "    .option pop\n"
        "    jalr a1\n"
        "    li a7, " NUMBER(FUGU_SYS_EXIT) "\n"
        "    ecall\n");

/* Makes a process. Answers a capability for its environment; it executes when it has time. */
static inline int64_t make_process(
    const struct fugu_boot_record *boot, uint32_t common, int (*function)(uint64_t), uint64_t argument)
{
    int64_t made = kernel(FUGU_SYS_ENVIRONMENT_MAKE, boot->cap_memory, 1, (uintptr_t)process_start,
                          STACK + FUGU_PAGE_BYTES, argument, (uintptr_t)function);
    if (made < 0) return made;
    uint32_t process = (uint32_t)made;
    for (uint32_t i = 0; i < boot->segment_count; i++) {
        const struct fugu_segment *segment = &boot->segments[i];
        if (segment->rights & WRITE) continue;
        int64_t mapped = bind_for_good(process, segment->address, segment->cap, segment->rights & 7);
        if (mapped < 0) return mapped;
    }
    int64_t stack = take_frames(boot, 1);
    if (stack < 0) return stack;
    int64_t mapped = bind_for_good(process, STACK, (uint32_t)stack, READ | WRITE);
    if (mapped >= 0) mapped = bind_for_good(process, COMMON, common, READ | WRITE);
    return mapped < 0 ? mapped : made;
}

/* So many cycles of each round of the processor's time, at a position of the round. 0 cycles take it away. */
static inline int64_t give_time(const struct fugu_boot_record *boot, uint32_t position, uint64_t cycles, uint32_t process)
{
    return kernel(FUGU_SYS_SLICE_TAKE, boot->cap_processor, position, cycles, process, 0, 0);
}

/* Gives the rest of the caller's time to a process; 0 lets the next one of the round begin. */
static inline int64_t yield(uint32_t process)
{
    return kernel(FUGU_SYS_SLICE_YIELD, process, 0, 0, 0, 0, 0);
}

#endif

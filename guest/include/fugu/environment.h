/*
 * Several environments of one rank: the processes of a library OS.
 *
 * An environment has an address space, capabilities and frames of its own. Who made it holds a capability for it,
 * says where the kernel enters it, gives it time, and can end it. It executes when it has a slice of the processor's
 * time, when somebody yields to it, or when control is transferred to its protected entry. Until there is a slice
 * nothing interrupts anybody.
 *
 * FUGU_CONTEXT_... in abi.h says what can be set of an environment; docs/exokernel.md what each is for.
 */
#ifndef FUGU_ENVIRONMENT_H
#define FUGU_ENVIRONMENT_H

#include <fugu/fugu.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What an environment that was made begins with: a capability for the console, and one for its own frames. */
#define FUGU_MADE_CAP_CONSOLE 0x1000
#define FUGU_MADE_CAP_MEMORY 0x1001

/* Makes an environment with so many frames of the caller's, that begins at pc. Answers a capability for it. */
static inline int64_t fugu_environment_make(
    uint32_t memory, uint32_t frames, uintptr_t pc, uintptr_t sp, uint64_t a0, uint64_t a1)
{
    register uint64_t r0 __asm__("a0") = memory;
    register uint64_t r1 __asm__("a1") = frames;
    register uint64_t r2 __asm__("a2") = pc;
    register uint64_t r3 __asm__("a3") = sp;
    register uint64_t r4 __asm__("a4") = a0;
    register uint64_t r5 __asm__("a5") = a1;
    register int64_t r7 __asm__("a7") = FUGU_SYS_ENVIRONMENT_MAKE;
    __asm__ volatile("ecall" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5), "r"(r7) : "memory");
    return (int64_t)r0;
}

/* Sets one of an environment's entries, or its save area; 0 is none. Environment 0 is the caller's own. */
static inline int64_t fugu_environment_set(uint32_t environment, uint32_t what, uintptr_t address)
{
    return fugu_call(FUGU_SYS_ENVIRONMENT_SET, environment, what, address, 0, 0);
}

/*
 * Lets the kernel map frames of the caller in an environment, from a page on, with these rights and by itself.
 * Answers the capability that the environment has for them; who revokes the caller's takes the mapping away.
 */
static inline int64_t fugu_environment_map(uint32_t environment, uintptr_t address, uint32_t frames, uint32_t rights)
{
    return fugu_call(FUGU_SYS_ENVIRONMENT_SET, environment, FUGU_CONTEXT_MAPPING, address, frames, rights);
}

/*
 * Lets the kernel mark which of so many pages are used, in a byte for each: FUGU_PAGE_REFERENCED when it was mapped or
 * found again, FUGU_PAGE_DIRTY when it was stored to. The bytes are in memory that is always mapped (fugu_guaranteed),
 * and no page of the window is mapped yet. Who clears a byte drops the page after that (fugu_tlb_drop), or the TLB goes
 * on as before and nothing is marked. No bytes end it.
 */
static inline int64_t fugu_page_bits(uint32_t environment, volatile uint8_t *bits, uint64_t first, uint64_t pages)
{
    return fugu_call(FUGU_SYS_ENVIRONMENT_SET, environment, FUGU_CONTEXT_PAGE_BITS, (uintptr_t)bits, first, pages);
}

/*
 * The caller's interrupt context is told when fugu_cycles has come to a cycle: ucause FUGU_CAUSE_ALARM, utval the
 * cycle. Outside atomic sections, and when the caller has the processor. Who sleeps for a message wakes. One alarm at
 * a time; cycle 0 is none. timer is a part of the processor: fugu_cap_part(processor, FUGU_KIND_TIMER, 0, 0).
 */
static inline int64_t fugu_alarm(uint32_t timer, uint64_t cycle)
{
    return fugu_call(FUGU_SYS_ENVIRONMENT_SET, 0, FUGU_CONTEXT_ALARM, cycle, timer, 0);
}

/* Ends an environment, and what it has made. Its frames are the maker's again. */
static inline int64_t fugu_environment_end(uint32_t environment)
{
    return fugu_call(FUGU_SYS_ENVIRONMENT_END, environment, 0, 0, 0, 0);
}

/* How an environment is: 0 it has something to execute, 1 it waits, 2 it has exited, 3 it ended otherwise. */
static inline int64_t fugu_environment_state(uint32_t environment)
{
    int64_t known = fugu_cap_inspect(environment);
    return known < 0 ? known : known >> 32 & 0xff;
}

/* With which code it has exited. */
static inline int fugu_environment_code(uint32_t environment)
{
    return (int)(fugu_cap_inspect(environment) >> 40 & 0xff);
}

/*
 * An environment (0: the caller's own) has a slice of so many cycles at a position of the vector, 0 to 63, in
 * place of what was there; 0 cycles free it. A capability for that slice alone does as well as the processor's. The vector is gone through again and again in the order of positions.
 */
static inline int64_t fugu_slice_take(uint32_t processor, uint32_t position, uint64_t cycles, uint32_t environment)
{
    return fugu_call(FUGU_SYS_SLICE_TAKE, processor, position, cycles, environment, 0);
}

/* In the first argument of slice_yield, beside the capability. */
#define FUGU_YIELD_SPARING (UINT64_C(1) << 32)

/* Gives the rest of the slice to an environment; 0 lets the next slice begin. Returns when the caller has time. */
static inline int64_t fugu_slice_yield(uint32_t environment)
{
    return fugu_call(FUGU_SYS_SLICE_YIELD, environment, 0, 0, 0, 0);
}

/*
 * The same, and the kernel keeps only the registers that a function preserves: which is all that the compiler counts on
 * here, and takes less than half of the time.
 */
static inline int64_t fugu_slice_yield_sparing(uint32_t environment)
{
    register uint64_t r0 __asm__("a0") = FUGU_YIELD_SPARING | environment;
    register int64_t r7 __asm__("a7") = FUGU_SYS_SLICE_YIELD;
    __asm__ volatile("ecall"
                     : "+r"(r0), "+r"(r7)
                     :
                     : "memory", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a1", "a2", "a3", "a4", "a5", "a6",
                       "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "ft8", "ft9", "ft10", "ft11",
                       "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7");
    return (int64_t)r0;
}

/*
 * Waits until somebody transfers control to the protected entry; or, where somebody has and waits, returns control
 * to them, with the registers as they are. It returns only if it is refused.
 */
static inline int64_t fugu_transfer_return(void)
{
    return fugu_call(FUGU_SYS_TRANSFER_SYNC, 0, 0, 0, 0, 0);
}

/* ---------------------------------------------------------------------------- processes of the program, by exos */

#define FUGU_PROCESS_STACK 0x3e00000000ul
#define FUGU_PROCESS_STACK_PAGES 4
#define FUGU_PROCESS_STACK_END (FUGU_PROCESS_STACK + FUGU_PROCESS_STACK_PAGES * FUGU_PAGE_BYTES)

struct fugu_process {
    uint32_t environment; /* a capability for it */
    uint32_t stack;       /* its frames */
};

/*
 * Makes an environment that will call main with the argument, and exit with what it returns. It has the program's
 * code and constants, a stack of its own, and so many frames to take; of the program's variables it has none, so
 * main and what it calls must use no others than their own. Answers 0, or why not.
 */
int64_t fugu_process_make(
    struct fugu_process *process, int (*main)(uint64_t argument), uint64_t argument, uint32_t frames);

/* Ends it, if it has not ended by itself, and takes its stack and the capability back. */
void fugu_process_end(struct fugu_process *process);

#ifdef __cplusplus
}
#endif

#endif

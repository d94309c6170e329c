/*
 * Measuring one access to shared memory: what it takes when it misses, less what it takes when it hits.
 *
 * Ranks act in turns that begin at common cycles, so that nobody has to signal anybody: a signal would
 * be traffic. All ranks' clocks are the machine's.
 */
#ifndef FUGU_BENCH_TIMED_H
#define FUGU_BENCH_TIMED_H

#include <fugu/fugu.h>

/* Far longer than the longest access under way, and than a TLB refill. */
#define TURN_CYCLES 20000

#define TIMED_RANKS_MOST 64
#define TIMED_LINES (FUGU_PAGE_BYTES / FUGU_LINE_BYTES)

/* A page at home on each rank: one more than ranks, because the first need not be rank 0's. */
static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) uint8_t timed_pages[TIMED_RANKS_MOST][FUGU_PAGE_BYTES];

static uint64_t timed_turn;

/* Line `number` of the page whose home is a rank. */
static volatile uint64_t *timed_line(uint32_t home, unsigned number)
{
    uint64_t first = ((uintptr_t)timed_pages - fugu_boot->shared_base) / FUGU_PAGE_BYTES;
    uint32_t page = (uint32_t)((home + fugu_ranks() - first % fugu_ranks()) % fugu_ranks());
    return (volatile uint64_t *)&timed_pages[page][number * FUGU_LINE_BYTES];
}

/* Waits for the next turn of all ranks. */
static void timed_next_turn(void)
{
    timed_turn += TURN_CYCLES;
    while (fugu_cycles() < timed_turn) {}
}

/* Lets the others come to rest: what they fetch after the turn has begun would be in the way. */
static void timed_settle(void)
{
    while (fugu_cycles() < timed_turn + TURN_CYCLES / 2) {}
}

/*
 * Cycles of one load. The three instructions lie in one line, so that no fetch comes between.
 * Never inlined: the second call runs the same line of instructions as the first.
 */
static __attribute__((noinline)) uint64_t timed_load_once(volatile uint64_t *address)
{
    uint64_t before, after, value;
    __asm__ volatile(".balign 16\n\trdcycle %0\n\tld %2, 0(%3)\n\trdcycle %1"
                     : "=&r"(before), "=&r"(after), "=&r"(value)
                     : "r"(address)
                     : "memory");
    return after - before;
}

static __attribute__((noinline)) uint64_t timed_store_once(volatile uint64_t *address)
{
    uint64_t before, after;
    __asm__ volatile(".balign 16\n\trdcycle %0\n\tsd %2, 0(%2)\n\trdcycle %1"
                     : "=&r"(before), "=&r"(after)
                     : "r"(address)
                     : "memory");
    return after - before;
}

/*
 * What a miss adds. The instructions and the translation are there already: the same was done on a line
 * of the same page that is this rank's own.
 */
static inline uint64_t timed_load(volatile uint64_t *line)
{
    uint64_t miss = timed_load_once(line);
    return miss - timed_load_once(line);
}

static inline uint64_t timed_store(volatile uint64_t *line)
{
    uint64_t miss = timed_store_once(line);
    return miss - timed_store_once(line);
}

/* Runs everything once on the last lines of a home's page, one for each rank. */
static inline void timed_warm_up(uint32_t home)
{
    volatile uint64_t *own = timed_line(home, TIMED_LINES - 1 - fugu_rank());
    timed_load(own);
    timed_store(own);
}

#endif

/*
 * Locks and lock-free structures under as much contention as the machine can make: every context of every rank at
 * once, with short and uneven pauses in between. Whatever is lost, doubled or out of order ends the run.
 *
 *     storm [ROUNDS [CONTEXTS]]
 */
#include <stdio.h>
#include <stdlib.h>

#include "storm.h"

uint32_t rounds = 8;

static uint32_t contexts = 1;
static fugu_shared line_t arrived, phase;

uint32_t participants(void)
{
    return fugu_ranks() * contexts;
}

void check(bool good, const char *what)
{
    if (good) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    fflush(stdout);
    __builtin_trap(); /* ends the whole job, at once; an exit would leave the others waiting */
}

void meet(void)
{
    uint64_t now = phase.value;
    if (__atomic_add_fetch(&arrived.value, 1, __ATOMIC_SEQ_CST) == participants()) {
        arrived.value = 0;
        phase.value = now + 1;
    } else {
        while (phase.value == now) fugu_pause();
    }
}

void dawdle(uint32_t who, uint32_t when, uint32_t most)
{
    uint64_t mixed = (fugu_boot->seed + who * 0x9e3779b97f4a7c15u + when) * 0xbf58476d1ce4e5b9u;
    for (uint64_t i = (mixed >> 32) % most; i > 0; i--) __asm__ volatile("");
}

static void take_part(void *context)
{
    uint32_t me = fugu_rank() * contexts + (uint32_t)(uintptr_t)context;
    storm_of_locks(me);
    storm_of_counters(me);
    storm_of_stacks(me);
}

int main(int argc, char **argv)
{
    if (argc > 1) rounds = (uint32_t)strtoul(argv[1], NULL, 10);
    if (argc > 2) contexts = (uint32_t)strtoul(argv[2], NULL, 10);
    check(rounds >= 1 && rounds <= 10000, "ROUNDS is 1 to 10000");
    check(contexts >= 1 && contexts <= fugu_contexts(), "CONTEXTS is 1 to what the machine has");
    check(participants() <= MOST, "there are more than 256 participants");

    for (uint32_t i = 1; i < contexts; i++)
        check(fugu_context_start(i, take_part, (void *)(uintptr_t)i) == 0, "a context does not start");
    take_part(NULL);
    for (uint32_t i = 1; i < contexts; i++) fugu_context_join(i);
    if (fugu_rank() == 0) puts("Nothing was lost.");
    return 0;
}

/* Barriers: all ranks arrive before any leaves. */
#include <exos.h>

/*
 * By messages, a dissemination barrier: in round r each rank tells the one 2^r further on, and waits
 * to be told. After log2(ranks) rounds everybody has heard, by way of others, of everybody.
 * Counts only grow, so that a neighbour already in the next barrier does no harm.
 */
#define ROUNDS 16

static volatile uint32_t arrived[ROUNDS];

static void arrive(uint32_t source, uint64_t round)
{
    (void)source;
    arrived[round]++;
}

void fugu_barrier(void)
{
    static uint32_t barriers;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    barriers++;
    for (uint32_t round = 0, distance = 1; distance < ranks; round++, distance *= 2) {
        uint32_t other = rank + distance < ranks ? rank + distance : rank + distance - ranks;
        fugu_send(other, arrive, round);
        fugu_wait_until((int32_t)(arrived[round] - barriers) >= 0);
    }
}

/* The last to arrive empties the count first: those it lets go may be back before it looks again. */
void fugu_shared_barrier(fugu_shared_barrier_t *barrier)
{
    uint32_t phase = __atomic_load_n(&barrier->phase, __ATOMIC_RELAXED);
    if (__atomic_add_fetch(&barrier->arrived, 1, __ATOMIC_ACQ_REL) == fugu_ranks()) {
        __atomic_store_n(&barrier->arrived, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&barrier->phase, phase + 1, __ATOMIC_RELEASE);
        return;
    }
    while (__atomic_load_n(&barrier->phase, __ATOMIC_ACQUIRE) == phase) fugu_pause();
}

/* Shared memory: atomics, locks by AMO and by LR/SC, the barrier that spins, and what all ranks add up in it. */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define TIMES 50
#define RANKS_MOST 1024

static fugu_shared fugu_lock_t lock, try_lock;
static fugu_shared fugu_shared_barrier_t barrier;
static fugu_shared uint64_t by_lock, by_try_lock;
static fugu_shared fugu_line_aligned uint64_t by_atomics;
static fugu_shared fugu_line_aligned uint32_t by_words[4];
static fugu_shared uint64_t turn[RANKS_MOST];
static fugu_shared_data uint64_t initial = 0x0123456789abcdef;

static void check(bool good, const char *what)
{
    if (good) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static void count_once(uint32_t rank)
{
    fugu_lock(&lock);
    by_lock++;
    fugu_unlock(&lock);

    while (!fugu_try_lock(&try_lock)) {}
    by_try_lock++;
    fugu_unlock(&try_lock);

    __atomic_fetch_add(&by_atomics, rank + 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&by_words[rank % 4], 1, __ATOMIC_RELAXED); /* neighbours on one line */
}

/* All see everybody's turn, and nobody a turn ahead. */
static void check_turns(uint64_t now)
{
    turn[fugu_rank()] = now;
    fugu_shared_barrier(&barrier);
    for (uint32_t rank = 0; rank < fugu_ranks(); rank++) check(turn[rank] == now, "the barrier let somebody through");
    fugu_shared_barrier(&barrier);
}

static uint64_t second_of(uint64_t a, uint64_t b)
{
    (void)a;
    return b;
}

/* Several times, because the same lines are used again; with different ranks the last. */
static void check_reductions(void)
{
    int64_t rank = fugu_rank(), ranks = fugu_ranks();
    for (int64_t i = 0; i < 5; i++) {
        int64_t value = rank == i % ranks ? -3 : rank + i;
        check(fugu_shared_sum(&barrier, rank + i) == ranks * (ranks - 1) / 2 + ranks * i, "a sum is wrong");
        check(fugu_shared_min(&barrier, value) == -3, "the least is wrong");
        check(fugu_shared_max(&barrier, -value) == 3, "the greatest is wrong");
        check(fugu_shared_sum_double(&barrier, 0.5) == 0.5 * (double)ranks, "a sum of doubles is wrong");
        check(fugu_shared_min_double(&barrier, 0.5 - (double)rank) == 1.5 - (double)ranks, "the least double is wrong");
        check(fugu_shared_max_double(&barrier, -0.5 - (double)rank) == -0.5, "the greatest double is wrong");
        check(fugu_shared_reduce(&barrier, (uint64_t)(rank + i), second_of) == (uint64_t)(ranks - 1 + i), "the last rank's value is wrong");
    }
}

int main(void)
{
    uint64_t ranks = fugu_ranks();
    check(initial == 0x0123456789abcdef, "shared data has not its initial value");
    for (int i = 0; i < TIMES; i++) count_once(fugu_rank());
    for (uint64_t now = 1; now <= 20; now++) check_turns(now);

    check_reductions();
    uint64_t words = 0;
    for (int i = 0; i < 4; i++) words += by_words[i];
    check(by_lock == TIMES * ranks, "a count under the lock was lost");
    check(by_try_lock == TIMES * ranks, "a count under the tried lock was lost");
    check(by_atomics == TIMES * (ranks * (ranks + 1) / 2), "an atomic addition was lost");
    check(words == TIMES * ranks, "an atomic addition to half a double-word was lost");
    fugu_shared_barrier(&barrier); /* rank 0's end is the end of all */
    if (fugu_rank() == 0) puts("No count was lost.");
    return 0;
}

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

/*
 * In shared memory, a combining tree. Rank r waits for r + 1, r + 2, r + 4 and so on, below the lowest bit of r that
 * is set, then tells the rank without that bit, and on the way back the same ranks hear of it in reverse. A line has
 * one writer and one reader, so a directory needs one pointer for it however many ranks there are; and it is at home
 * at the rank it belongs to, so no memory is asked more often than the tree has levels. bench/barrier has other trees to
 * compare.
 */
static struct fugu_shared_place_ *place(fugu_shared_barrier_t *barrier, uint32_t rank, uint32_t first)
{
    uint32_t page = rank >= first ? rank - first : rank + fugu_ranks() - first;
    return &barrier->pages[page % FUGU_BARRIER_PAGES_].places[page / FUGU_BARRIER_PAGES_];
}

static void await(const uint32_t *turn, uint32_t value)
{
    while (__atomic_load_n(turn, __ATOMIC_ACQUIRE) != value) fugu_pause();
}

/* Inlined, so that a barrier passes no values on and a sum calls nothing. */
static inline __attribute__((always_inline)) uint64_t meet(
    fugu_shared_barrier_t *barrier, uint64_t value, uint64_t (*combine)(uint64_t, uint64_t))
{
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    uint32_t first = fugu_home(barrier);
    struct fugu_shared_place_ *own = place(barrier, rank, first);
    uint32_t turn = own->up.turn + 1;

    uint32_t step = 1;
    for (; step < ranks && !(rank & step); step *= 2) {
        if (step >= ranks - rank) continue;
        struct fugu_shared_place_ *below = place(barrier, rank + step, first);
        await(&below->up.turn, turn);
        if (combine) value = combine(value, below->up.value);
    }
    if (combine) own->up.value = value;
    __atomic_store_n(&own->up.turn, turn, __ATOMIC_RELEASE);
    if (rank) {
        await(&own->down.turn, turn);
        if (combine) value = own->down.value;
    }
    while (step > 1) {
        step /= 2;
        if (step >= ranks - rank) continue;
        struct fugu_shared_place_ *below = place(barrier, rank + step, first);
        if (combine) below->down.value = value;
        __atomic_store_n(&below->down.turn, turn, __ATOMIC_RELEASE);
    }
    return value;
}

void fugu_shared_barrier(fugu_shared_barrier_t *barrier)
{
    meet(barrier, 0, NULL);
}

uint64_t fugu_shared_reduce(fugu_shared_barrier_t *barrier, uint64_t value, uint64_t (*combine)(uint64_t, uint64_t))
{
    return meet(barrier, value, combine);
}

/* What a word stands for, and back. */
static double real(uint64_t word)
{
    double value;
    __builtin_memcpy(&value, &word, sizeof value);
    return value;
}

static uint64_t word(double value)
{
    uint64_t result;
    __builtin_memcpy(&result, &value, sizeof result);
    return result;
}

static uint64_t sum(uint64_t a, uint64_t b)
{
    return a + b;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return (int64_t)b < (int64_t)a ? b : a;
}

static uint64_t greatest(uint64_t a, uint64_t b)
{
    return (int64_t)b > (int64_t)a ? b : a;
}

static uint64_t real_sum(uint64_t a, uint64_t b)
{
    return word(real(a) + real(b));
}

static uint64_t real_least(uint64_t a, uint64_t b)
{
    return real(b) < real(a) ? b : a;
}

static uint64_t real_greatest(uint64_t a, uint64_t b)
{
    return real(b) > real(a) ? b : a;
}

int64_t fugu_shared_sum(fugu_shared_barrier_t *barrier, int64_t value)
{
    return (int64_t)meet(barrier, (uint64_t)value, sum);
}

int64_t fugu_shared_min(fugu_shared_barrier_t *barrier, int64_t value)
{
    return (int64_t)meet(barrier, (uint64_t)value, least);
}

int64_t fugu_shared_max(fugu_shared_barrier_t *barrier, int64_t value)
{
    return (int64_t)meet(barrier, (uint64_t)value, greatest);
}

double fugu_shared_sum_double(fugu_shared_barrier_t *barrier, double value)
{
    return real(meet(barrier, word(value), real_sum));
}

double fugu_shared_min_double(fugu_shared_barrier_t *barrier, double value)
{
    return real(meet(barrier, word(value), real_least));
}

double fugu_shared_max_double(fugu_shared_barrier_t *barrier, double value)
{
    return real(meet(barrier, word(value), real_greatest));
}

/*
 * Radix sort of 32-bit keys in shared memory: radix [keys [times]].
 *
 * Eight passes over four bits. In each, every rank counts the digits of its part; a tree over the ranks tells each
 * where its keys go, from the counts of all ranks below it; and all move their keys: an exchange of nearly everything
 * with everybody. It can be done many times over, each time from the same keys; the last time is reported and checked.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define KEYS_DEFAULT 512
#define KEYS_MOST 262144
#define TIMES_MOST 1000000
#define RANKS_MOST 1024
#define BITS 4
#define DIGITS (1 << BITS)

/* Counts that one rank writes and one reads. */
typedef struct {
    fugu_line_aligned volatile uint32_t pass; /* of which the counts are */
    fugu_line_aligned uint32_t digit[DIGITS];
} counts_t;

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) uint32_t keys[2][KEYS_MOST];
static fugu_shared struct {
    counts_t up;   /* of this rank and those below it in the tree */
    counts_t down; /* where their keys begin */
} places[RANKS_MOST];
static fugu_shared fugu_shared_barrier_t turn;

static uint32_t key(size_t place)
{
    uint32_t mixed = (uint32_t)place * 2654435761u + 12345;
    return mixed ^ mixed >> 15;
}

static void put(counts_t *to, const uint32_t *digits, uint32_t pass)
{
    for (int digit = 0; digit < DIGITS; digit++) to->digit[digit] = digits[digit];
    __atomic_store_n(&to->pass, pass, __ATOMIC_RELEASE);
}

static void await(const counts_t *from, uint32_t pass)
{
    while (__atomic_load_n(&from->pass, __ATOMIC_ACQUIRE) != pass) fugu_pause();
}

/*
 * From the counts of this rank to where its keys go. The tree is that of the library's barrier: rank r hears of
 * r + 1, r + 2, r + 4 and so on, below the lowest bit that is set in r.
 */
static void scan(uint32_t *own, uint32_t pass)
{
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    uint32_t before[10][DIGITS]; /* of a child, what lies between the first key of this rank and its own */
    uint32_t sum[DIGITS];
    for (int digit = 0; digit < DIGITS; digit++) sum[digit] = own[digit];
    unsigned level = 0;
    for (; rank + (1u << level) < ranks && !(rank >> level & 1); level++) {
        const counts_t *below = &places[rank + (1u << level)].up;
        await(below, pass);
        for (int digit = 0; digit < DIGITS; digit++) {
            before[level][digit] = sum[digit];
            sum[digit] += below->digit[digit];
        }
    }
    if (rank == 0) {
        for (uint32_t digit = 0, place = 0; digit < DIGITS; digit++) {
            own[digit] = place;
            place += sum[digit];
        }
    } else {
        put(&places[rank].up, sum, pass);
        await(&places[rank].down, pass);
        for (int digit = 0; digit < DIGITS; digit++) own[digit] = places[rank].down.digit[digit];
    }
    while (level-- > 0) {
        for (int digit = 0; digit < DIGITS; digit++) before[level][digit] += own[digit];
        put(&places[rank + (1u << level)].down, before[level], pass);
    }
}

static void sort(const uint32_t *from, uint32_t *to, size_t first, size_t last, unsigned pass)
{
    uint32_t place[DIGITS] = {0};
    unsigned shift = pass * BITS;
    for (size_t i = first; i < last; i++) place[from[i] >> shift & (DIGITS - 1)]++;
    scan(place, pass + 1);
    for (size_t i = first; i < last; i++) to[place[from[i] >> shift & (DIGITS - 1)]++] = from[i];
    fugu_shared_barrier(&turn);
}

int main(int argc, char **argv)
{
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : KEYS_DEFAULT;
    unsigned long times = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    if (count < 1 || count > KEYS_MOST || times < 1 || times > TIMES_MOST || argc > 3) {
        if (rank == 0) printf("usage: radix [keys, 1 to %d [times, 1 to %d]]\n", KEYS_MOST, TIMES_MOST);
        return 2;
    }
    size_t first = count * rank / ranks, last = count * (rank + 1) / ranks;
    uint64_t cycles = 0;
    for (unsigned long time = 0; time < times; time++) {
        for (size_t i = first; i < last; i++) keys[0][i] = key(i);
        fugu_shared_barrier(&turn);

        fugu_region_begin();
        uint64_t start = fugu_cycles();
        for (unsigned i = 0; i < 32 / BITS; i++) sort(keys[i % 2], keys[(i + 1) % 2], first, last, i);
        cycles = fugu_cycles() - start;
        fugu_region_end();
    }
    if (rank != 0) return 0;

    /* The same keys, in order: sums of two kinds tell a lost or doubled key. */
    uint64_t sum = 0, mixed = 0;
    unsigned long disorder = 0;
    for (size_t i = 0; i < count; i++) {
        sum += keys[0][i] - (uint64_t)key(i);
        mixed += (uint64_t)keys[0][i] * keys[0][i] - (uint64_t)key(i) * key(i);
        disorder += i > 0 && keys[0][i - 1] > keys[0][i];
    }
    fugu_metric("radix_cycles", (int64_t)cycles);
    fugu_metric_unit("radix_cycles", "cycles");
    printf("%lu keys on %u ranks: %lu cycles, %lu out of order.\n", count, (unsigned)ranks, (unsigned long)cycles, disorder);
    return disorder || sum || mixed ? 1 : 0;
}

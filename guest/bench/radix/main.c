/*
 * Radix sort of 32-bit keys in shared memory: radix [keys].
 *
 * Eight passes over four bits. In each, every rank counts the digits of its part, all learn where their
 * keys go from everybody's counts, and move them: an exchange of nearly everything with everybody.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define KEYS_DEFAULT 512
#define KEYS_MOST 16384
#define RANKS_MOST 64
#define BITS 4
#define DIGITS (1 << BITS)

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) uint32_t keys[2][KEYS_MOST];
static fugu_shared struct {
    fugu_line_aligned uint32_t digit[DIGITS];
} counts[RANKS_MOST];
static fugu_shared fugu_shared_barrier_t turn;

static uint32_t key(size_t place)
{
    uint32_t mixed = (uint32_t)place * 2654435761u + 12345;
    return mixed ^ mixed >> 15;
}

static void pass(const uint32_t *from, uint32_t *to, size_t first, size_t last, int shift)
{
    uint32_t rank = fugu_rank(), own[DIGITS] = {0}, start[DIGITS];
    for (size_t i = first; i < last; i++) own[from[i] >> shift & (DIGITS - 1)]++;
    for (int digit = 0; digit < DIGITS; digit++) counts[rank].digit[digit] = own[digit];
    fugu_shared_barrier(&turn);

    uint32_t place = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
        for (uint32_t other = 0; other < fugu_ranks(); other++) {
            if (other == rank) start[digit] = place;
            place += counts[other].digit[digit];
        }
    }
    for (size_t i = first; i < last; i++) to[start[from[i] >> shift & (DIGITS - 1)]++] = from[i];
    fugu_shared_barrier(&turn);
}

int main(int argc, char **argv)
{
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : KEYS_DEFAULT;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    if (count < 1 || count > KEYS_MOST || argc > 2 || ranks > RANKS_MOST) {
        if (rank == 0) printf("usage: radix [keys, 1 to %d], on 1 to %d nodes\n", KEYS_MOST, RANKS_MOST);
        return 2;
    }
    size_t first = count * rank / ranks, last = count * (rank + 1) / ranks;
    for (size_t i = first; i < last; i++) keys[0][i] = key(i);
    fugu_shared_barrier(&turn);

    fugu_region_begin();
    uint64_t start = fugu_cycles();
    for (int i = 0; i < 32 / BITS; i++) pass(keys[i % 2], keys[(i + 1) % 2], first, last, i * BITS);
    uint64_t cycles = fugu_cycles() - start;
    fugu_region_end();
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

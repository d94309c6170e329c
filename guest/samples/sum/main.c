/*
 * All ranks together add up an array in shared memory: sum [numbers].
 *
 * Each rank fills its own part. After a barrier each adds up the part of the next rank, so that every
 * number crosses from one cache to another, and leaves its result on a line of its own; after another
 * barrier rank 0 adds these.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define NUMBERS_DEFAULT 8192
#define NUMBERS_MOST 65536
#define RANKS_MOST 1024

typedef struct {
    fugu_line_aligned uint64_t sum;
} partial_t;

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) uint64_t numbers[NUMBERS_MOST];
static fugu_shared partial_t partials[RANKS_MOST];
static fugu_shared fugu_shared_barrier_t filled, added;

/* Where the part of a rank begins; rank `ranks` stands for the end. */
static size_t part(size_t count, uint32_t rank)
{
    return count * rank / fugu_ranks();
}

/* Anything that differs from place to place; sum_expected knows it too. */
static uint64_t number(size_t place)
{
    return 3 * place + 1;
}

/* What the sum of the first `count` numbers must be. */
static uint64_t sum_expected(size_t count)
{
    return 3 * ((uint64_t)count * (count - 1) / 2) + count;
}

static uint64_t add_part(size_t count, uint32_t rank)
{
    uint64_t sum = 0;
    for (size_t i = part(count, rank); i < part(count, rank + 1); i++) sum += numbers[i];
    return sum;
}

static uint64_t add_partials(void)
{
    uint64_t sum = 0;
    for (uint32_t rank = 0; rank < fugu_ranks(); rank++) sum += partials[rank].sum;
    return sum;
}

/* How many numbers were asked for, or 0 if it is no such number. */
static size_t parse_count(const char *text)
{
    char *end;
    errno = 0;
    unsigned long count = strtoul(text, &end, 10);
    return errno || *end || text[0] == '-' || count > NUMBERS_MOST ? 0 : count;
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? parse_count(argv[1]) : NUMBERS_DEFAULT;
    uint32_t rank = fugu_rank(), next = (rank + 1) % fugu_ranks();
    if (!count || argc > 2 || fugu_ranks() > RANKS_MOST) {
        if (rank == 0) printf("usage: sum [numbers, 1 to %d], on 1 to %d nodes\n", NUMBERS_MOST, RANKS_MOST);
        return 2;
    }

    for (size_t i = part(count, rank); i < part(count, rank + 1); i++) numbers[i] = number(i);
    fugu_shared_barrier(&filled);

    uint64_t start = fugu_cycles();
    partials[rank].sum = add_part(count, next);
    fugu_shared_barrier(&added);
    if (rank != 0) return 0;

    uint64_t sum = add_partials();
    fugu_metric("sum_cycles", (int64_t)(fugu_cycles() - start));
    fugu_metric_unit("sum_cycles", "cycles");
    printf("The sum of %lu numbers on %u nodes is %lu.\n", (unsigned long)count, (unsigned)fugu_ranks(),
           (unsigned long)sum);
    return sum == sum_expected(count) ? 0 : 1;
}

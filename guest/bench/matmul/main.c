/*
 * The product of two matrices in shared memory: matmul [side].
 *
 * Each rank computes some rows of the product, from the rows of the first matrix that it wrote itself
 * and all of the second, which everybody reads. Checked against sums of rows, which cost less.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define SIDE_DEFAULT 24
#define SIDE_MOST 96

typedef int64_t matrix_t[SIDE_MOST][SIDE_MOST];

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) matrix_t left, right, product;
static fugu_shared fugu_shared_barrier_t filled, multiplied;
static fugu_shared uint32_t wrong;

int main(int argc, char **argv)
{
    unsigned long side = argc > 1 ? strtoul(argv[1], NULL, 10) : SIDE_DEFAULT;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    if (side < 1 || side > SIDE_MOST || argc > 2) {
        if (rank == 0) printf("usage: matmul [side, 1 to %d]\n", SIDE_MOST);
        return 2;
    }
    unsigned first = (unsigned)(side * rank / ranks), last = (unsigned)(side * (rank + 1) / ranks);
    for (unsigned row = first; row < last; row++) {
        for (unsigned column = 0; column < side; column++) {
            left[row][column] = (int64_t)(row * 7 + column * 3) % 11 - 5;
            right[row][column] = (int64_t)(row * 5 + column * 13) % 17 - 8;
        }
    }
    fugu_shared_barrier(&filled);

    fugu_region_begin();
    uint64_t start = fugu_cycles();
    for (unsigned row = first; row < last; row++) {
        for (unsigned column = 0; column < side; column++) {
            int64_t sum = 0;
            for (unsigned i = 0; i < side; i++) sum += left[row][i] * right[i][column];
            product[row][column] = sum;
        }
    }
    fugu_shared_barrier(&multiplied);
    uint64_t cycles = fugu_cycles() - start;
    fugu_region_end();

    /* The sum of a row of the product is that row of the first matrix times the sums of the second's rows. */
    static fugu_shared fugu_shared_barrier_t checked;
    for (unsigned row = first; row < last; row++) {
        int64_t expected = 0, found = 0;
        for (unsigned i = 0; i < side; i++) {
            int64_t sum = 0;
            for (unsigned column = 0; column < side; column++) sum += right[i][column];
            expected += left[row][i] * sum;
            found += product[row][i];
        }
        if (expected != found) __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    }
    fugu_shared_barrier(&checked);
    if (rank != 0) return 0;
    fugu_metric("matmul_cycles", (int64_t)cycles);
    fugu_metric_unit("matmul_cycles", "cycles");
    printf("%lu x %lu on %u ranks: %lu cycles, %u rows are wrong.\n", side, side, (unsigned)ranks, (unsigned long)cycles,
           (unsigned)wrong);
    return wrong ? 1 : 0;
}

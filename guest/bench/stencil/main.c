/*
 * Jacobi's iteration on a grid, row by row over the ranks: stencil [side [iterations]].
 *
 * Each rank owns some rows and reads one row of each neighbour. The result is compared, bit for bit,
 * with what rank 0 computes alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define SIDE_DEFAULT 32
#define SIDE_MOST 128
#define ITERATIONS_DEFAULT 4

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) double grids[2][SIDE_MOST][SIDE_MOST];
static fugu_shared fugu_shared_barrier_t turn;
static double alone[2][SIDE_MOST][SIDE_MOST];

static double initial(unsigned row, unsigned column)
{
    return (double)((row * 31 + column * 17) % 97) / 8.0;
}

static void relax(double to[][SIDE_MOST], double from[][SIDE_MOST], unsigned side, unsigned first, unsigned last)
{
    for (unsigned row = first; row < last; row++) {
        for (unsigned column = 1; column < side - 1; column++) {
            to[row][column] = 0.25 * (from[row - 1][column] + from[row + 1][column] + from[row][column - 1]
                                      + from[row][column + 1]);
        }
    }
}

static void fill(double grid[][SIDE_MOST], unsigned side, unsigned first, unsigned last)
{
    for (unsigned row = first; row < last; row++)
        for (unsigned column = 0; column < side; column++) grid[row][column] = initial(row, column);
}

int main(int argc, char **argv)
{
    unsigned long side = argc > 1 ? strtoul(argv[1], NULL, 10) : SIDE_DEFAULT;
    unsigned long iterations = argc > 2 ? strtoul(argv[2], NULL, 10) : ITERATIONS_DEFAULT;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    if (side < 4 || side > SIDE_MOST || iterations < 1 || iterations > 10000 || argc > 3) {
        if (rank == 0) printf("usage: stencil [side, 4 to %d [iterations]]\n", SIDE_MOST);
        return 2;
    }
    unsigned first = 1 + (unsigned)((side - 2) * rank / ranks);
    unsigned last = 1 + (unsigned)((side - 2) * (rank + 1) / ranks);
    unsigned from = rank == 0 ? 0 : first, to = rank == ranks - 1 ? (unsigned)side : last;
    for (int i = 0; i < 2; i++) fill(grids[i], (unsigned)side, from, to);
    fugu_shared_barrier(&turn);

    fugu_region_begin();
    uint64_t start = fugu_cycles();
    for (unsigned long i = 0; i < iterations; i++) {
        relax(grids[(i + 1) % 2], grids[i % 2], (unsigned)side, first, last);
        fugu_shared_barrier(&turn);
    }
    uint64_t cycles = fugu_cycles() - start;
    fugu_region_end();
    if (rank != 0) return 0;

    for (int i = 0; i < 2; i++) fill(alone[i], (unsigned)side, 0, (unsigned)side);
    for (unsigned long i = 0; i < iterations; i++) relax(alone[(i + 1) % 2], alone[i % 2], (unsigned)side, 1, (unsigned)side - 1);
    unsigned wrong = 0;
    for (unsigned row = 0; row < side; row++)
        for (unsigned column = 0; column < side; column++)
            wrong += alone[iterations % 2][row][column] != grids[iterations % 2][row][column];
    fugu_metric("stencil_cycles", (int64_t)cycles);
    fugu_metric_unit("stencil_cycles", "cycles");
    printf("%lu iterations on %lu x %lu points: %lu cycles, %u points differ.\n", iterations, side, side,
           (unsigned long)cycles, wrong);
    return wrong ? 1 : 0;
}

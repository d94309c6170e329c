/*
 * Jacobi's iteration on a grid: stencil [side [iterations [times]]].
 *
 * Each rank has a band of rows in its own memory, and reads a row of each neighbour's. The result is compared, bit for
 * bit, with what rank 0 computes alone. All iterations can be done many times over, each time from the first grid; the
 * last time is reported and checked.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define SIDE_DEFAULT 32
#define SIDE_MOST 384 /* what the memory of a single node holds */
#define ITERATIONS_DEFAULT 4
#define TIMES_MOST 1000000
#define RANKS_MOST 1024

typedef struct {
    __attribute__((aligned(FUGU_PAGE_BYTES))) double points[FUGU_PAGE_BYTES / sizeof(double)];
} page_t;

/* Whole rows to a page; the pages of a band are a round of ranks apart, and so in one memory. */
typedef struct {
    page_t pages[SIDE_MOST + RANKS_MOST];
} grid_t;

static fugu_shared grid_t grids[2];
static fugu_shared fugu_shared_barrier_t turn;

static unsigned side;

static unsigned first_row(uint32_t rank)
{
    return (unsigned)((uint64_t)side * rank / fugu_ranks());
}

static double *row_of(grid_t *grid, unsigned row)
{
    unsigned in_page = (unsigned)(FUGU_PAGE_BYTES / sizeof(double)) / side;
    uint32_t owner = (uint32_t)((((uint64_t)row + 1) * fugu_ranks() - 1) / side);
    unsigned within = row - first_row(owner);
    size_t page = fugu_page_of(grid, owner) + (size_t)(within / in_page) * fugu_ranks();
    return &grid->pages[page].points[within % in_page * side];
}

static double initial(unsigned row, unsigned column)
{
    return (double)((row * 31 + column * 17) % 97) / 8.0;
}

static void fill(double *to, unsigned row)
{
    for (unsigned column = 0; column < side; column++) to[column] = initial(row, column);
}

static void relax(double *to, const double *above, const double *row, const double *below)
{
    for (unsigned i = 1; i + 1 < side; i++) to[i] = 0.25 * (above[i] + below[i] + row[i - 1] + row[i + 1]);
}

static void relax_band(grid_t *to, grid_t *from, unsigned first, unsigned end)
{
    if (first >= end) return;
    const double *above = row_of(from, first - 1), *row = row_of(from, first);
    for (unsigned i = first; i < end; i++) {
        const double *below = row_of(from, i + 1);
        relax(row_of(to, i), above, row, below);
        above = row;
        row = below;
    }
}

/* How many points of the result differ from what one rank computes. */
static size_t wrong(grid_t *result, unsigned long iterations)
{
    size_t points = (size_t)side * side, differ = 0;
    double *to = malloc(points * sizeof(double)), *from = malloc(points * sizeof(double));
    if (!to || !from) return points;
    for (unsigned row = 0; row < side; row++) {
        fill(&to[row * side], row);
        fill(&from[row * side], row);
    }
    for (unsigned long i = 0; i < iterations; i++) {
        for (unsigned row = 1; row + 1 < side; row++) relax(&to[row * side], &from[(row - 1) * side], &from[row * side], &from[(row + 1) * side]);
        double *other = from;
        from = to;
        to = other;
    }
    for (unsigned row = 0; row < side; row++) {
        const double *found = row_of(result, row);
        for (unsigned column = 0; column < side; column++) differ += from[row * side + column] != found[column];
    }
    return differ;
}

int main(int argc, char **argv)
{
    unsigned long given = argc > 1 ? strtoul(argv[1], NULL, 10) : SIDE_DEFAULT;
    unsigned long iterations = argc > 2 ? strtoul(argv[2], NULL, 10) : ITERATIONS_DEFAULT;
    unsigned long times = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    bool fits = given >= 4 && given <= SIDE_MOST && iterations >= 1 && iterations <= 10000;
    if (!fits || times < 1 || times > TIMES_MOST || argc > 4 || ranks > RANKS_MOST) {
        if (rank == 0)
            printf("usage: stencil [side, 4 to %d [iterations, 1 to 10000 [times, 1 to %d]]], on 1 to %d nodes\n", SIDE_MOST,
                   TIMES_MOST, RANKS_MOST);
        return 2;
    }
    side = (unsigned)given;
    unsigned first = first_row(rank), end = first_row(rank + 1);
    unsigned inner = first == 0 ? 1 : first, inner_end = end == side ? side - 1 : end; /* the edges of the grid stay as they are */
    uint64_t cycles = 0;
    for (unsigned long time = 0; time < times; time++) {
        for (unsigned row = first; row < end; row++) {
            fill(row_of(&grids[0], row), row);
            fill(row_of(&grids[1], row), row);
        }
        fugu_shared_barrier(&turn);

        fugu_region_begin();
        uint64_t start = fugu_cycles();
        for (unsigned long i = 0; i < iterations; i++) {
            relax_band(&grids[(i + 1) % 2], &grids[i % 2], inner, inner_end);
            fugu_shared_barrier(&turn);
        }
        cycles = fugu_cycles() - start;
        fugu_region_end();
    }
    if (rank != 0) return 0;

    size_t differ = wrong(&grids[iterations % 2], iterations);
    fugu_metric("stencil_cycles", (int64_t)cycles);
    fugu_metric_unit("stencil_cycles", "cycles");
    printf("%lu iterations on %u x %u points: %lu cycles, %zu points differ.\n", iterations, side, side,
           (unsigned long)cycles, differ);
    return differ ? 1 : 0;
}

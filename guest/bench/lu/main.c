/*
 * LU factorisation of a dense matrix in shared memory, without pivoting: lu [side [times]].
 *
 * The ranks form a grid, and rows and columns are dealt out to its rows and columns in turn. In each step the pivot
 * row goes down the columns of ranks, and the factors of the rows along its rows; then all eliminate in what is
 * theirs. The product of the factors and a vector is compared with that of the matrix. It can be done many times over,
 * each time from the matrix anew; the last time is reported and checked.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../relay.h"

#define SIDE_DEFAULT 16
#define SIDE_MOST 384 /* what the memory of a single node holds */
#define TIMES_MOST 1000000

/* What a rank has lies together; if the grid does not fit the side, there are gaps. */
static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) double matrix[(SIDE_MOST + RELAY_RANKS_MOST) * SIDE_MOST];
static fugu_shared relay_box_t row_boxes[RELAY_RANKS_MOST], factor_boxes[RELAY_RANKS_MOST];
static fugu_shared fugu_shared_barrier_t turn;

static unsigned side, height, width; /* of the matrix; the most that a rank has of it */
static uint32_t across, down;        /* ranks of the grid */

static double *place(unsigned row, unsigned column)
{
    uint32_t rank = row % down * across + column % across;
    return &matrix[((size_t)rank * height + row / down) * width + column / across];
}

/* Its diagonal outweighs the rest of each row, so no pivot comes near zero. */
static double element(unsigned row, unsigned column)
{
    double value = (double)((row * 29 + column * 13) % 37) / 37.0;
    return row == column ? value + side : value;
}

/* The first row or column from `from` on that is dealt to a row or column of ranks. */
static unsigned own_from(unsigned from, uint32_t number, uint32_t of)
{
    return from + (number + of - from % of) % of;
}

/* `step` counts the steps of all times, and tells what is in a box from what was. */
static void eliminate(unsigned pivot, uint32_t step)
{
    uint32_t rank = fugu_rank(), x = rank % across, y = rank / across, pivot_x = pivot % across, pivot_y = pivot % down;
    unsigned row = own_from(pivot + 1, y, down), first = own_from(pivot, x, across), column = first;

    relay_word_t *out = relay_box(row_boxes, rank)->words;
    if (y == pivot_y)
        for (unsigned i = first; i < side; i += across) out[i / across].real = *place(pivot, i);
    const relay_word_t *above = relay(row_boxes, x, across, down, pivot_y, first / across, width, step);

    out = relay_box(factor_boxes, rank)->words;
    if (x == pivot_x) {
        for (unsigned i = row; i < side; i += down) *place(i, pivot) = out[i / down].real = *place(i, pivot) / above[first / across].real;
        column += across;
    }
    const relay_word_t *factors = relay(factor_boxes, y * across, 1, across, pivot_x, row / down, height, step);

    for (; row < side; row += down) {
        double factor = factors[row / down].real, *own = place(row, column);
        const relay_word_t *from = &above[column / across];
        for (unsigned i = column; i < side; i += across) *own++ -= factor * (from++)->real;
    }
    fugu_shared_barrier(&turn); /* the boxes are free again */
}

static double largest_error(void)
{
    double *x = malloc(side * sizeof(double)), *ux = malloc(side * sizeof(double)), largest = 0;
    if (!x || !ux) return 1;
    for (unsigned i = 0; i < side; i++) x[i] = 1 + (double)(i * 7 % 13) / 13;
    for (unsigned row = 0; row < side; row++) {
        ux[row] = 0;
        for (unsigned column = row; column < side; column++) ux[row] += *place(row, column) * x[column];
    }
    for (unsigned row = 0; row < side; row++) {
        double error = ux[row];
        for (unsigned column = 0; column < row; column++) error += *place(row, column) * ux[column];
        for (unsigned column = 0; column < side; column++) error -= element(row, column) * x[column];
        if (error < 0) error = -error;
        if (error > largest) largest = error;
    }
    return largest / side;
}

int main(int argc, char **argv)
{
    unsigned long given = argc > 1 ? strtoul(argv[1], NULL, 10) : SIDE_DEFAULT;
    unsigned long times = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks(), step = 0;
    if (given < 2 || given > SIDE_MOST || times < 1 || times > TIMES_MOST || argc > 3) {
        if (rank == 0) printf("usage: lu [side, 2 to %d [times, 1 to %d]]\n", SIDE_MOST, TIMES_MOST);
        return 2;
    }
    side = (unsigned)given;
    across = relay_columns(ranks);
    down = ranks / across;
    width = (side + across - 1) / across;
    height = (side + down - 1) / down;
    uint64_t cycles = 0;
    for (unsigned long time = 0; time < times; time++) {
        for (unsigned row = rank / across; row < side; row += down)
            for (unsigned column = rank % across; column < side; column += across) *place(row, column) = element(row, column);
        fugu_shared_barrier(&turn);

        fugu_region_begin();
        uint64_t start = fugu_cycles();
        for (unsigned pivot = 0; pivot + 1 < side; pivot++) eliminate(pivot, ++step);
        cycles = fugu_cycles() - start;
        fugu_region_end();
    }
    if (rank != 0) return 0;

    double error = largest_error();
    fugu_metric("lu_cycles", (int64_t)cycles);
    fugu_metric_unit("lu_cycles", "cycles");
    printf("%u x %u on %u ranks: %lu cycles, the factors are %s.\n", side, side, (unsigned)ranks, (unsigned long)cycles,
           error < 1e-9 ? "right" : "wrong");
    return error < 1e-9 ? 0 : 1;
}

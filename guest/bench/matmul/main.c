/*
 * The product of two matrices in shared memory: matmul [side [times]].
 *
 * The ranks form a grid, and each has a block of each matrix. Panel by panel, columns of the first matrix go along the
 * rows of ranks, and rows of the second along their columns. Checked against sums of rows, which cost less. It can be
 * done many times over; the last time is reported and checked.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../relay.h"

#define SIDE_DEFAULT 24
#define SIDE_MOST 384 /* what the memory of a single node holds */
#define TIMES_MOST 1000000

typedef int64_t matrix_t[SIDE_MOST * SIDE_MOST];

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) matrix_t left, right, product;
static fugu_shared relay_box_t left_boxes[RELAY_RANKS_MOST], right_boxes[RELAY_RANKS_MOST];
static fugu_shared fugu_shared_barrier_t turn;

/* A part of the rows or columns of the matrices, and of ranks. */
typedef struct {
    unsigned first, end;
} range_t;

static range_t part(unsigned side, uint32_t number, uint32_t of)
{
    return (range_t){(unsigned)((uint64_t)side * number / of), (unsigned)((uint64_t)side * (number + 1) / of)};
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static int64_t left_element(unsigned row, unsigned column)
{
    return (int64_t)(row * 7 + column * 3) % 11 - 5;
}

static int64_t right_element(unsigned row, unsigned column)
{
    return (int64_t)(row * 5 + column * 13) % 17 - 8;
}

/*
 * This rank's block of the product, which begins as zero. `panels` counts those of all times, and tells what is in a
 * box from what was.
 */
static uint32_t multiply(unsigned side, uint32_t across, uint32_t down, range_t rows, range_t columns, uint32_t panels)
{
    uint32_t rank = fugu_rank(), x = rank % across, y = rank / across;
    unsigned height = rows.end - rows.first, width = columns.end - columns.first;
    /* As deep as the box of the largest block allows: there are at least as many rows of ranks as columns. */
    unsigned most = RELAY_WORDS_MOST / ((side + across - 1) / across);
    uint32_t left_owner = 0, right_owner = 0;
    for (unsigned first = 0, end; first < side; first = end) {
        while (part(side, left_owner, across).end <= first) left_owner++;
        while (part(side, right_owner, down).end <= first) right_owner++;
        end = least(least(part(side, left_owner, across).end, part(side, right_owner, down).end), first + most);
        unsigned depth = end - first;
        if (x == left_owner) {
            relay_word_t *box = relay_box(left_boxes, rank)->words;
            for (unsigned row = 0; row < height; row++)
                for (unsigned i = 0; i < depth; i++) box[row * depth + i].integer = left[(rows.first + row) * side + first + i];
        }
        if (y == right_owner) {
            relay_word_t *box = relay_box(right_boxes, rank)->words;
            for (unsigned i = 0; i < depth; i++)
                for (unsigned column = 0; column < width; column++)
                    box[column * depth + i].integer = right[(first + i) * side + columns.first + column];
        }
        panels++;
        const relay_word_t *a = relay(left_boxes, y * across, 1, across, left_owner, 0, height * depth, panels);
        const relay_word_t *b = relay(right_boxes, x, across, down, right_owner, 0, width * depth, panels);
        for (unsigned row = 0; row < height; row++) {
            for (unsigned column = 0; column < width; column++) {
                int64_t sum = 0;
                for (unsigned i = 0; i < depth; i++) sum += a[row * depth + i].integer * b[column * depth + i].integer;
                product[(rows.first + row) * side + columns.first + column] += sum;
            }
        }
        fugu_shared_barrier(&turn); /* the boxes are free again */
    }
    return panels;
}

int main(int argc, char **argv)
{
    unsigned long given = argc > 1 ? strtoul(argv[1], NULL, 10) : SIDE_DEFAULT;
    unsigned long times = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks(), panels = 0;
    if (given < 1 || given > SIDE_MOST || times < 1 || times > TIMES_MOST || argc > 3) {
        if (rank == 0) printf("usage: matmul [side, 1 to %d [times, 1 to %d]]\n", SIDE_MOST, TIMES_MOST);
        return 2;
    }
    unsigned side = (unsigned)given;
    uint32_t across = relay_columns(ranks), down = ranks / across;
    range_t rows = part(side, rank / across, down), columns = part(side, rank % across, across);
    for (unsigned row = rows.first; row < rows.end; row++) {
        for (unsigned column = columns.first; column < columns.end; column++) {
            left[row * side + column] = left_element(row, column);
            right[row * side + column] = right_element(row, column);
        }
    }
    fugu_shared_barrier(&turn);

    uint64_t cycles = 0;
    for (unsigned long time = 0; time < times; time++) {
        if (time > 0)
            for (unsigned row = rows.first; row < rows.end; row++)
                for (unsigned column = columns.first; column < columns.end; column++) product[row * side + column] = 0;
        fugu_region_begin();
        uint64_t start = fugu_cycles();
        panels = multiply(side, across, down, rows, columns, panels);
        cycles = fugu_cycles() - start;
        fugu_region_end();
    }

    /* The sum of a row of the product is that row of the first matrix times the sums of the second's rows. */
    int64_t wrong = 0;
    range_t own = part(side, rank, ranks);
    for (unsigned row = own.first; row < own.end; row++) {
        int64_t expected = 0, found = 0;
        for (unsigned i = 0; i < side; i++) {
            int64_t sum = 0;
            for (unsigned column = 0; column < side; column++) sum += right_element(i, column);
            expected += left_element(row, i) * sum;
            found += product[row * side + i];
        }
        wrong += expected != found;
    }
    wrong = fugu_shared_sum(&turn, wrong);
    if (rank != 0) return 0;
    fugu_metric("matmul_cycles", (int64_t)cycles);
    fugu_metric_unit("matmul_cycles", "cycles");
    printf("%u x %u on %u ranks: %lu cycles, %ld rows are wrong.\n", side, side, (unsigned)ranks, (unsigned long)cycles,
           (long)wrong);
    return wrong ? 1 : 0;
}

/*
 * LU factorisation of a dense matrix in shared memory, without pivoting: lu [side].
 *
 * Rows are dealt out to the ranks in turn. In each step the owner of the pivot row has it ready, and
 * everybody eliminates in the rows that are his. The product of the factors is compared with the matrix.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define SIDE_DEFAULT 16
#define SIDE_MOST 64

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) double matrix[SIDE_MOST][SIDE_MOST];
static fugu_shared fugu_shared_barrier_t turn;

/* Its diagonal outweighs the rest of each row, so no pivot comes near zero. */
static double element(unsigned row, unsigned column, unsigned side)
{
    double value = (double)((row * 29 + column * 13) % 37) / 37.0;
    return row == column ? value + side : value;
}

static double largest_error(unsigned side)
{
    double largest = 0;
    for (unsigned row = 0; row < side; row++) {
        for (unsigned column = 0; column < side; column++) {
            unsigned last = row < column ? row : column;
            double sum = row <= column ? matrix[row][column] : 0;
            for (unsigned i = 0; i < last; i++) sum += matrix[row][i] * matrix[i][column];
            if (row > column) sum += matrix[row][column] * matrix[column][column];
            double error = sum - element(row, column, side);
            if (error < 0) error = -error;
            if (error > largest) largest = error;
        }
    }
    return largest;
}

int main(int argc, char **argv)
{
    unsigned long side = argc > 1 ? strtoul(argv[1], NULL, 10) : SIDE_DEFAULT;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    if (side < 2 || side > SIDE_MOST || argc > 2) {
        if (rank == 0) printf("usage: lu [side, 2 to %d]\n", SIDE_MOST);
        return 2;
    }
    unsigned n = (unsigned)side;
    for (unsigned row = rank; row < n; row += ranks)
        for (unsigned column = 0; column < n; column++) matrix[row][column] = element(row, column, n);
    fugu_shared_barrier(&turn);

    fugu_region_begin();
    uint64_t start = fugu_cycles();
    for (unsigned pivot = 0; pivot + 1 < n; pivot++) {
        for (unsigned row = rank; row < n; row += ranks) {
            if (row <= pivot) continue;
            double factor = matrix[row][pivot] / matrix[pivot][pivot];
            matrix[row][pivot] = factor;
            for (unsigned column = pivot + 1; column < n; column++) matrix[row][column] -= factor * matrix[pivot][column];
        }
        fugu_shared_barrier(&turn);
    }
    uint64_t cycles = fugu_cycles() - start;
    fugu_region_end();
    if (rank != 0) return 0;

    double error = largest_error(n);
    fugu_metric("lu_cycles", (int64_t)cycles);
    fugu_metric_unit("lu_cycles", "cycles");
    printf("%u x %u on %u ranks: %lu cycles, the factors are %s.\n", n, n, (unsigned)ranks, (unsigned long)cycles,
           error < 1e-9 ? "right" : "wrong");
    return error < 1e-9 ? 0 : 1;
}

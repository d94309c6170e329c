/*
 * A product of two integer matrices, 150 by 150, as Aegis and Ultrix were compared by: all of it is the program's own
 * work, and what the operating system takes is the refills. The pages are touched before.
 *
 * matrix [ROWS]: 1 to 150, 40 without it.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define ROWS_MOST 150

static int rows = 40;
static int left[ROWS_MOST][ROWS_MOST], right[ROWS_MOST][ROWS_MOST], product[ROWS_MOST][ROWS_MOST];

static void fill(void)
{
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < rows; j++) {
            left[i][j] = i + j;
            right[i][j] = i - j;
            product[i][j] = 0;
        }
    }
}

static __attribute__((noinline)) void multiply(void)
{
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < rows; j++) {
            int sum = 0;
            for (int k = 0; k < rows; k++) sum += left[i][k] * right[k][j];
            product[i][j] = sum;
        }
    }
}

/* The sum over k of (i + k)(k - j), by the sums of k and of its squares. */
static int expected(int i, int j)
{
    int sum = rows * (rows - 1) / 2;
    int squares = (rows - 1) * rows * (2 * rows - 1) / 6;
    return squares + (i - j) * sum - rows * i * j;
}

int main(int argc, char **argv)
{
    if (argc > 1) rows = atoi(argv[1]);
    if (rows < 1 || rows > ROWS_MOST) return 2;
    fill();
    uint64_t begun = fugu_cycles();
    multiply();
    uint64_t cycles = fugu_cycles() - begun;
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < rows; j++) {
            if (product[i][j] == expected(i, j)) continue;
            printf("row %d, column %d is %d\n", i, j, product[i][j]);
            return 1;
        }
    }
    fugu_metric_unit("matrix_cycles", "cycles");
    fugu_metric("matrix_cycles", (int64_t)cycles);
    printf("matrix_cycles %lu\n", (unsigned long)cycles);
    return 0;
}

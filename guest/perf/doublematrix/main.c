/* The product of two matrices of 64-bit floating-point numbers, whose values are whole. */
#include "../perf.h"

#define SIDE 56

static double left[SIDE][SIDE], right[SIDE][SIDE], product[SIDE][SIDE];

static uint64_t work(uint64_t round)
{
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            left[row][column] = (double)((row * 7 + column * 3 + (int)(round % 5)) % 11 - 5);
            right[row][column] = (double)((row * 5 + column * 13) % 17 - 8);
        }
    }
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            double sum = 0;
            for (int i = 0; i < SIDE; i++) sum += left[row][i] * right[i][column];
            product[row][column] = sum;
        }
    }
    uint64_t sum = 0;
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++) sum = mix(sum, (uint64_t)(int64_t)product[row][column]);
    return sum;
}

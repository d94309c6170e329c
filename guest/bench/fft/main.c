/*
 * A fast Fourier transform in shared memory: fft [points, a power of two [times]].
 *
 * Radix two, each stage's butterflies dealt out to the ranks in runs. It is done there and back again,
 * and what comes back is compared with what was there. Roots of unity come from halving angles, so that
 * no library's sine has a part in the result. There and back can be done many times over, each time from the same
 * points; the last time is reported and checked.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define POINTS_DEFAULT 128
#define POINTS_MOST 262144
#define TIMES_MOST 1000000
#define FINE 512 /* roots that are kept one after the other; of the rest, every 512th */

typedef struct {
    double real, imaginary;
} complex_t;

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) complex_t points[POINTS_MOST];
static fugu_shared fugu_shared_barrier_t turn;
static complex_t fine[FINE], coarse[POINTS_MOST / 2 / FINE];

static complex_t times(complex_t a, complex_t b)
{
    return (complex_t){a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real};
}

/* The tables of powers of the n-th root of unity. */
static void make_roots(unsigned n)
{
    complex_t root = {-1, 0}; /* of two */
    for (unsigned of = 2; of < n; of *= 2) {
        double real = __builtin_sqrt((1 + root.real) / 2), imaginary = __builtin_sqrt((1 - root.real) / 2);
        root = (complex_t){real, imaginary};
    }
    fine[0] = coarse[0] = (complex_t){1, 0};
    for (unsigned i = 1; i < FINE; i++) fine[i] = times(fine[i - 1], root);
    complex_t step = times(fine[FINE - 1], root);
    for (unsigned i = 1; i < n / 2 / FINE; i++) coarse[i] = times(coarse[i - 1], step);
}

/* The i-th power of the root. */
static complex_t power(unsigned i)
{
    return i < FINE ? fine[i] : times(coarse[i / FINE], fine[i % FINE]);
}

static unsigned reversed(unsigned value, unsigned n)
{
    unsigned result = 0;
    for (unsigned bit = 1; bit < n; bit *= 2) {
        result = result * 2 + (value & 1);
        value /= 2;
    }
    return result;
}

static void transform(unsigned n, bool back)
{
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    unsigned first = (unsigned)((uint64_t)n * rank / ranks), last = (unsigned)((uint64_t)n * (rank + 1) / ranks);
    for (unsigned i = first; i < last; i++) {
        unsigned other = reversed(i, n);
        if (other <= i) continue;
        complex_t kept = points[i];
        points[i] = points[other];
        points[other] = kept;
    }
    fugu_shared_barrier(&turn);
    first = (unsigned)((uint64_t)(n / 2) * rank / ranks);
    last = (unsigned)((uint64_t)(n / 2) * (rank + 1) / ranks);
    for (unsigned half = 1; half < n; half *= 2) {
        for (unsigned i = first; i < last; i++) {
            unsigned low = i / half * half * 2 + i % half;
            complex_t root = power(i % half * (n / 2 / half));
            if (back) root.imaginary = -root.imaginary;
            complex_t a = points[low], b = times(points[low + half], root);
            points[low] = (complex_t){a.real + b.real, a.imaginary + b.imaginary};
            points[low + half] = (complex_t){a.real - b.real, a.imaginary - b.imaginary};
        }
        fugu_shared_barrier(&turn);
    }
}

static complex_t point(unsigned i)
{
    return (complex_t){(double)(i * 37 % 101) / 101, (double)(i * 53 % 89) / 89};
}

static bool close_to(double a, double b)
{
    double error = a - b;
    return error < 1e-9 && error > -1e-9;
}

int main(int argc, char **argv)
{
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : POINTS_DEFAULT;
    unsigned long times = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    if (count < 2 || count > POINTS_MOST || (count & (count - 1)) || times < 1 || times > TIMES_MOST || argc > 3) {
        if (rank == 0)
            printf("usage: fft [points, a power of two up to %d [times, 1 to %d]]\n", POINTS_MOST, TIMES_MOST);
        return 2;
    }
    unsigned n = (unsigned)count, wrong = 0;
    make_roots(n);
    complex_t sum = {0, 0};
    for (unsigned i = 0; i < n; i++) sum = (complex_t){sum.real + point(i).real, sum.imaginary + point(i).imaginary};
    uint64_t cycles = 0;
    for (unsigned long time = 0; time < times; time++) {
        for (uint64_t i = (uint64_t)n * rank / ranks; i < (uint64_t)n * (rank + 1) / ranks; i++) points[i] = point((unsigned)i);
        fugu_shared_barrier(&turn);

        fugu_region_begin();
        uint64_t start = fugu_cycles();
        transform(n, false);
        cycles = fugu_cycles() - start;
        fugu_region_end();
        /* The first of the transform is the sum of all points. */
        if (rank == 0) wrong += !close_to(points[0].real, sum.real) || !close_to(points[0].imaginary, sum.imaginary);
        fugu_shared_barrier(&turn);
        transform(n, true);
    }
    if (rank != 0) return 0;

    for (unsigned i = 0; i < n; i++) {
        wrong += !close_to(points[i].real / n, point(i).real) || !close_to(points[i].imaginary / n, point(i).imaginary);
    }
    fugu_metric("fft_cycles", (int64_t)cycles);
    fugu_metric_unit("fft_cycles", "cycles");
    printf("%u points on %u ranks: %lu cycles, %u points differ.\n", n, (unsigned)ranks, (unsigned long)cycles, wrong);
    return wrong ? 1 : 0;
}

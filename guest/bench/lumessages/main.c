/*
 * LU factorisation without pivoting by messages: lumessages [side [times]].
 *
 * Row i is rank i mod n's. When a row is done its rank sends it to all others, five elements a message, and goes on:
 * nobody says that it has got a row, so a rank may be ahead of another by as many rows as the other one lets it. Messages
 * interrupt; handlers store what comes as bits. Every rank compares its rows with a factorisation that it makes by itself
 * afterwards: they are equal to the bit, because each element is computed in the same order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>

#define SIDE_DEFAULT 48
#define SIDE_MOST 256
#define TIMES_MOST 1000000
#define ELEMENTS (FUGU_OPERANDS - 1) /* the first operand says which */

/* Whether messages interrupt: not where there is no message unit, and everybody has to look. */
static bool interrupts;

#define wait_while(condition)                                                             \
    do {                                                                                  \
        while (condition)                                                                 \
            if (!interrupts) fugu_poll();                                                 \
        __asm__ volatile("" : : : "memory"); /* what handlers stored is read now */       \
    } while (0)

static double matrix[SIDE_MOST][SIDE_MOST]; /* own rows, and others' as they come */
static double alone[SIDE_MOST][SIDE_MOST];
static volatile uint32_t missing[SIDE_MOST]; /* elements of a row that have not come */
static uint32_t side;

/* The diagonal is larger than the rest of its row together, so no pivot is needed. */
static double element(uint32_t row, uint32_t column, uint32_t turn)
{
    return row == column ? (double)side : (double)((row * 31 + column * 17 + turn * 7) % 64) / 64;
}

/* Row k is subtracted from row i so that column k of it becomes 0; the factor takes its place. */
static void eliminate(double *row, const double *pivot, uint32_t k)
{
    double factor = row[k] / pivot[k];
    row[k] = factor;
    for (uint32_t column = k + 1; column < side; column++) row[column] -= factor * pivot[column];
}

static void take(uint32_t source, uint64_t place, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
    (void)source;
    uint32_t row = (uint32_t)(place >> 32), column = (uint32_t)place;
    const uint64_t bits[ELEMENTS] = {a, b, c, d, e};
    uint32_t elements = side - column < ELEMENTS ? side - column : ELEMENTS;
    memcpy(&matrix[row][column], bits, elements * sizeof(double));
    missing[row] -= elements;
}

/* From column k on: what is left of it belongs to the factors, which nobody else needs. */
static void publish(uint32_t k)
{
    for (uint32_t column = k; column < side; column += ELEMENTS) {
        uint64_t bits[ELEMENTS] = {0};
        uint32_t elements = side - column < ELEMENTS ? side - column : ELEMENTS;
        memcpy(bits, &matrix[k][column], elements * sizeof(double));
        for (uint32_t i = 1; i < fugu_ranks(); i++) {
            uint32_t to = (fugu_rank() + i) % fugu_ranks();
            fugu_send(to, take, (uint64_t)k << 32 | column, bits[0], bits[1], bits[2], bits[3], bits[4]);
        }
    }
}

static void factorise(void)
{
    for (uint32_t k = 0; k < side; k++) {
        if (k % fugu_ranks() == fugu_rank()) publish(k);
        else wait_while(missing[k]);
        for (uint32_t i = k + 1; i < side; i++) {
            if (i % fugu_ranks() == fugu_rank()) eliminate(matrix[i], matrix[k], k);
        }
    }
}

static void prepare(uint32_t turn)
{
    for (uint32_t row = 0; row < side; row++) {
        bool own = row % fugu_ranks() == fugu_rank();
        missing[row] = own ? 0 : side - row;
        if (own) for (uint32_t column = 0; column < side; column++) matrix[row][column] = element(row, column, turn);
    }
}

static uint32_t wrong(uint32_t turn)
{
    for (uint32_t row = 0; row < side; row++)
        for (uint32_t column = 0; column < side; column++) alone[row][column] = element(row, column, turn);
    for (uint32_t k = 0; k < side; k++)
        for (uint32_t i = k + 1; i < side; i++) eliminate(alone[i], alone[k], k);
    uint32_t wrong = 0;
    for (uint32_t row = fugu_rank(); row < side; row += fugu_ranks())
        wrong += memcmp(matrix[row], alone[row], side * sizeof(double)) != 0;
    return wrong;
}

int main(int argc, char **argv)
{
    unsigned long wanted = argc > 1 ? strtoul(argv[1], NULL, 10) : SIDE_DEFAULT;
    unsigned long times = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    if (wanted < 2 || wanted > SIDE_MOST || times < 1 || times > TIMES_MOST || argc > 3) {
        if (fugu_rank() == 0)
            printf("usage: lumessages [side, 2 to %d [times, 1 to %d]]\n", SIDE_MOST, TIMES_MOST);
        return 2;
    }
    side = (uint32_t)wanted;

    uint64_t cycles = 0;
    for (uint32_t turn = 0; turn < times; turn++) {
        fugu_interrupts_disable();
        prepare(turn);
        fugu_barrier();
        interrupts = fugu_interrupts_enable_integer();
        uint64_t start = fugu_cycles();
        factorise();
        cycles = fugu_cycles() - start;
    }
    fugu_interrupts_disable();
    uint32_t rows = wrong((uint32_t)times - 1);
    if (rows) printf("Rank %u: %u rows are wrong.\n", (unsigned)fugu_rank(), (unsigned)rows);
    fugu_barrier();
    if (fugu_rank() == 0) {
        fugu_metric("lu_cycles", (int64_t)cycles);
        fugu_metric_unit("lu_cycles", "cycles");
        printf("%u x %u on %u ranks by messages in %lu cycles.\n", (unsigned)side, (unsigned)side,
               (unsigned)fugu_ranks(), (unsigned long)cycles);
    }
    return rows ? 1 : 0;
}

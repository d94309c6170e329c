/* Binary floating-point numbers in decimal: long arithmetic in base 10^9, because 2^9 divides that. */
#include "decimal.h"

#define BASE 1000000000u
#define WORD_DIGITS 9
#define HALVINGS 9   /* at once: BASE is divisible by 2^9 */
#define DOUBLINGS 29 /* at once: a word stays within 64 bits, and below BASE with its carry */
#define MANTISSA_BITS 128

static const uint32_t power_of_ten[WORD_DIGITS] = {1,      10,      100,      1000,     10000,
                                                   100000, 1000000, 10000000, 100000000};

/* A word more than the bits can fill, for what rounding carries. */
static int whole_words(int exponent)
{
    return 2 + (MANTISSA_BITS + (exponent > 0 ? exponent : 0)) / DOUBLINGS;
}

int decimal_words(int exponent)
{
    return whole_words(exponent) + (exponent < 0 ? (-exponent + HALVINGS - 1) / HALVINGS : 0);
}

static void multiply(decimal_t *decimal, int doublings)
{
    uint64_t carry = 0;
    for (int i = decimal->count - 1; i >= 0; i--) {
        uint64_t value = ((uint64_t)decimal->words[i] << doublings) + carry;
        decimal->words[i] = (uint32_t)(value % BASE);
        carry = value / BASE;
    }
}

static void divide(decimal_t *decimal, int halvings)
{
    uint32_t rest = 0, unit = BASE >> halvings;
    for (int i = 0; i < decimal->count; i++) {
        uint32_t word = decimal->words[i];
        decimal->words[i] = (word >> halvings) + rest * unit;
        rest = word & ((1u << halvings) - 1);
    }
    if (rest) decimal->words[decimal->count++] = rest * unit;
}

void decimal_set(decimal_t *decimal, unsigned __int128 mantissa, int exponent)
{
    decimal->point = decimal->count = whole_words(exponent);
    for (int i = decimal->count - 1; i >= 0; i--) {
        decimal->words[i] = (uint32_t)(mantissa % BASE);
        mantissa /= BASE;
    }
    for (int left = exponent; left > 0; left -= DOUBLINGS) multiply(decimal, left < DOUBLINGS ? left : DOUBLINGS);
    for (int left = -exponent; left > 0; left -= HALVINGS) divide(decimal, left < HALVINGS ? left : HALVINGS);
}

int decimal_top(const decimal_t *decimal)
{
    for (int i = 0; i < decimal->count; i++) {
        if (!decimal->words[i]) continue;
        int digit = WORD_DIGITS - 1;
        while (decimal->words[i] < power_of_ten[digit]) digit--;
        return (decimal->point - 1 - i) * WORD_DIGITS + digit;
    }
    return 0;
}

/* The index of the word that a place lies in, and which digit of it that is, from its right. */
static int word_of(const decimal_t *decimal, int place, int *digit)
{
    int words = place >= 0 ? place / WORD_DIGITS : -((-place + WORD_DIGITS - 1) / WORD_DIGITS);
    *digit = place - words * WORD_DIGITS;
    return decimal->point - 1 - words;
}

int decimal_digit(const decimal_t *decimal, int place)
{
    int digit, i = word_of(decimal, place, &digit);
    if (i < 0 || i >= decimal->count) return 0;
    return (int)(decimal->words[i] / power_of_ten[digit] % 10);
}

static bool any_below(const decimal_t *decimal, int place)
{
    int digit, i = word_of(decimal, place, &digit);
    if (i >= decimal->count) return false;
    if (decimal->words[i] % power_of_ten[digit]) return true;
    while (++i < decimal->count)
        if (decimal->words[i]) return true;
    return false;
}

void decimal_round(decimal_t *decimal, int place)
{
    int digit, i = word_of(decimal, place, &digit);
    if (i >= decimal->count) return;
    int next = decimal_digit(decimal, place - 1);
    bool half = next == 5 && !any_below(decimal, place - 1);
    bool up = half ? decimal_digit(decimal, place) % 2 != 0 : next >= 5;
    decimal->words[i] -= decimal->words[i] % power_of_ten[digit];
    decimal->count = i + 1;
    if (!up) return;
    decimal->words[i] += power_of_ten[digit];
    for (; decimal->words[i] >= BASE; i--) {
        decimal->words[i] -= BASE;
        decimal->words[i - 1]++;
    }
}

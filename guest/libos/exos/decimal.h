/* Binary floating-point numbers in decimal, exactly. */
#ifndef EXOS_DECIMAL_H
#define EXOS_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/* Nine digits a word, the most significant first; words[point] is the first behind the decimal point. */
typedef struct {
    uint32_t *words;
    int count;
    int point;
} decimal_t;

/* How many words decimal_set may need. */
int decimal_words(int exponent);

/* Makes it mantissa * 2^exponent; words has room for decimal_words(exponent). */
void decimal_set(decimal_t *decimal, unsigned __int128 mantissa, int exponent);

/* The place of the first digit that is not 0: 0 for units, -1 for tenths; 0 for zero itself. */
int decimal_top(const decimal_t *decimal);

/* The digit at a place, 0 to 9. */
int decimal_digit(const decimal_t *decimal, int place);

/* Rounds to a place that is at or below the first digit, or below the point; halves to the even digit. */
void decimal_round(decimal_t *decimal, int place);

#endif

/* The sieve of Eratosthenes: stores far apart, and a count of the primes. */
#include <string.h>

#include "../perf.h"

#define NUMBERS 65536

static uint8_t composite[NUMBERS];

static uint64_t work(uint64_t round)
{
    memset(composite, 0, sizeof composite);
    for (uint32_t i = 2; i * i < NUMBERS; i++) {
        if (composite[i]) continue;
        for (uint32_t j = i * i; j < NUMBERS; j += i) composite[j] = 1;
    }
    uint64_t sum = round;
    for (uint32_t i = 2; i < NUMBERS; i++) sum += composite[i] ? 0 : i;
    return sum;
}

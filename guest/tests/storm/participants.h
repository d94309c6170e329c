/* Those who take part: every context of every rank, numbered through. */
#ifndef STORM_PARTICIPANTS_H
#define STORM_PARTICIPANTS_H

#include <fugu/fugu.h>

#define MOST 256 /* participants */

/* The machine is sequentially consistent (docs/coherence.md), so that plain volatile accesses are all it takes. */
typedef volatile uint64_t word;
typedef volatile uint32_t half;

/* A word that has its line alone. */
typedef struct {
    fugu_line_aligned word value;
} line_t;

/* How many there are. */
uint32_t participants(void);

/* All of them call it; none returns before the last has called it. */
void meet(void);

/* Ends the run with a sentence unless it is good. */
void check(bool good, const char *what);

/* Does nothing for up to `most` steps; how many follows from who, when and the run's seed. */
void dawdle(uint32_t who, uint32_t when, uint32_t most);

#endif

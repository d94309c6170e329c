/* A storm: each of these is called by every participant at once, and finds out whether anything was lost. */
#ifndef STORM_STORM_H
#define STORM_STORM_H

#include "participants.h"

/* How often each participant does what is tried. */
extern uint32_t rounds;

/* locks.c: a plain counter under each kind of lock */
void storm_of_locks(uint32_t me);

/* counters.c: read-modify-write operations without a lock */
void storm_of_counters(uint32_t me);

/* stack.c: Treiber's stack, by tags and by LR/SC */
void storm_of_stacks(uint32_t me);

#endif

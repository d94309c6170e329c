/*
 * Visible revocation: who made an environment asks for something back, the environment chooses what it gives, and the
 * kernel takes it by force if it does not in time.
 *
 * The environment is asked on its interrupt context (FUGU_CONTEXT_INTERRUPT, fugu_environment_set), as by an
 * exception of cause FUGU_CAUSE_RECLAIM; without one it is not asked, and loses at once. What was taken by force stands
 * in its repossession vector, if it has said where that is (FUGU_CONTEXT_REPOSSESSION).
 */
#ifndef FUGU_RECLAIM_H
#define FUGU_RECLAIM_H

#include <fugu/environment.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Asks an environment to give so much of a kind (FUGU_RECLAIM_...) back within so many cycles. Frames that are free
 * are the caller's when this returns; at most 256 can be asked for at a time.
 */
static inline int64_t fugu_reclaim(uint32_t environment, uint32_t kind, uint32_t count, uint64_t cycles)
{
    return fugu_call(FUGU_SYS_CAP_REVOKE, environment, kind, count, cycles, 0);
}

/* How much of what was asked for has not come back; bit 32 is set as long as the request is open. */
static inline int64_t fugu_reclaim_state(uint32_t environment, uint32_t kind)
{
    return fugu_call(FUGU_SYS_CAP_INSPECT, environment, kind, 0, 0, 0);
}

#define FUGU_RECLAIM_OPEN (INT64_C(1) << 32)

/* What utval says to who is asked: the kind, how much is lacking, and the cycles that are left. */
#define FUGU_RECLAIM_KIND(value) ((uint32_t)(value) & 0xff)
#define FUGU_RECLAIM_COUNT(value) ((uint32_t)(value) >> 8)
#define FUGU_RECLAIM_CYCLES(value) ((uint64_t)(value) >> 32)

/*
 * Gives something up, because it was asked for: a capability for frames, or 1 + the position of a slice, or 1 + an
 * endpoint slot. 0 leaves it to the kernel what goes.
 */
static inline int64_t fugu_reclaim_answer(uint32_t kind, uint32_t what)
{
    return fugu_call(FUGU_SYS_RECLAIM_ANSWER, kind, what, 0, 0, 0);
}

/*
 * Gives frames of the caller, which nothing is mapped to and nothing derived from, for messages that wait in its memory:
 * nothing else takes them from then on. At most 64.
 */
static inline int64_t fugu_buffer_give(uint32_t frames)
{
    return fugu_call(FUGU_SYS_BUFFER_GIVE, frames, 0, 0, 0, 0);
}

/* So many of them, that hold no message, can be allocated again. */
static inline int64_t fugu_buffer_take_back(uint32_t count)
{
    return fugu_call(FUGU_SYS_BUFFER_GIVE, 0, count, 0, 0, 0);
}

/* A repossession vector, in a page that the kernel maps by itself. Note n is notes[n % 31]. */
struct fugu_repossessions {
    uint64_t noted;
    uint64_t notes[31];
};

#define FUGU_NOTE_KIND(note) ((uint32_t)(note) & 0xff)
#define FUGU_NOTE_COUNT(note) ((uint32_t)(note) >> 8)
#define FUGU_NOTE_NAME(note) ((uint64_t)(note) >> 32)

/* ---------------------------------------------------------------------------------------------------- by exos */

/*
 * An interrupt context that calls fugu_upcall, which the program defines, with the cause and its value, on the stack
 * of what it interrupts. No floating point there. A program uses it by naming it to fugu_environment_set.
 */
extern const char fugu_upcall_entry[];
void fugu_upcall(uint64_t cause, uint64_t value);

#ifdef __cplusplus
}
#endif

#endif

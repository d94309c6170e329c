/*
 * Functions that other ranks run, each in a thread of its own (fugu/thread.h), and futures of what they answer, by
 * exos, on top of fugu/active.h. "Remote thread invocation" is what Kranz and others call it (PPoPP 1993).
 *
 * fugu_invoke asks a rank. That rank accepts if it has a thread for it, of which it has FUGU_INVOKE_THREADS, or
 * refuses; what it has accepted always begins, whatever the others wait for, so calls may go to and fro. The function
 * runs when that rank serves: in fugu_invoke_serve, while it waits for a future, or in fugu_invoke_settle. It is a
 * thread like others: it may do all that a program may, wait for futures and print included, and others run only when
 * it yields or waits. Where messages interrupt, its stack may not miss the TLB, and it does not: it is guaranteed.
 *
 * All calls here are for threads of a rank in its first hardware context, not for handlers. The program is linked with
 * FUGU_INVOKE_THREADS stacks of FUGU_INVOKE_STACK bytes.
 */
#ifndef FUGU_INVOKE_H
#define FUGU_INVOKE_H

#include <fugu/active.h>
#include <fugu/thread.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FUGU_INVOKE_THREADS 8
#define FUGU_INVOKE_STACK 4096

/* What became of an invocation. It has to last until it is not pending any more, and is for one at a time. */
struct fugu_future {
    volatile int64_t state; /* 1 while it is pending, 0 when the function has ended, or why it was refused */
    volatile uint64_t result; /* what the function answered */
};

/*
 * Has a rank, which may be this one, call the function with the argument. Returns when that is asked for:
 * FUGU_E_BAD_ARGUMENT if there is no such rank, otherwise 0. Pointers mean something on the rank that they are of.
 */
int64_t fugu_invoke(uint32_t rank, uint64_t (*function)(uint64_t), uint64_t argument, struct fugu_future *future);

/*
 * Serves until the future is not pending. Answers 0, and the result is there, or FUGU_E_OUT_OF_SLOTS if all threads of
 * the other rank were taken: nothing has run, and it may be asked again.
 */
int64_t fugu_future_wait(const struct fugu_future *future);

/* Handles messages, begins what has been accepted, and lets all threads have a turn. */
void fugu_invoke_serve(void);

/*
 * All ranks call it, each once all that it alone began with is asked for. They serve until no invocation is under way
 * anywhere, those included that invocations have made.
 */
void fugu_invoke_settle(void);

#ifdef __cplusplus
}
#endif

#endif

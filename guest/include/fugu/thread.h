/*
 * Threads of one environment, by exos: several flows of control that share all variables and take turns. Only a thread
 * that yields, waits or ends lets another one run: nothing interrupts it, so that what it does between is never seen half
 * done by other threads. Of what a rank begins with, in its first hardware context; not for processes, which have no
 * variables.
 */
#ifndef FUGU_THREAD_H
#define FUGU_THREAD_H

#include <fugu/fugu.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FUGU_THREAD_STACK_LEAST 1024

struct fugu_thread {
    uint64_t *sp; /* where its registers are, while another one runs */
    struct fugu_thread *next; /* in the queue that it is in */
    struct fugu_thread *joined; /* who waits for its end, one after the other */
    void *(*function)(void *);
    void *argument; /* and at the end what the function answered */
    bool ended;
};

/*
 * Makes a thread that calls the function with the argument when its turn comes. Its stack is so many bytes from an
 * address on, both multiples of 16; in fugu_guaranteed memory if messages can interrupt. Thread and stack have to last
 * until somebody has joined it. Answers 0, or FUGU_E_BAD_ARGUMENT.
 */
int64_t fugu_thread_make(
    struct fugu_thread *thread, void *(*function)(void *), void *argument, void *stack, size_t bytes);

/* Lets all others that can run have their turn first. */
void fugu_thread_yield(void);

/* Waits until a thread has ended, and answers what its function did. Who waits for ever is a deadlock: that ends the job. */
void *fugu_thread_join(struct fugu_thread *thread);

/* All zeros is a mutex that is free. It is given to who has waited longest. */
struct fugu_mutex {
    bool held;
    struct fugu_thread *first, *last; /* who wait */
};

void fugu_mutex_lock(struct fugu_mutex *mutex);
void fugu_mutex_unlock(struct fugu_mutex *mutex);

/* All zeros is a condition for which nobody waits. */
struct fugu_condition {
    struct fugu_thread *first, *last;
};

/* Gives the mutex back, waits until it is told, and has the mutex again then. */
void fugu_condition_wait(struct fugu_condition *condition, struct fugu_mutex *mutex);

/* Tells who has waited longest, or all. Nobody need wait. */
void fugu_condition_signal(struct fugu_condition *condition);
void fugu_condition_broadcast(struct fugu_condition *condition);

#ifdef __cplusplus
}
#endif

#endif

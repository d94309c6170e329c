/* Hardware contexts: started, joined, started again; locks and messages among them. */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define TIMES 12

static fugu_shared fugu_lock_t lock;
static fugu_shared uint64_t counted;
static fugu_shared_barrier_t fugu_shared ready;
static volatile uint64_t local;
static volatile uint64_t told;

static void check(bool good, const char *what)
{
    if (good) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static void count(void *by)
{
    for (int i = 0; i < TIMES; i++) {
        fugu_lock(&lock);
        counted += (uintptr_t)by;
        fugu_unlock(&lock);
        local++; /* no other context of this node runs between load and store: both hit */
        fugu_pause();
    }
}

static void hear(uint32_t source, uint64_t value)
{
    (void)source;
    told += value;
}

/* Sleeps until messages have come, in a context of its own; the others go on. A message may be another one's. */
static void listen(void *unused)
{
    (void)unused;
    fugu_wait_until(told >= 3);
}

int main(void)
{
    uint32_t contexts = fugu_contexts();
    check(contexts == 4, "this machine has four contexts");
    check(fugu_context_start(0, count, NULL) == FUGU_E_BAD_ARGUMENT, "context 0 is the program's own");
    check(fugu_context_start(contexts, count, NULL) == FUGU_E_BAD_ARGUMENT, "there is one context too many");

    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 1; i < contexts; i++)
            check(fugu_context_start(i, count, (void *)(uintptr_t)i) == 0, "a context does not start");
        check(fugu_context_start(1, count, NULL) == FUGU_E_IN_USE, "a context was started twice");
        for (uint32_t i = 1; i < contexts; i++) fugu_context_join(i);
    }
    fugu_shared_barrier(&ready);
    check(counted == fugu_ranks() * 2 * TIMES * (1 + 2 + 3), "a count under the lock was lost");
    check(local == 2 * TIMES * 3, "a count of this node was lost");

    uint32_t next = (fugu_rank() + 1) % fugu_ranks();
    for (uint32_t i = 2; i < contexts; i++) check(fugu_context_start(i, listen, NULL) == 0, "a listener does not start");
    for (int i = 0; i < 20; i++) fugu_pause(); /* they are asleep then */
    fugu_shared_barrier(&ready);
    for (int i = 0; i < 3; i++) fugu_send(next, hear, 1);
    for (uint32_t i = 2; i < contexts; i++) fugu_context_join(i);
    check(told == 3, "a message was lost");
    fugu_barrier();
    if (fugu_rank() == 0) puts("Three contexts and the program's own agree.");
    return 0;
}

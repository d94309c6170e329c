/*
 * What a null message costs the processor when it is delivered by way of the kernel: buffered.
 *
 * Rank 0 sends to itself in an atomic section, for longer than the atomicity timer allows. From then on the kernel
 * takes in what comes. insert_cycles is what a message takes from a loop that does nothing; run_cycles is what it takes
 * to run the message's null handler later, one after the other; buffered_cycles is the sum. direct_cycles is what
 * running such handlers takes when the messages have waited in the queue and no kernel had to do with them.
 */
#include <stdio.h>

#include <fugu/fugu.h>

#define MESSAGES 12 /* no more than the queue holds */
#define REPEATS 3   /* the last time everything is near */

static volatile uint64_t handled;

static void null_handler(uint32_t source)
{
    (void)source;
    handled++;
}

static __attribute__((noinline)) uint64_t spin(uint64_t rounds)
{
    uint64_t before, after;
    __asm__ volatile(".balign 64\n"
                     "\tmv t0, %2\n"
                     "\trdcycle %0\n"
                     "1:\taddi t0, t0, -1\n"
                     "\tbnez t0, 1b\n"
                     "\trdcycle %1\n"
                     : "=&r"(before), "=&r"(after)
                     : "r"(rounds)
                     : "t0", "memory");
    return after - before;
}

/* What the messages take while they come in. */
static uint64_t arrive(void)
{
    uint64_t before = fugu_cycles();
    for (int i = 0; i < MESSAGES; i++) fugu_send(fugu_rank(), null_handler);
    spin(1000);
    return fugu_cycles() - before;
}

/* What their handlers take. */
static uint64_t run(uint64_t messages)
{
    uint64_t until = handled + messages;
    uint64_t before = fugu_cycles();
    fugu_atomic_end(0);
    while (handled < until) {}
    return fugu_cycles() - before;
}

static void report(const char *name, uint64_t cycles)
{
    fugu_metric(name, (int64_t)cycles);
    fugu_metric_unit(name, "cycles");
    printf("%s %lu\n", name, (unsigned long)cycles);
}

int main(void)
{
    fugu_barrier();
    if (fugu_rank() == 0) {
        uint64_t direct = 0, direct_run = 0, insert = 0, buffered_run = 0;
        fugu_interrupts_enable_integer();
        for (int i = 0; i < REPEATS; i++) {
            fugu_atomic_begin();
            direct = arrive();
            direct_run = run(MESSAGES);

            fugu_atomic_begin();
            fugu_send(fugu_rank(), null_handler);
            spin(20000);
            insert = arrive() - direct;
            buffered_run = run(MESSAGES + 1);
        }
        fugu_interrupts_disable();
        insert = (insert + MESSAGES / 2) / MESSAGES;
        buffered_run = (buffered_run + (MESSAGES + 1) / 2) / (MESSAGES + 1);
        report("insert_cycles", insert);
        report("run_cycles", buffered_run);
        report("buffered_cycles", insert + buffered_run);
        report("direct_cycles", (direct_run + MESSAGES / 2) / MESSAGES);
    }
    fugu_barrier();
    return 0;
}

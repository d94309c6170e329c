/*
 * Invocations: functions run on other ranks and answer; what is too many is refused and runs nothing; functions wait
 * for functions on the rank that waits for them; and all ranks find out together when nothing is left to run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/collective.h>
#include <fugu/invoke.h>

#define RANKS_MOST 16
#define TOO_MANY (FUGU_INVOKE_THREADS + 3)

static struct fugu_future futures[RANKS_MOST];
static unsigned ran;
static double own_double = 1;

static void require(bool held, const char *what)
{
    if (held) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static void say(const char *what)
{
    fugu_invoke_settle();
    if (fugu_rank() == 0) puts(what);
}

static uint32_t after(uint32_t distance)
{
    return (fugu_rank() + distance) % fugu_ranks();
}

/* ---- each asks each */

static uint64_t square(uint64_t value)
{
    double kept = (double)value * own_double;
    ran++;
    fugu_invoke_serve();
    return (uint64_t)(kept * kept) + fugu_rank();
}

static void all_ask_all(void)
{
    uint32_t ranks = fugu_ranks();
    struct fugu_future none;
    ran = 0;
    fugu_barrier();
    require(fugu_invoke(ranks, square, 0, &none) == FUGU_E_BAD_ARGUMENT, "there is no such rank");
    for (uint32_t i = 0; i < ranks; i++) fugu_invoke(after(i), square, fugu_rank() + i, &futures[i]);
    unsigned done = 0;
    for (uint32_t i = 0; i < ranks; i++) {
        while (fugu_future_wait(&futures[i])) fugu_invoke(after(i), square, fugu_rank() + i, &futures[i]);
        uint64_t value = fugu_rank() + i;
        require(futures[i].result == value * value + after(i), "a function has answered something else");
        done++;
    }
    require(done == ranks, "an answer is missing");
    fugu_invoke_settle();
    require(ran == ranks, "a function did not run, or twice");
}

/* ---- too many */

static bool may_go;
static unsigned waiting;

static uint64_t wait_to_go(uint64_t value)
{
    ran++;
    waiting++;
    while (!may_go) fugu_invoke_serve();
    waiting--;
    return value + 1;
}

static uint64_t let_go(uint64_t value)
{
    may_go = true;
    return value;
}

static void too_many(void)
{
    struct fugu_future many[TOO_MANY];
    ran = 0;
    may_go = false;
    fugu_barrier();
    if (fugu_rank() == 0) {
        for (unsigned i = 0; i < TOO_MANY; i++) fugu_invoke(after(1), wait_to_go, i, &many[i]);
        for (unsigned i = FUGU_INVOKE_THREADS; i < TOO_MANY; i++)
            require(fugu_future_wait(&many[i]) == FUGU_E_OUT_OF_SLOTS, "more is accepted than there are threads");
        struct fugu_future go;
        fugu_invoke(after(1), let_go, 5, &go);
        require(fugu_future_wait(&go) == FUGU_E_OUT_OF_SLOTS, "a thread was free");
        for (unsigned i = 0; i < FUGU_INVOKE_THREADS; i++) require(many[i].state == 1, "a function has not waited");
    }
    fugu_barrier();
    while (fugu_rank() == 1 % fugu_ranks() && ran < FUGU_INVOKE_THREADS) fugu_invoke_serve();
    if (fugu_rank() == 1 % fugu_ranks()) {
        require(waiting == FUGU_INVOKE_THREADS, "not all wait");
        may_go = true;
    }
    if (fugu_rank() == 0) {
        for (unsigned i = 0; i < FUGU_INVOKE_THREADS; i++)
            require(fugu_future_wait(&many[i]) == 0 && many[i].result == i + 1,
                "a function that waited answers wrongly");
        fugu_invoke(after(1), let_go, 5, &many[0]);
        require(fugu_future_wait(&many[0]) == 0 && many[0].result == 5, "a thread that is free again was refused");
    }
    fugu_invoke_settle();
    require(fugu_rank() != 1 % fugu_ranks() || ran == FUGU_INVOKE_THREADS, "what was refused has run");
}

/* ---- to and fro: the value counts down, and each function waits for the next one */

static uint64_t down(uint64_t value)
{
    if (!value) return fugu_rank();
    struct fugu_future next;
    int64_t state;
    do {
        fugu_invoke(after(1), down, value - 1, &next);
        state = fugu_future_wait(&next);
        require(state == 0 || state == FUGU_E_OUT_OF_SLOTS, "an invocation ends otherwise");
    } while (state);
    return next.result + 100;
}

static void to_and_fro(void)
{
    struct fugu_future future;
    uint64_t depth = fugu_rank() == 0 ? FUGU_INVOKE_THREADS - 2 : 1;
    fugu_barrier();
    do {
        fugu_invoke(after(1), down, depth, &future);
    } while (fugu_future_wait(&future));
    require(future.result == 100 * depth + after(depth + 1), "calls to and fro answer wrongly");
}

/* ---- invocations that nobody waits for */

static struct fugu_future spread[2 * FUGU_INVOKE_THREADS];
static uint64_t leaves;

/* Serves until one is not pending. */
static struct fugu_future *free_future(void)
{
    for (;;) {
        for (unsigned i = 0; i < 2 * FUGU_INVOKE_THREADS; i++)
            if (spread[i].state != 1) return &spread[i];
        fugu_invoke_serve();
    }
}

/* Has the two next ranks do half of it each, and does itself what they refuse. Waits for none. */
static uint64_t divide(uint64_t height)
{
    if (!height) {
        leaves++;
        return 0;
    }
    for (uint32_t i = 1; i <= 2; i++) {
        struct fugu_future *future = free_future();
        fugu_invoke(after(i), divide, height - 1, future);
        fugu_sync(); /* whether it is refused is known */
        if (future->state < 0) divide(height - 1);
    }
    return 0;
}

static void settles(void)
{
    leaves = 0;
    fugu_barrier();
    divide(3);
    fugu_invoke_settle();
    require(fugu_sum_of_all((int64_t)leaves) == 8 * fugu_ranks(), "something ran after all was settled, or not at all");
}

static uint64_t print(uint64_t value)
{
    printf("%.3f\n", (double)value / 1000);
    return 0;
}

int main(int argc, char **argv)
{
    require(fugu_ranks() <= RANKS_MOST, "at most 16 ranks");
    all_ask_all();
    if (fugu_interrupts_enable()) all_ask_all();
    fugu_interrupts_disable();
    say("each rank has run what it was asked to");
    too_many();
    say("the ninth at a time is refused, and may be asked again");
    to_and_fro();
    say("calls go to and fro, and none waits for ever");
    settles();
    say("invocations of invocations are settled");
    if (argc > 1) {
        if (!fugu_rank()) fugu_invoke(0, print, strtoul(argv[1], NULL, 10), &futures[0]);
        fugu_invoke_settle();
    }
    return 0;
}

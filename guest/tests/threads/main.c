/*
 * Threads of one environment: they take turns in order, wait for each other's end, keep others out by a mutex, and pass
 * values through a buffer with conditions, with floating-point registers of their own.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/thread.h>

#define THREADS 8
#define ITEMS 200
#define STACK 4096

static __attribute__((aligned(16))) char stacks[THREADS][STACK];
static struct fugu_thread threads[THREADS];
static char order[THREADS * 3 + 1];
static unsigned placed;

static void expect(int64_t found, int64_t wanted, const char *what)
{
    if (found == wanted) return;
    printf("%s: %lld, not %lld\n", what, (long long)found, (long long)wanted);
    exit(1);
}

static void make(unsigned i, void *(*function)(void *), uintptr_t argument)
{
    expect(fugu_thread_make(&threads[i], function, (void *)argument, stacks[i], STACK), 0, "a thread");
}

static void *take_turns(void *argument)
{
    double own = (double)(uintptr_t)argument;
    for (int i = 0; i < 3; i++) {
        order[placed++] = (char)('a' + (int)own);
        own += 0.5;
        fugu_thread_yield();
        own -= 0.5;
    }
    return (void *)(uintptr_t)(own * 10);
}

static void turns(void)
{
    for (unsigned i = 0; i < THREADS; i++) make(i, take_turns, i);
    for (unsigned i = THREADS; i-- > 0;) expect((int64_t)fugu_thread_join(&threads[i]), 10 * i, "what a thread answers");
    for (unsigned i = 0; i < placed; i++) expect(order[i], 'a' + i % THREADS, "whose turn it was");
    expect((int64_t)fugu_thread_join(&threads[3]), 30, "joining again");
}

static struct fugu_mutex mutex;
static struct fugu_condition filled, emptied;
static unsigned inside, entered, there;
static uint64_t buffer[4], sum;

static void *enter(void *argument)
{
    for (unsigned i = 0; i < 10; i++) {
        fugu_mutex_lock(&mutex);
        expect(inside++, 0, "how many are inside");
        fugu_thread_yield();
        if (i % 3 == 0) fugu_thread_yield();
        inside--;
        entered++;
        fugu_mutex_unlock(&mutex);
    }
    return argument;
}

static void *produce(void *argument)
{
    for (uint64_t i = 0; i < ITEMS; i++) {
        fugu_mutex_lock(&mutex);
        while (there == 4) fugu_condition_wait(&emptied, &mutex);
        buffer[there++] = i;
        fugu_condition_signal(&filled);
        fugu_mutex_unlock(&mutex);
    }
    return argument;
}

static void *consume(void *argument)
{
    for (uint64_t i = 0; i < ITEMS; i++) {
        fugu_mutex_lock(&mutex);
        while (there == 0) fugu_condition_wait(&filled, &mutex);
        sum += buffer[--there];
        fugu_condition_broadcast(&emptied);
        fugu_mutex_unlock(&mutex);
    }
    return argument;
}

int main(void)
{
    static struct fugu_thread none;
    expect(fugu_thread_make(&none, enter, NULL, stacks[0], 512), FUGU_E_BAD_ARGUMENT, "too small a stack");
    expect(fugu_thread_make(&none, enter, NULL, stacks[0] + 8, STACK - 16), FUGU_E_BAD_ARGUMENT, "an odd stack");
    turns();
    printf("threads take turns\n");
    for (unsigned i = 0; i < THREADS; i++) make(i, enter, i);
    for (unsigned i = 0; i < THREADS; i++) fugu_thread_join(&threads[i]);
    expect(entered, 10 * THREADS, "how often one was inside");
    printf("a mutex lets one in\n");
    for (unsigned i = 0; i < THREADS; i++) make(i, i % 2 ? produce : consume, i);
    for (unsigned i = 0; i < THREADS; i++) fugu_thread_join(&threads[i]);
    expect((int64_t)sum, THREADS / 2 * ITEMS * (ITEMS - 1) / 2, "what came through the buffer");
    printf("conditions pass %d values\n", THREADS / 2 * ITEMS);
    return 0;
}

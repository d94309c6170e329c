/*
 * What it costs a rank to have a function run on another: invoke message|shared [invocations [ranks]].
 *
 * message  the function and its operands are the message
 * shared   they go into a queue of the other rank in shared memory, under its lock; that rank polls the
 *          queue
 *
 * Rank 0 invokes on the next ranks in turn, on `ranks` at the most: 32, because the TLB holds so many queues with
 * room to spare, and measures what it spends itself. The other side has to
 * run each function once, in order, with its operands.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>

#define INVOCATIONS_DEFAULT 64
#define RANKS_MOST 64
#define QUEUE 16
#define INVOKED_DEFAULT 32

typedef struct {
    void (*run)(uint64_t, uint64_t);
    uint64_t first, second;
} task_t;

/* A queue of tasks: the lock, the counts and each task on lines of their own. */
typedef struct {
    fugu_line_aligned fugu_lock_t lock;
    fugu_line_aligned uint32_t added;
    fugu_line_aligned uint32_t taken;
    fugu_line_aligned task_t tasks[QUEUE];
} queue_t;

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) union {
    queue_t queue;
    uint8_t page[FUGU_PAGE_BYTES];
} queues[RANKS_MOST];

static volatile uint64_t ran, sum;

static void task(uint64_t first, uint64_t second)
{
    ran++;
    sum = sum * 3 + first + second;
}

static void task_message(uint32_t source, uint64_t run, uint64_t first, uint64_t second)
{
    (void)source;
    ((void (*)(uint64_t, uint64_t))run)(first, second);
}

static bool add_task(queue_t *queue, task_t added)
{
    fugu_lock(&queue->lock);
    bool room = queue->added - queue->taken < QUEUE;
    if (room) queue->tasks[queue->added++ % QUEUE] = added;
    fugu_unlock(&queue->lock);
    return room;
}

static void run_tasks(queue_t *queue)
{
    if (__atomic_load_n(&queue->added, __ATOMIC_RELAXED) == queue->taken) return;
    fugu_lock(&queue->lock);
    task_t next = queue->tasks[queue->taken++ % QUEUE];
    fugu_unlock(&queue->lock);
    next.run(next.first, next.second);
}

static uint32_t invoked_most = INVOKED_DEFAULT;

/* Ranks 1 to that one are invoked. */
static uint32_t invoked(void)
{
    return fugu_ranks() - 1 < invoked_most ? fugu_ranks() - 1 : invoked_most;
}

/* How often a rank is, when they take turns. */
static uint64_t share(unsigned long invocations, uint32_t rank)
{
    uint64_t others = invoked();
    return rank > others ? 0 : invocations / others + (rank - 1 < invocations % others);
}

/* Far enough apart that one invocation is over when the next begins. */
static void pause_until(uint64_t cycle)
{
    while (fugu_cycles() < cycle) {}
}

int main(int argc, char **argv)
{
    bool messages = argc < 2 || !strcmp(argv[1], "message");
    unsigned long invocations = argc > 2 ? strtoul(argv[2], NULL, 10) : INVOCATIONS_DEFAULT;
    if (argc > 3) invoked_most = (uint32_t)strtoul(argv[3], NULL, 10);
    bool known = messages || !strcmp(argv[1], "shared");
    if (!known || argc > 4 || invoked_most < 1 || invocations < 1 || invocations > 100000 || fugu_ranks() < 2 || fugu_ranks() > RANKS_MOST) {
        if (fugu_rank() == 0) printf("usage: invoke message|shared [invocations [ranks]], on 2 to %d nodes\n", RANKS_MOST);
        return 2;
    }

    if (fugu_rank() != 0) {
        uint64_t mine = share(invocations, fugu_rank());
        while (ran < mine) {
            if (messages) fugu_poll();
            else run_tasks(&queues[fugu_rank()].queue);
        }
        fugu_barrier();
        return 0;
    }

    uint64_t spent = 0, start = fugu_cycles();
    for (unsigned long i = 0; i < invocations; i++) {
        uint32_t to = 1 + (uint32_t)(i % invoked());
        pause_until(start + (i + 1) * 4000);
        uint64_t before = fugu_cycles();
        if (messages) fugu_send(to, task_message, (uintptr_t)task, i, 2 * i);
        else
            while (!add_task(&queues[to].queue, (task_t){task, i, 2 * i})) {}
        uint64_t cycles = fugu_cycles() - before;
        if (i >= invoked()) spent += cycles; /* the first to each rank finds cold caches */
    }
    fugu_barrier();
    unsigned long counted = invocations > invoked() ? invocations - invoked() : 0;
    uint64_t mean = counted ? spent / counted : 0;
    fugu_metric("invoke_cycles", (int64_t)mean);
    fugu_metric_unit("invoke_cycles", "cycles");
    printf("An invocation by %s costs %lu cycles.\n", messages ? "message" : "shared memory", (unsigned long)mean);
    return 0;
}

/*
 * What the library on top of messages takes: splitphase [times].
 *
 * Rank 0 asks rank 1, which waits in a barrier, or all ranks do something together. Each is done `times` times after
 * one that fetches code and data, and the least is reported: cycles of rank 0 from the call until it is done.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/collective.h>
#include <fugu/invoke.h>

#define TIMES_DEFAULT 8
#define BYTES 4096

static uint64_t here[BYTES / 8], there[BYTES / 8];
static volatile unsigned told;

static void reply(struct fugu_caller *caller);
static void tell(uint32_t source);

static void reply(struct fugu_caller *caller)
{
    fugu_reply(caller, tell);
}

static void tell(uint32_t source)
{
    (void)source;
    told++;
}

static void request(void)
{
    fugu_request(1, reply);
    fugu_sync();
}

static void get(void)
{
    fugu_get(1, here, there, 8, NULL);
    fugu_sync();
}

static void put(void)
{
    fugu_put(1, there, here, 8, NULL);
    fugu_sync();
}

static void get_page(void)
{
    fugu_get(1, here, there, BYTES, NULL);
    fugu_sync();
}

static void put_page(void)
{
    fugu_put(1, there, here, BYTES, NULL);
    fugu_sync();
}

static void get_eight(void)
{
    for (int i = 0; i < 8; i++) fugu_get(1, here + i, there + i, 8, NULL);
    fugu_sync();
}

static uint64_t nothing(uint64_t value)
{
    return value;
}

static void invoke(void)
{
    struct fugu_future future;
    fugu_invoke(1, nothing, 0, &future);
    fugu_future_wait(&future);
}

static void allreduce(void)
{
    fugu_sum_of_all(1);
}

static void broadcast_page(void)
{
    fugu_broadcast(0, here, BYTES);
}

static const struct {
    const char *name;
    void (*run)(void);
    bool together;
} operations[] = {
    {"request", request, false},
    {"get", get, false},
    {"put", put, false},
    {"get_eight", get_eight, false},
    {"get_page", get_page, false},
    {"put_page", put_page, false},
    {"barrier", fugu_barrier, true},
    {"allreduce", allreduce, true},
    {"broadcast_page", broadcast_page, true},
};

static uint64_t once(void (*run)(void))
{
    uint64_t before = fugu_cycles();
    run();
    return fugu_cycles() - before;
}

/* The other ranks take part, or wait in the next barrier. */
static uint64_t least(void (*run)(void), bool together, unsigned times)
{
    uint64_t least = UINT64_MAX;
    for (unsigned i = 0; i <= times; i++) {
        fugu_barrier();
        if (fugu_rank() != 0 && !together) continue;
        uint64_t cycles = once(run);
        if (i && cycles < least) least = cycles;
    }
    return least;
}

/* The other ranks serve. */
static uint64_t least_invocation(unsigned times)
{
    uint64_t least = UINT64_MAX;
    for (unsigned i = 0; fugu_rank() == 0 && i <= times; i++) {
        uint64_t cycles = once(invoke);
        if (i && cycles < least) least = cycles;
    }
    fugu_invoke_settle();
    return least;
}

static void report(const char *name, uint64_t cycles)
{
    if (fugu_rank() != 0) return;
    char metric[32];
    snprintf(metric, sizeof metric, "%s_cycles", name);
    fugu_metric(metric, (int64_t)cycles);
    fugu_metric_unit(metric, "cycles");
    printf("%-16s %8lu cycles\n", name, (unsigned long)cycles);
}

int main(int argc, char **argv)
{
    unsigned times = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : TIMES_DEFAULT;
    if (argc > 2 || times < 1 || times > 1000 || fugu_ranks() < 2) {
        if (fugu_rank() == 0) printf("usage: splitphase [times], on 2 nodes or more\n");
        return 2;
    }
    for (unsigned i = 0; i < sizeof operations / sizeof *operations; i++)
        report(operations[i].name, least(operations[i].run, operations[i].together, times));
    report("invoke", least_invocation(times));
    fugu_sync_all();
    return 0;
}

/*
 * Active messages, collectives and invocations in a program whose library OS is apart: they are the program's own, and
 * reach the library OS through hooks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/collective.h>
#include <fugu/invoke.h>

#define BYTES 1500

static char there[BYTES + 8], here[BYTES + 8], back[BYTES + 8];
static volatile uint64_t arrived, doubled;

static void require(bool held, const char *what)
{
    if (held) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static void twice(struct fugu_caller *caller, uint64_t value);
static void take(uint32_t source, uint64_t value);

static void twice(struct fugu_caller *caller, uint64_t value)
{
    fugu_reply(caller, take, 2 * value);
}

static void take(uint32_t source, uint64_t value)
{
    doubled += value + source - source;
}

static void bytes(void)
{
    uint32_t next = (fugu_rank() + 1) % fugu_ranks();
    memset(here, (int)fugu_rank() + 1, sizeof here);
    fugu_store(next, there + 1, here, BYTES, NULL, &arrived);
    fugu_active_wait_until(arrived == BYTES);
    require(there[1] == there[BYTES] && there[1] == (char)((fugu_rank() + fugu_ranks() - 1) % fugu_ranks() + 1),
        "a store is not there");
    fugu_get(next, back, there + 1, BYTES, NULL);
    fugu_request(next, twice, 21);
    fugu_sync();
    require(!memcmp(back, here, BYTES), "a get brings something else");
    require(doubled == 42, "a reply is missing");
    fugu_sync_all();
}

static uint64_t add_rank(uint64_t value)
{
    fugu_invoke_serve();
    return value + fugu_rank();
}

static void invocations(void)
{
    struct fugu_future future;
    uint32_t next = (fugu_rank() + 1) % fugu_ranks();
    fugu_invoke(next, add_rank, 100, &future);
    require(fugu_future_wait(&future) == 0 && future.result == 100 + next, "an invocation answers something else");
    fugu_invoke_settle();
}

int main(void)
{
    bytes();
    require(fugu_sum_of_all(fugu_rank()) == (int64_t)fugu_ranks() * (fugu_ranks() - 1) / 2, "a sum is another one");
    double value = fugu_rank() + 0.5;
    fugu_scan(&value, 1, sizeof value, fugu_combine_sum_double);
    require(value == (fugu_rank() + 1) * (fugu_rank() + 1) / 2.0, "a scan is another one");
    fugu_interrupts_enable();
    invocations();
    fugu_interrupts_disable();
    if (fugu_rank() == 0) puts("messages, collectives and threads elsewhere, on a library OS that is apart");
    return 0;
}

/*
 * Everybody tells everybody something: alltoall message|shared [rounds].
 *
 * message  one message for each pair
 * shared   one line for each pair, written by one and read by the other between barriers
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>

#define ROUNDS_DEFAULT 4
#define ROUNDS_MOST 100000000
#define RANKS_MOST 1024
#define AT_ONCE 64 /* partners of a rank between two barriers */

typedef struct {
    fugu_line_aligned volatile uint64_t value;
} cell_t;

static fugu_shared cell_t cells[RANKS_MOST][AT_ONCE];
static fugu_shared fugu_shared_barrier_t turn;
static fugu_shared uint32_t wrong;

static volatile uint64_t come, sum;

static uint64_t told(uint32_t from, uint32_t to, unsigned long round)
{
    return (uint64_t)from * 1000003 + to * 1009 + round * 7 + 1;
}

static void tell(uint32_t source, uint64_t value)
{
    (void)source;
    come++;
    sum += value;
}

static void by_messages(unsigned long round)
{
    for (uint32_t i = 1; i < fugu_ranks(); i++) {
        uint32_t to = (fugu_rank() + i) % fugu_ranks();
        fugu_send(to, tell, told(fugu_rank(), to, round));
    }
    fugu_wait_until(come >= (round + 1) * (fugu_ranks() - 1));
}

/* Cell i of a rank is of the one that is i further back. */
static void by_memory(unsigned long round)
{
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    for (uint32_t first = 1; first < ranks; first += AT_ONCE) {
        uint32_t end = first + AT_ONCE < ranks ? first + AT_ONCE : ranks;
        for (uint32_t i = first; i < end; i++) {
            uint32_t to = (rank + i) % ranks;
            cells[to][i % AT_ONCE].value = told(rank, to, round);
        }
        fugu_shared_barrier(&turn);
        for (uint32_t i = first; i < end; i++) sum += cells[rank][i % AT_ONCE].value;
        fugu_shared_barrier(&turn);
    }
}

int main(int argc, char **argv)
{
    bool messages = argc < 2 || !strcmp(argv[1], "message");
    unsigned long rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : ROUNDS_DEFAULT;
    bool known = messages || !strcmp(argv[1], "shared");
    if (!known || argc > 3 || rounds < 1 || rounds > ROUNDS_MOST || fugu_ranks() > RANKS_MOST) {
        if (fugu_rank() == 0)
            printf("usage: alltoall message|shared [rounds, 1 to %d], on 1 to %d nodes\n", ROUNDS_MOST, RANKS_MOST);
        return 2;
    }
    fugu_barrier();
    uint64_t start = fugu_cycles(), expected = 0;
    for (unsigned long round = 0; round < rounds; round++) {
        if (messages) by_messages(round);
        else by_memory(round);
    }
    uint64_t cycles = (fugu_cycles() - start) / rounds;

    for (unsigned long round = 0; round < rounds; round++)
        for (uint32_t from = 0; from < fugu_ranks(); from++)
            if (from != fugu_rank()) expected += told(from, fugu_rank(), round);
    if (sum != expected) __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    fugu_barrier();
    if (fugu_rank() != 0) return 0;
    fugu_metric("round_cycles", (int64_t)cycles);
    fugu_metric_unit("round_cycles", "cycles");
    printf("A round among %u ranks by %s takes %lu cycles; %u ranks heard something wrong.\n", (unsigned)fugu_ranks(),
           messages ? "messages" : "shared memory", (unsigned long)cycles, (unsigned)wrong);
    return wrong ? 1 : 0;
}

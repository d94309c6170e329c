/*
 * How long a packet is on its way between any two nodes of a quiet network: oneway.
 *
 * Ranks take turns. In its turn a rank sends every other one a null message, and one with an operand; the next
 * rank's come last, and so its turn begins. What the machine counts of messages on their way is the result
 * (`message_network` among the latencies of a run): packets of 20 and of 28 bytes, as many of each.
 */
#include <stdio.h>

#include <fugu/fugu.h>

#define APART 200 /* cycles; a packet is long there when the next one is sent */

static volatile uint32_t got;

static void on_null(uint32_t source)
{
    (void)source;
    got++;
}

static void on_operand(uint32_t source, uint64_t operand)
{
    (void)source;
    if (operand == source) got++;
}

static void pause_until(uint64_t cycle)
{
    while (fugu_cycles() < cycle) {}
}

int main(void)
{
    uint32_t ranks = fugu_ranks(), rank = fugu_rank();
    if (ranks < 2) {
        printf("oneway runs on 2 nodes or more.\n");
        return 2;
    }
    fugu_wait_until(got == 2 * rank);
    for (uint32_t next = 2; next <= ranks; next++) {
        uint32_t to = (rank + (next < ranks ? next : 1)) % ranks;
        uint64_t start = fugu_cycles();
        fugu_send(to, on_null);
        pause_until(start + APART);
        fugu_send(to, on_operand, rank);
        pause_until(start + 2 * APART);
    }
    fugu_wait_until(got == 2 * (ranks - 1));
    if (rank == 0) {
        fugu_metric("messages", (int64_t)2 * ranks * (ranks - 1));
        printf("%u messages between any two of %u nodes.\n", (unsigned)(2 * ranks * (ranks - 1)), (unsigned)ranks);
    }
    return 0;
}

/*
 * Two ranks send a message to and fro: pingpong [rounds [poll|interrupt]].
 *
 * Rank 0 sends the round's number; the other rank's handler sends it back. With `poll`, both look for
 * messages in a loop; with `interrupt`, messages interrupt a loop that does nothing else, on machines
 * that can. On a job of one rank it plays with itself; ranks beyond the second have nothing to do.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>

#define ROUNDS_DEFAULT 1000
#define ROUNDS_MOST 100000000

static volatile uint64_t answered; /* rounds that came back to rank 0 */
static volatile uint64_t returned; /* rounds that the other rank has sent back */

static void pong(uint32_t source, uint64_t round)
{
    (void)source;
    answered = round;
}

static void ping(uint32_t source, uint64_t round)
{
    returned = round;
    fugu_send(source, pong, round);
}

/* Waits until a handler has counted up to that round. */
static void await(const volatile uint64_t *count, uint64_t round, bool interrupts)
{
    while (*count < round)
        if (!interrupts) fugu_poll();
}

static void play(uint32_t partner, uint64_t rounds, bool interrupts)
{
    uint64_t start = fugu_cycles();
    fugu_region_begin();
    for (uint64_t round = 1; round <= rounds; round++) {
        fugu_send(partner, ping, round);
        await(&answered, round, interrupts);
    }
    fugu_region_end();
    uint64_t cycles = fugu_cycles() - start;
    fugu_metric("round_trip_cycles", (int64_t)(cycles / rounds));
    fugu_metric_unit("round_trip_cycles", "cycles");
    fugu_metric("messages", (int64_t)(2 * rounds));
    fugu_metric_unit("messages", "messages");
}

/* The number of rounds that was asked for, or 0 if it is none. */
static uint64_t parse_rounds(const char *text)
{
    char *end;
    errno = 0;
    unsigned long rounds = strtoul(text, &end, 10);
    return errno || *end || text[0] == '-' || rounds > ROUNDS_MOST ? 0 : rounds;
}

int main(int argc, char **argv)
{
    uint64_t rounds = argc > 1 ? parse_rounds(argv[1]) : ROUNDS_DEFAULT;
    const char *way = argc > 2 ? argv[2] : "poll";
    bool interrupts = !strcmp(way, "interrupt");
    if (!rounds || (!interrupts && strcmp(way, "poll")) || argc > 3) {
        if (fugu_rank() == 0) printf("usage: pingpong [rounds, 1 to %d [poll|interrupt]]\n", ROUNDS_MOST);
        return 2;
    }

    uint32_t partner = fugu_ranks() > 1 ? 1 : 0;
    if (interrupts && !fugu_interrupts_enable_integer()) {
        if (fugu_rank() == 0) printf("No message interrupts on this machine; try: pingpong %lu poll\n", (unsigned long)rounds);
        return 2;
    }
    fugu_barrier();
    if (fugu_rank() == 0) {
        play(partner, rounds, interrupts);
        printf("%lu round trips between rank 0 and rank %u by %s: %lu messages.\n", (unsigned long)answered,
               (unsigned)partner, way, 2 * (unsigned long)rounds);
    } else if (fugu_rank() == partner) {
        await(&returned, rounds, interrupts);
    }
    return 0;
}

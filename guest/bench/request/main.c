/*
 * A request and its reply, to and fro between ranks 0 and 1: request [rounds [words]].
 *
 * The same program on every machine; both ranks poll. `words`: 0, the null request, or 1 to 6 operands of eight
 * bytes in each message.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define ROUNDS_DEFAULT 100
#define ROUNDS_MOST 1000000
#define WARM_UP 4
#define NANOSECONDS 1000000000u

static volatile uint64_t answered, served;

static void on_reply(uint32_t source)
{
    (void)source;
    answered++;
}

static void on_request(uint32_t source)
{
    fugu_send(source, on_reply);
    served++;
}

/* As many operands as were asked for; what comes back has as many. */
static unsigned words;

static void send_words(uint32_t rank, void (*handler)(uint32_t))
{
    switch (words) {
    case 1: fugu_send(rank, handler, 1); break;
    case 2: fugu_send(rank, handler, 1, 2); break;
    case 3: fugu_send(rank, handler, 1, 2, 3); break;
    case 4: fugu_send(rank, handler, 1, 2, 3, 4); break;
    case 5: fugu_send(rank, handler, 1, 2, 3, 4, 5); break;
    default: fugu_send(rank, handler, 1, 2, 3, 4, 5, 6); break;
    }
}

static void on_words(uint32_t source)
{
    send_words(source, on_reply);
    served++;
}

static void round_trip(uint64_t round)
{
    if (words) send_words(1, on_words);
    else fugu_send(1, on_request);
    while (answered < round) fugu_poll();
}

static int usage(void)
{
    if (fugu_rank() == 0) printf("usage, on 2 nodes: request [rounds, 1 to %d [operands, 0 to 6]]\n", ROUNDS_MOST);
    return 2;
}

int main(int argc, char **argv)
{
    long rounds = argc > 1 ? atol(argv[1]) : ROUNDS_DEFAULT;
    long count = argc > 2 ? atol(argv[2]) : 0;
    if (fugu_ranks() != 2 || rounds < 1 || rounds > ROUNDS_MOST || count < 0 || count > FUGU_OPERANDS) return usage();
    words = (unsigned)count;
    uint64_t last = WARM_UP + (uint64_t)rounds;
    if (fugu_rank() == 1) {
        while (served < last) fugu_poll();
        return 0;
    }
    for (uint64_t round = 1; round <= WARM_UP; round++) round_trip(round);
    uint64_t start = fugu_cycles();
    for (uint64_t round = WARM_UP + 1; round <= last; round++) round_trip(round);
    uint64_t cycles = fugu_cycles() - start;
    uint64_t nanoseconds = cycles * (NANOSECONDS / 1000) / (fugu_boot->clock_hertz / 1000) / (uint64_t)rounds;
    fugu_metric("round_trip_cycles", (int64_t)(cycles / (uint64_t)rounds));
    fugu_metric("round_trip_ns", (int64_t)nanoseconds);
    fugu_metric_unit("round_trip_cycles", "cycles");
    fugu_metric_unit("round_trip_ns", "nanoseconds");
    printf("%ld round trips: %lu cycles, %lu ns each.\n", rounds, (unsigned long)(cycles / (uint64_t)rounds),
           (unsigned long)nanoseconds);
    return 0;
}

/*
 * Requests and acknowledgements: synth outstanding [requests [between [handling]]].
 *
 * Each rank sends requests to ranks drawn at random, with some cycles of work between two of them, and a handler there
 * works for a while and acknowledges. After each group of as many as may be outstanding a rank waits until all of the
 * group are acknowledged. Messages interrupt. Checked: that each rank got as many requests as were sent to it, and an
 * acknowledgement for each of its own.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define REQUESTS_DEFAULT 10000
#define BETWEEN_DEFAULT 275
#define HANDLING_DEFAULT 100
#define MOST 100000000
#define RANKS_MOST 1024

/* Whether messages interrupt: not where there is no message unit, and everybody has to look. */
static bool interrupts;

#define wait_while(condition)                                                             \
    do {                                                                                  \
        while (condition)                                                                 \
            if (!interrupts) fugu_poll();                                                 \
        __asm__ volatile("" : : : "memory"); /* what handlers stored is read now */       \
    } while (0)

static volatile uint64_t acknowledged;
static volatile uint64_t requested;  /* requests that were handled here */
static volatile uint64_t told;       /* ranks that said how many they sent to this one */
static volatile uint64_t expected;   /* and how many in all */
static uint64_t sent[RANKS_MOST];
static uint64_t handling;

/* A loop of two instructions and a taken branch. */
static inline __attribute__((always_inline)) void work(uint64_t cycles)
{
    uint64_t rounds = cycles / 3 + 1;
    __asm__ volatile("1:\taddi %0, %0, -1\n\tbnez %0, 1b\n" : "+r"(rounds));
}

static void acknowledge(uint32_t source)
{
    (void)source;
    acknowledged++;
}

static void request(uint32_t source)
{
    requested++;
    work(handling);
    fugu_send(source, acknowledge);
}

static void tell(uint32_t source, uint64_t requests)
{
    (void)source;
    expected += requests;
    told++;
}

static unsigned long argument(int argc, char **argv, int index, unsigned long otherwise)
{
    return argc > index ? strtoul(argv[index], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    unsigned long outstanding = argument(argc, argv, 1, 0);
    unsigned long requests = argument(argc, argv, 2, REQUESTS_DEFAULT);
    unsigned long between = argument(argc, argv, 3, BETWEEN_DEFAULT);
    handling = argument(argc, argv, 4, HANDLING_DEFAULT);
    uint32_t ranks = fugu_ranks(), rank = fugu_rank();
    if (outstanding < 1 || outstanding > MOST || requests < 1 || requests > MOST || between > MOST || handling > MOST
        || argc > 5 || ranks < 2 || ranks > RANKS_MOST) {
        if (rank == 0)
            printf("usage: synth outstanding [requests [cycles between them [cycles of a handler]]], on 2 to %d nodes\n",
                   RANKS_MOST);
        return 2;
    }

    fugu_barrier();
    interrupts = fugu_interrupts_enable_integer();
    uint64_t random = fugu_boot->seed + rank * 0x9E3779B97F4A7C15u + 1;
    uint64_t start = fugu_cycles();
    for (uint64_t done = 0; done < requests;) {
        uint64_t group = requests - done < outstanding ? requests - done : outstanding;
        for (uint64_t i = 0; i < group; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            uint32_t to = (uint32_t)((random >> 33) % (ranks - 1));
            if (to >= rank) to++;
            sent[to]++;
            fugu_send(to, request);
            work(between);
        }
        done += group;
        wait_while(acknowledged < done);
    }
    uint64_t cycles = fugu_cycles() - start;
    for (uint32_t to = 0; to < ranks; to++) fugu_send(to, tell, sent[to]);
    wait_while(told < ranks || requested < expected);
    fugu_interrupts_disable();
    bool right = acknowledged == requests && requested == expected;
    if (!right)
        printf("Rank %u has %lu of %lu acknowledgements and %lu of %lu requests.\n", (unsigned)rank,
               (unsigned long)acknowledged, requests, (unsigned long)requested, (unsigned long)expected);
    fugu_barrier();
    if (rank == 0) {
        fugu_metric("request_cycles", (int64_t)(cycles / requests));
        fugu_metric_unit("request_cycles", "cycles");
        printf("%lu requests by each of %u ranks, %lu outstanding: one in %lu cycles.\n", requests, (unsigned)ranks,
               outstanding, (unsigned long)(cycles / requests));
    }
    return right ? 0 : 1;
}

/*
 * What a barrier costs, by messages and through shared memory: barrier message|tree|flat|library [barriers [fan]].
 *
 * message  a combining tree of 2, 4 (as a rule) or 8 below each: a rank tells its parent when all below it have come, and is told when all have
 * tree     the same tree in shared memory, a line for each rank, spinning on copies
 * flat     one counter for all
 * library  fugu_shared_barrier: a tree of two, each place at home at its rank
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>

#define BARRIERS_DEFAULT 20
#define BARRIERS_MOST 1000000000
#define RANKS_MOST 1024
#define FAN_DEFAULT 4

/* How many a rank has below it at the most. Each is a program of its own to the compiler, which shifts. */
#define FANS(each) each(2) each(4) each(8)

static inline __attribute__((always_inline)) uint32_t children(uint32_t fan)
{
    uint64_t first = (uint64_t)fugu_rank() * fan + 1, ranks = fugu_ranks();
    if (first >= ranks) return 0;
    return ranks - first < fan ? (uint32_t)(ranks - first) : fan;
}

static inline __attribute__((always_inline)) uint32_t parent(uint32_t fan)
{
    return (fugu_rank() - 1) / fan;
}

/* ------------------------------------------------------------------------------------ by messages */

static volatile uint32_t come, released;

static void child_came(uint32_t source)
{
    (void)source;
    come++;
}

static void go_on(uint32_t source)
{
    (void)source;
    released++;
}

static inline __attribute__((always_inline)) void message_barrier(uint32_t turn, uint32_t fan)
{
    uint32_t below = children(fan);
    fugu_wait_until((int32_t)(come - turn * below) >= 0);
    if (fugu_rank() != 0) {
        fugu_send(parent(fan), child_came);
        fugu_wait_until((int32_t)(released - turn) >= 0);
    }
    for (uint32_t i = 0; i < below; i++) fugu_send(fugu_rank() * fan + 1 + i, go_on);
}

#define MESSAGE_BARRIER(fan) static void message_barrier_##fan(uint32_t turn) { message_barrier(turn, fan); }
FANS(MESSAGE_BARRIER)

/* --------------------------------------------------------------------------- through shared memory */

typedef struct {
    fugu_line_aligned volatile uint32_t come;     /* written by children */
    fugu_line_aligned volatile uint32_t released; /* written by the parent */
} place_t;

static fugu_shared place_t places[RANKS_MOST];

static inline __attribute__((always_inline)) void tree_barrier(uint32_t turn, uint32_t fan)
{
    place_t *own = &places[fugu_rank()];
    uint32_t below = children(fan);
    while ((int32_t)(own->come - turn * below) < 0) {}
    if (fugu_rank() != 0) {
        __atomic_fetch_add(&places[parent(fan)].come, 1, __ATOMIC_ACQ_REL);
        while ((int32_t)(own->released - turn) < 0) {}
    }
    for (uint32_t i = 0; i < below; i++) places[fugu_rank() * fan + 1 + i].released = turn;
}

#define TREE_BARRIER(fan) static void tree_barrier_##fan(uint32_t turn) { tree_barrier(turn, fan); }
FANS(TREE_BARRIER)

static fugu_shared struct {
    fugu_line_aligned uint32_t come;
    fugu_line_aligned volatile uint32_t turn; /* on a line of its own: those who wait only read it */
} flat;

static void flat_barrier(uint32_t turn)
{
    if (__atomic_add_fetch(&flat.come, 1, __ATOMIC_ACQ_REL) == turn * fugu_ranks()) flat.turn = turn;
    else while ((int32_t)(flat.turn - turn) < 0) {}
}

static fugu_shared fugu_shared_barrier_t library;

static void library_barrier(uint32_t turn)
{
    (void)turn;
    fugu_shared_barrier(&library);
}

/* ------------------------------------------------------------------------------------------ checks */

typedef struct {
    fugu_line_aligned volatile uint32_t turn;
} step_t;

static fugu_shared step_t steps[RANKS_MOST];

/* Nobody may be past a barrier that a neighbour has not reached. */
static uint32_t neighbours_behind(uint32_t turn)
{
    uint32_t next = (fugu_rank() + 1) % fugu_ranks();
    return (int32_t)(steps[next].turn - turn) < 0;
}

int main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "message";
    unsigned long barriers = argc > 2 ? strtoul(argv[2], NULL, 10) : BARRIERS_DEFAULT;
    unsigned long fan = argc > 3 ? strtoul(argv[3], NULL, 10) : FAN_DEFAULT;
    void (*barrier)(uint32_t) = argc > 3                ? NULL
                                : !strcmp(way, "flat")    ? flat_barrier
                                : !strcmp(way, "library") ? library_barrier
                                                          : NULL;
#define CHOOSE(number)                                                                          \
    if (fan == number && !strcmp(way, "message")) barrier = message_barrier_##number;           \
    if (fan == number && !strcmp(way, "tree")) barrier = tree_barrier_##number;
    FANS(CHOOSE)
    if (!barrier || barriers < 1 || barriers > BARRIERS_MOST || argc > 4 || fugu_ranks() > RANKS_MOST) {
        if (fugu_rank() == 0)
            printf("usage: barrier message|tree|flat|library [barriers, 1 to %d [fan of a tree: 2, 4 or 8]], on 1 to %d nodes\n",
                   BARRIERS_MOST, RANKS_MOST);
        return 2;
    }

    uint32_t turn = 0, wrong = 0;
    while (turn < 3) barrier(++turn); /* code and translations are there now */
    uint64_t start = fugu_cycles();
    for (unsigned long i = 0; i < barriers; i++) barrier(++turn);
    uint64_t cycles = (fugu_cycles() - start) / barriers;

    /* The check costs misses of its own, so it comes after. */
    for (int i = 0; i < 5; i++) {
        steps[fugu_rank()].turn = ++turn;
        barrier(turn);
        wrong += neighbours_behind(turn);
    }
    static fugu_shared uint32_t all_wrong;
    if (wrong) __atomic_fetch_add(&all_wrong, wrong, __ATOMIC_RELAXED);
    barrier(++turn);
    if (fugu_rank() != 0) return 0;

    fugu_metric("barrier_cycles", (int64_t)cycles);
    fugu_metric_unit("barrier_cycles", "cycles");
    printf("A barrier of %u ranks by %s takes %lu cycles.\n", (unsigned)fugu_ranks(), way, (unsigned long)cycles);
    if (all_wrong) printf("%u times somebody was let go too early.\n", (unsigned)all_wrong);
    return all_wrong ? 1 : 0;
}

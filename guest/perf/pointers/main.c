/* Following pointers through a megabyte in random order: each load waits for the one before. */
#include "../perf.h"

#define LINKS 65536
#define HOPS 300000

typedef struct link {
    struct link *next;
    uint64_t number;
} link_t;

static link_t links[LINKS];
static link_t *at;

/* One circle through all links. */
static void prepare(void)
{
    uint32_t state = 1;
    static uint32_t order[LINKS];
    for (uint32_t i = 0; i < LINKS; i++) order[i] = i;
    for (uint32_t i = LINKS - 1; i > 0; i--) {
        uint32_t other = next_random(&state) % (i + 1), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
    for (uint32_t i = 0; i < LINKS; i++) links[order[i]] = (link_t){&links[order[(i + 1) % LINKS]], i};
    at = &links[order[0]];
}

static uint64_t work(uint64_t round)
{
    if (!at) prepare();
    link_t *to = at;
    for (int hop = 0; hop < HOPS; hop++) to = to->next;
    at = to;
    return to->number + round;
}

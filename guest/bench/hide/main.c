/*
 * Hiding the time of misses: hide [vertices a rank [iterations [contexts [remote]]]].
 *
 * An irregular relaxation: every vertex becomes a weighted sum of the vertices that it has edges from,
 * `remote` of 16 on average on neighbouring ranks, and of one more that is chosen by that sum. So each iteration misses
 * wherever a neighbour has written: on the edges, which are known long before and can be prefetched, and on
 * the vertex that is chosen, which cannot. The same work is done four times, from the same start and with the same result to the bit: plainly, with
 * several hardware contexts a node, with prefetches, and with both. What is reported is how much faster than
 * plainly. First of all the cost of a switch between contexts is measured by itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>

#define VERTICES_DEFAULT 64
#define VERTICES_MOST (FUGU_PAGE_BYTES / FUGU_LINE_BYTES)
#define ITERATIONS_DEFAULT 6
#define DEGREE 16
#define REMOTE_DEFAULT 1 /* of DEGREE edges, those from other ranks, on average */
#define FAR 3            /* ranks on each side that edges come from; few, so that the TLB holds their pages */
#define RANKS_MOST 64
#define CONTEXTS_MOST 4
#define CONTEXTS_DEFAULT 2

typedef struct {
    fugu_line_aligned double value;
} vertex_t;

typedef vertex_t page_t[VERTICES_MOST];

/* Two generations of every rank's vertices, each page at home on its rank. */
static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) page_t pages[2 * RANKS_MOST];

typedef struct {
    const volatile vertex_t *from[2];
    double weight;
} edge_t;

/* Those from other ranks first. */
static edge_t edges[VERTICES_MOST][DEGREE];
static unsigned remote_edges[VERTICES_MOST];

/* The neighbour's page that a vertex chooses one of. */
static const volatile vertex_t *choices[VERTICES_MOST][2];

static unsigned vertices = VERTICES_DEFAULT, iterations = ITERATIONS_DEFAULT, contexts, remote_of_degree = REMOTE_DEFAULT;

/* The page of a generation whose home is a rank; both have the same place among their ranks' pages. */
static volatile vertex_t *page(unsigned generation, uint32_t home)
{
    uint32_t ranks = fugu_ranks();
    uint64_t first = ((uintptr_t)pages - fugu_boot->shared_base) / FUGU_PAGE_BYTES;
    return pages[generation * ranks + (home + ranks - first % ranks) % ranks];
}

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    return (uint32_t)(seed >> 33) % below;
}

static void connect_edge(edge_t *edge, uint32_t home)
{
    unsigned vertex = draw(vertices);
    for (unsigned generation = 0; generation < 2; generation++) edge->from[generation] = page(generation, home) + vertex;
    edge->weight = (1 + draw(100)) / 1000.0;
}

static uint32_t some_neighbour(void)
{
    uint32_t ranks = fugu_ranks(), distance = 1 + draw(FAR);
    return (fugu_rank() + (draw(2) ? distance : FAR * ranks - distance)) % ranks;
}

static void connect(void)
{
    seed = 1 + fugu_rank();
    for (unsigned i = 0; i < vertices; i++) {
        uint32_t neighbour = some_neighbour();
        for (unsigned generation = 0; generation < 2; generation++) choices[i][generation] = page(generation, neighbour);
        unsigned remote = 0;
        for (unsigned k = 0; k < DEGREE; k++) remote += fugu_ranks() > 1 && draw(DEGREE) < remote_of_degree;
        for (unsigned k = 0; k < DEGREE; k++) connect_edge(&edges[i][k], k < remote ? some_neighbour() : fugu_rank());
        remote_edges[i] = remote;
    }
}

static void begin(void)
{
    for (unsigned i = 0; i < vertices; i++) {
        page(0, fugu_rank())[i].value = fugu_rank() * 1000 + i;
        page(1, fugu_rank())[i].value = 0;
    }
}

static unsigned now; /* the generation that is read; the other is written */
static bool prefetches;
static unsigned sharers; /* contexts that share the work */

static inline __attribute__((always_inline)) void relax_from(unsigned first, bool ahead)
{
    volatile vertex_t *to = page(!now, fugu_rank());
    for (unsigned i = first; i < vertices; i += sharers) {
        unsigned next = i + sharers;
        if (ahead && next < vertices) {
            for (unsigned k = 0; k < remote_edges[next]; k++) fugu_prefetch(edges[next][k].from[now]);
            fugu_prefetch_to_write(&to[next]);
        }
        double sum = 0;
        for (unsigned k = 0; k < DEGREE; k++) sum += edges[i][k].weight * edges[i][k].from[now]->value;
        to[i].value = sum + choices[i][now][(uint64_t)sum % vertices].value / 16;
    }
}

static void relax(void *first)
{
    if (prefetches) relax_from((unsigned)(uintptr_t)first, true);
    else relax_from((unsigned)(uintptr_t)first, false);
}

static void iterate(void)
{
    for (uintptr_t i = 1; i < sharers; i++) fugu_context_start(i, relax, (void *)i);
    relax(0);
    for (unsigned i = 1; i < sharers; i++) fugu_context_join(i);
    fugu_barrier();
    now = !now;
}

static uint64_t sum_of_bits(void)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < vertices; i++) {
        double value = page(now, fugu_rank())[i].value;
        uint64_t bits;
        memcpy(&bits, &value, sizeof bits);
        sum = (sum << 7 | sum >> 57) ^ bits;
    }
    return sum;
}

static uint64_t result;

/* Cycles of all iterations but the first, which only brings code and translations near. */
static uint64_t measure(unsigned with_contexts, bool with_prefetches)
{
    sharers = with_contexts;
    prefetches = with_prefetches;
    now = 0;
    begin();
    fugu_barrier();
    iterate();
    uint64_t start = fugu_cycles();
    for (unsigned i = 1; i < iterations; i++) iterate();
    uint64_t took = fugu_cycles() - start;
    if (!result) result = sum_of_bits();
    if (sum_of_bits() != result) {
        printf("rank %u: %u contexts, prefetch %d: another result\n", (unsigned)fugu_rank(), with_contexts, with_prefetches);
        exit(1);
    }
    return took;
}

#define HAND_OVERS 16

static void hand_over(void *unused)
{
    (void)unused;
    __asm__ volatile(".rept 32\n\t.insn 0x0100000f\n\t.endr" : : : "memory");
}

/* Two contexts give each other the pipeline; nothing but `pause` between two switches. */
static uint64_t switch_cycles(void)
{
    uint64_t before = 0, after = 0;
    for (int i = 0; i < 2; i++) { /* the second time its instructions are near */
        fugu_context_start(1, hand_over, NULL);
        __asm__ volatile(".balign 16\n\trdcycle %0\n\t.rept 16\n\t.insn 0x0100000f\n\t.endr\n\trdcycle %1"
                         : "=&r"(before), "=&r"(after)
                         :
                         : "memory");
        fugu_context_join(1);
    }
    return (after - before - 1) / (2 * HAND_OVERS) - 1;
}

/* How much faster, in per cent. */
static void report(const char *name, uint64_t plain, uint64_t other)
{
    int64_t gained = ((int64_t)plain - (int64_t)other) * 100 / (int64_t)other;
    fugu_metric(name, gained);
    fugu_metric_unit(name, "%");
    printf("%s: %ld %%\n", name, (long)gained);
}

int main(int argc, char **argv)
{
    contexts = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : fugu_contexts() < CONTEXTS_DEFAULT ? fugu_contexts() : CONTEXTS_DEFAULT;
    if (argc > 1) vertices = (unsigned)strtoul(argv[1], NULL, 10);
    if (argc > 2) iterations = (unsigned)strtoul(argv[2], NULL, 10);
    if (argc > 4) remote_of_degree = (unsigned)strtoul(argv[4], NULL, 10);
    bool fits = remote_of_degree >= 1 && remote_of_degree <= DEGREE && vertices >= CONTEXTS_MOST && vertices <= VERTICES_MOST && iterations >= 2 && contexts >= 1;
    if (argc > 5 || !fits || contexts > fugu_contexts() || fugu_ranks() > RANKS_MOST) {
        if (fugu_rank() == 0)
            printf("usage: hide [vertices a rank, %d to %lu [iterations, 2 or more [contexts, 1 to %u [edges of %d from other ranks]]]], on at most %d ranks\n",
                   CONTEXTS_MOST, (unsigned long)VERTICES_MOST, (unsigned)fugu_contexts(), DEGREE, RANKS_MOST);
        return 2;
    }
    connect();
    if (fugu_rank() == 0 && contexts > 1) {
        uint64_t cycles = switch_cycles();
        fugu_metric("switch_cycles", (int64_t)cycles);
        fugu_metric_unit("switch_cycles", "cycles");
        printf("a switch takes %lu cycles\n", (unsigned long)cycles);
    }
    fugu_barrier();
    fugu_region_begin();
    uint64_t plain = measure(1, false);
    uint64_t with_contexts = measure(contexts, false);
    uint64_t with_prefetch = measure(1, true);
    uint64_t with_both = measure(contexts, true);
    fugu_region_end();
    if (fugu_rank() == 0) {
        fugu_metric("plain_cycles", (int64_t)(plain / (iterations - 1)));
        fugu_metric_unit("plain_cycles", "cycles");
        report("contexts_gain", plain, with_contexts);
        report("prefetch_gain", plain, with_prefetch);
        report("both_gain", plain, with_both);
    }
    fugu_barrier();
    return 0;
}

/*
 * Litmus tests of sequential consistency: two to four participants make a few loads and stores each, and what they
 * have loaded must be what some order of all of them gives. The accesses are plain ones, without fences.
 * The names are those of the literature (Alglave, Maranget and Tautschnig, "Herding Cats", TOPLAS 36(2), 2014).
 *
 *     litmus [ROUNDS [CONTEXTS]]
 *
 * Each group of participants has variables of its own, which lie on one line, on neighbouring lines or at home on
 * different nodes, in turn; uneven pauses in front of the accesses move them against each other. The metrics say how
 * many different outcomes a test has seen: a test that sees one alone has not tried much.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define MOST 256 /* participants */
#define THREADS 4
#define VARIABLES 4
#define PAGE 4096
#define SLOT 16

typedef volatile uint64_t word;
typedef volatile uint32_t half;
typedef volatile uint8_t byte;

/* The four variables of a test, and what its participants have loaded, up to two words each. */
typedef struct {
    word *x[VARIABLES];
    word *loaded;
} test_t;

typedef void thread_t(const test_t *test, word *loaded);

typedef struct {
    const char *name;
    uint32_t threads;
    thread_t *thread[THREADS];
    bool (*forbidden)(const word *loaded, word *const *x); /* after all have ended */
} litmus_t;

static void reads_xy(const test_t *t, word *loaded)
{
    loaded[0] = *t->x[0];
    loaded[1] = *t->x[1];
}

static void reads_yx(const test_t *t, word *loaded)
{
    loaded[0] = *t->x[1];
    loaded[1] = *t->x[0];
}

static void writes_x(const test_t *t, word *loaded)
{
    (void)loaded;
    *t->x[0] = 1;
}

static void writes_y(const test_t *t, word *loaded)
{
    (void)loaded;
    *t->x[1] = 1;
}

static void writes_x_twice(const test_t *t, word *loaded)
{
    (void)loaded;
    *t->x[0] = 1;
    *t->x[0] = 2;
}

static void writes_xy(const test_t *t, word *loaded)
{
    (void)loaded;
    *t->x[0] = 1;
    *t->x[1] = 1;
}

/* SB, store buffering: each writes its own and reads the other's. */
static void writes_x_reads_y(const test_t *t, word *loaded)
{
    *t->x[0] = 1;
    loaded[0] = *t->x[1];
}

static void writes_y_reads_x(const test_t *t, word *loaded)
{
    *t->x[1] = 1;
    loaded[0] = *t->x[0];
}

static bool sb(const word *r, word *const *x)
{
    (void)x;
    return r[0] == 0 && r[2] == 0;
}

/* LB, load buffering: each reads the other's before it writes its own. */
static void reads_x_writes_y(const test_t *t, word *loaded)
{
    loaded[0] = *t->x[0];
    *t->x[1] = 1;
}

static void reads_y_writes_x(const test_t *t, word *loaded)
{
    loaded[0] = *t->x[1];
    *t->x[0] = 1;
}

static bool lb(const word *r, word *const *x)
{
    (void)x;
    return r[0] == 1 && r[2] == 1;
}

/* MP, message passing: who sees the flag sees the data. */
static bool mp(const word *r, word *const *x)
{
    (void)x;
    return r[2] == 1 && r[3] == 0;
}

/* IRIW: two readers see two independent writes in the same order. */
static bool iriw(const word *r, word *const *x)
{
    (void)x;
    return r[4] == 1 && r[5] == 0 && r[6] == 1 && r[7] == 0;
}

/* 2+2W: two writers in opposite orders; not both of the first writes may be the last. */
static void writes_x1_y2(const test_t *t, word *loaded)
{
    (void)loaded;
    *t->x[0] = 1;
    *t->x[1] = 2;
}

static void writes_y1_x2(const test_t *t, word *loaded)
{
    (void)loaded;
    *t->x[1] = 1;
    *t->x[0] = 2;
}

static bool two_plus_two_w(const word *r, word *const *x)
{
    (void)r;
    return *x[0] == 1 && *x[1] == 1;
}

/* R: who writes y last and reads no x came before the other's write of x, and so before its write of y. */
static void writes_y2_reads_x(const test_t *t, word *loaded)
{
    *t->x[1] = 2;
    loaded[0] = *t->x[0];
}

static bool r_test(const word *r, word *const *x)
{
    return *x[1] == 2 && r[2] == 0;
}

/* S: who sees the second write overwrites the first. */
static void writes_x2_y1(const test_t *t, word *loaded)
{
    (void)loaded;
    *t->x[0] = 2;
    *t->x[1] = 1;
}

static bool s_test(const word *r, word *const *x)
{
    return r[2] == 1 && *x[0] == 2;
}

/* WRC: what one has seen, who sees that one's write has seen too. */
static bool wrc(const word *r, word *const *x)
{
    (void)x;
    return r[2] == 1 && r[4] == 1 && r[5] == 0;
}

/* CoRR: nobody sees one variable go back. */
static void reads_x_twice(const test_t *t, word *loaded)
{
    loaded[0] = *t->x[0];
    loaded[1] = *t->x[0];
}

static bool corr(const word *r, word *const *x)
{
    (void)x;
    return r[2] > r[3];
}

/* CoWW: of two writes by one, the second stays. */
static bool coww(const word *r, word *const *x)
{
    (void)r;
    return *x[0] != 2;
}

/* CoRW: who reads and then writes has not read what it writes. */
static void reads_x_writes_x2(const test_t *t, word *loaded)
{
    loaded[0] = *t->x[0];
    *t->x[0] = 2;
}

static bool corw(const word *r, word *const *x)
{
    (void)x;
    return r[2] == 2;
}

/* Mixed sizes: a write of a word is seen whole by who reads its halves one after the other, */
static void writes_whole(const test_t *t, word *loaded)
{
    (void)loaded;
    *t->x[0] = 0x0000000100000001;
}

static void reads_halves(const test_t *t, word *loaded)
{
    half *halves = (half *)t->x[0];
    loaded[0] = halves[1];
    loaded[1] = halves[0];
}

static bool halves_of_a_word(const word *r, word *const *x)
{
    (void)x;
    return r[2] == 1 && r[3] == 0;
}

/* writes of halves are seen in their order by who reads the whole, */
static void writes_halves(const test_t *t, word *loaded)
{
    (void)loaded;
    half *halves = (half *)t->x[0];
    halves[0] = 1;
    halves[1] = 1;
}

static void reads_whole_twice(const test_t *t, word *loaded)
{
    loaded[0] = *t->x[0];
    loaded[1] = *t->x[0];
}

static bool word_of_halves(const word *r, word *const *x)
{
    (void)x;
    uint64_t first = r[2], second = r[3];
    return first >> 32 > (first & 0xffffffff) || first > second;
}

/* and store buffering holds between a half each and the whole. */
static void writes_low_reads_whole(const test_t *t, word *loaded)
{
    ((half *)t->x[0])[0] = 1;
    loaded[0] = *t->x[0];
}

static void writes_high_reads_whole(const test_t *t, word *loaded)
{
    ((half *)t->x[0])[1] = 1;
    loaded[0] = *t->x[0];
}

static bool sb_of_halves(const word *r, word *const *x)
{
    return r[0] >> 32 == 0 && (r[2] & 0xffffffff) == 0 ? true : *x[0] != 0x0000000100000001;
}

/* Bytes: neighbours that four write at once are all there. */
#define WRITES_BYTES(n)                                                                   \
    static void writes_bytes_##n(const test_t *t, word *loaded)                           \
    {                                                                                     \
        byte *bytes = (byte *)t->x[0];                                                    \
        bytes[n] = n + 1;                                                                 \
        loaded[0] = bytes[(n + 1) % 4];                                                   \
        bytes[n + 4] = n + 5;                                                             \
    }
WRITES_BYTES(0)
WRITES_BYTES(1)
WRITES_BYTES(2)
WRITES_BYTES(3)

static bool bytes_of_a_word(const word *r, word *const *x)
{
    (void)r;
    return *x[0] != 0x0807060504030201;
}

/* LR/SC of the whole against a store of one byte: the store may come first or last, but is there. */
static void stores_a_byte(const test_t *t, word *loaded)
{
    ((byte *)t->x[0])[5] = 0xff;
    loaded[0] = *t->x[0];
}

static void counts_by_reservation(const test_t *t, word *loaded)
{
    uint64_t value, failed;
    do
        __asm__ volatile("lr.d %0, (%2)\n\taddi %1, %0, 1\n\tsc.d %1, %1, (%2)"
                         : "=&r"(value), "=&r"(failed)
                         : "r"(t->x[0])
                         : "memory");
    while (failed);
    loaded[0] = value;
}

static bool byte_under_reservation(const word *r, word *const *x)
{
    (void)r;
    return *x[0] != 0x0000ff0000000002;
}

/* An AMO and a store: the exchange takes each value once. */
static void exchanges(const test_t *t, word *loaded)
{
    loaded[0] = __atomic_exchange_n(t->x[0], 2, __ATOMIC_RELAXED);
    loaded[1] = *t->x[0];
}

static bool exchange(const word *r, word *const *x)
{
    /* 0 was taken: the store came later, and stayed. 1 was taken: the exchange stayed. */
    return r[2] == 0 ? *x[0] != 1 : r[2] != 1 || *x[0] != 2;
}

static const litmus_t tests[] = {
    {"sb", 2, {writes_x_reads_y, writes_y_reads_x}, sb},
    {"lb", 2, {reads_x_writes_y, reads_y_writes_x}, lb},
    {"mp", 2, {writes_xy, reads_yx}, mp},
    {"iriw", 4, {writes_x, writes_y, reads_xy, reads_yx}, iriw},
    {"2+2w", 2, {writes_x1_y2, writes_y1_x2}, two_plus_two_w},
    {"r", 2, {writes_xy, writes_y2_reads_x}, r_test},
    {"s", 2, {writes_x2_y1, reads_y_writes_x}, s_test},
    {"wrc", 3, {writes_x, reads_x_writes_y, reads_yx}, wrc},
    {"corr", 2, {writes_x_twice, reads_x_twice}, corr},
    {"coww", 2, {writes_x_twice, reads_x_twice}, coww},
    {"corw", 2, {writes_x, reads_x_writes_x2}, corw},
    {"halves", 2, {writes_whole, reads_halves}, halves_of_a_word},
    {"whole", 2, {writes_halves, reads_whole_twice}, word_of_halves},
    {"sb_halves", 2, {writes_low_reads_whole, writes_high_reads_whole}, sb_of_halves},
    {"bytes", 4, {writes_bytes_0, writes_bytes_1, writes_bytes_2, writes_bytes_3}, bytes_of_a_word},
    {"lr_sc_byte", 3, {counts_by_reservation, stores_a_byte, counts_by_reservation}, byte_under_reservation},
    {"exchange", 2, {writes_x, exchanges}, exchange},
};

#define TESTS (sizeof tests / sizeof *tests)
#define OUTCOMES 32 /* different ones of a test that are told apart */

static uint32_t rounds = 8;
static uint32_t contexts = 1;

/* Variable v of group g, where each has a page of its own: page v, and so another home. */
static fugu_shared __attribute__((aligned(PAGE))) uint8_t pages[VARIABLES][PAGE];

/* What the members of a group share beside the variables of a test. */
typedef struct {
    fugu_line_aligned word arrived;
    word phase;
    fugu_line_aligned word loaded[THREADS * 2];
    word seen[OUTCOMES];
    word different;
} group_t;

static fugu_shared group_t groups[MOST / 2];
static fugu_shared fugu_line_aligned word most_different[TESTS];

static uint32_t participants(void)
{
    return fugu_ranks() * contexts;
}

/* The members of a group wait for each other. */
static void meet(group_t *group, uint32_t members)
{
    uint64_t now = group->phase;
    if (__atomic_add_fetch(&group->arrived, 1, __ATOMIC_SEQ_CST) == members) {
        group->arrived = 0;
        group->phase = now + 1;
    } else {
        while (group->phase == now) fugu_pause();
    }
}

/* Up to `most` steps; how many follows from who, when and the run's seed. */
static void dawdle(uint32_t who, uint32_t when, uint32_t most)
{
    uint64_t mixed = (fugu_boot->seed + who * 0x9e3779b97f4a7c15u + when) * 0xbf58476d1ce4e5b9u;
    for (uint64_t i = (mixed >> 32) % most; i > 0; i--) __asm__ volatile("");
}

/* Where the variables of a group lie in a round: close together, on two lines, or each on a page of its own. */
static void place(test_t *test, uint32_t group, uint32_t round)
{
    for (uint32_t i = 0; i < VARIABLES; i++) {
        uint32_t page = round % 3 == 2 ? i : group % VARIABLES;
        uint32_t offset = group * SLOT * 2 + (round % 3 == 0 ? i % 2 * 8 : round % 3 == 1 ? i % 2 * SLOT : 0);
        test->x[i] = (word *)(pages[page] + offset % PAGE);
    }
    test->loaded = groups[group].loaded;
}

static void note(group_t *group, const test_t *test)
{
    uint64_t outcome = 14695981039346656037u;
    for (uint32_t i = 0; i < THREADS * 2; i++) outcome = (outcome ^ test->loaded[i]) * 1099511628211u;
    for (uint32_t i = 0; i < 2; i++) outcome = (outcome ^ *test->x[i]) * 1099511628211u;
    for (uint32_t i = 0; i < group->different; i++)
        if (group->seen[i] == outcome) return;
    if (group->different < OUTCOMES) group->seen[group->different++] = outcome;
}

static void run(const litmus_t *litmus, uint32_t me)
{
    uint32_t members = litmus->threads, number = me / members, member = me % members;
    if ((number + 1) * members > participants()) return; /* a group that is not whole */
    group_t *group = &groups[number];
    test_t test;
    if (member == 0) group->different = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        place(&test, number, round);
        if (member == 0) {
            for (uint32_t i = 0; i < VARIABLES; i++) *test.x[i] = 0;
            for (uint32_t i = 0; i < THREADS * 2; i++) test.loaded[i] = 0;
        }
        word mine[2] = {0, 0};
        meet(group, members);
        dawdle(me, round, 48);
        litmus->thread[member](&test, mine);
        test.loaded[member * 2] = mine[0];
        test.loaded[member * 2 + 1] = mine[1];
        meet(group, members);
        if (member == 0) {
            if (litmus->forbidden(test.loaded, test.x)) {
                printf("group %u, round %u: %s has an outcome that no order gives\n", (unsigned)number, (unsigned)round,
                    litmus->name);
                fflush(stdout);
                __builtin_trap();
            }
            note(group, &test);
        }
        meet(group, members);
    }
    if (member == 0) __asm__ volatile("amomaxu.d zero, %0, (%1)"
                                      :
                                      : "r"(group->different), "r"(&most_different[litmus - tests])
                                      : "memory");
}

static fugu_shared group_t everybody;

static void take_part(void *context)
{
    uint32_t me = fugu_rank() * contexts + (uint32_t)(uintptr_t)context;
    for (uint32_t i = 0; i < TESTS; i++) {
        run(&tests[i], me);
        meet(&everybody, participants());
    }
}

static void require(bool good, const char *what)
{
    if (good) return;
    puts(what);
    exit(2);
}

int main(int argc, char **argv)
{
    if (argc > 1) rounds = (uint32_t)strtoul(argv[1], NULL, 10);
    if (argc > 2) contexts = (uint32_t)strtoul(argv[2], NULL, 10);
    require(rounds >= 1 && rounds <= 100000, "ROUNDS is 1 to 100000");
    require(contexts >= 1 && contexts <= fugu_contexts(), "CONTEXTS is 1 to what the machine has");
    require(participants() <= MOST, "there are more than 256 participants");
    require(participants() >= 2, "a litmus test takes two participants: more nodes, or more CONTEXTS");

    for (uint32_t i = 1; i < contexts; i++) fugu_context_start(i, take_part, (void *)(uintptr_t)i);
    take_part(NULL);
    for (uint32_t i = 1; i < contexts; i++) fugu_context_join(i);
    if (fugu_rank() != 0) return 0;
    for (uint32_t i = 0; i < TESTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "outcomes.%s", tests[i].name);
        for (char *at = name; *at; at++)
            if (*at == '+') *at = '_';
        fugu_metric(name, (int64_t)most_different[i]);
    }
    puts("Every outcome is one that some order gives.");
    return 0;
}

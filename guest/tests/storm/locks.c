/*
 * Mutual exclusion nine ways: by each of the instructions that can do it, and by loads and stores alone, which holds
 * on a sequentially consistent machine only. A plain counter tells what was lost, and `inside` who was not alone.
 */
#include "storm.h"

typedef struct {
    const char *lost;
    void (*enter)(uint32_t me);
    void (*leave)(uint32_t me);
} mutex_t;

static fugu_shared line_t counted;
static fugu_shared line_t inside;

/* ---- LR/SC, CAS and AMO on one word */

static fugu_shared line_t word_lock;
static fugu_shared fugu_lock_t try_lock, spin_lock;

static void reserve_enter(uint32_t me)
{
    (void)me;
    uint64_t held, failed;
    do {
        __asm__ volatile("lr.d.aq %0, (%2)\n\tbnez %0, 1f\n\tsc.d %0, %3, (%2)\n1:"
                         : "=&r"(held), "=m"(word_lock.value)
                         : "r"(&word_lock.value), "r"(1L)
                         : "memory");
        failed = held;
        if (failed) fugu_pause();
    } while (failed);
}

static void word_leave(uint32_t me)
{
    (void)me;
    word_lock.value = 0;
}

static void compare_enter(uint32_t me)
{
    for (;;) {
        uint64_t open = 0;
        if (__atomic_compare_exchange_n(
                &word_lock.value, &open, me + 1, true, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return;
        fugu_pause();
    }
}

static void try_enter(uint32_t me)
{
    (void)me;
    while (!fugu_try_lock(&try_lock)) fugu_pause();
}

static void try_leave(uint32_t me)
{
    (void)me;
    fugu_unlock(&try_lock);
}

static void spin_enter(uint32_t me)
{
    (void)me;
    fugu_lock(&spin_lock);
}

static void spin_leave(uint32_t me)
{
    (void)me;
    fugu_unlock(&spin_lock);
}

/* ---- Tickets: two halves of one word, taken in turn */

static fugu_shared fugu_line_aligned half ticket_next, ticket_now;

static void ticket_enter(uint32_t me)
{
    (void)me;
    uint32_t mine = __atomic_fetch_add(&ticket_next, 1, __ATOMIC_SEQ_CST);
    while (ticket_now != mine) fugu_pause();
}

static void ticket_leave(uint32_t me)
{
    (void)me;
    ticket_now = ticket_now + 1;
}

/* ---- Mellor-Crummey and Scott: a queue in which each spins on a line of its own (TOCS 9(1), 1991) */

typedef struct {
    fugu_line_aligned word next; /* the number of the one behind, plus 1 */
    word waits;
} place_t;

static fugu_shared line_t tail;
static fugu_shared place_t places[MOST];

static void queue_enter(uint32_t me)
{
    places[me].next = 0;
    places[me].waits = 1;
    uint64_t before = __atomic_exchange_n(&tail.value, me + 1, __ATOMIC_SEQ_CST);
    if (!before) return;
    places[before - 1].next = me + 1;
    while (places[me].waits) fugu_pause();
}

static void queue_leave(uint32_t me)
{
    uint64_t last = me + 1;
    if (!places[me].next) {
        if (__atomic_compare_exchange_n(&tail.value, &last, 0, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return;
        while (!places[me].next) fugu_pause();
    }
    places[places[me].next - 1].waits = 0;
}

/* ---- Two by loads and stores: each gives way to the other. A tree of them is for any number. */

typedef struct {
    line_t wants[2];
    line_t turn;
} pair_t;

static fugu_shared pair_t pairs[2 * MOST];

/* Peterson (Information Processing Letters 12(3), 1981): give the turn away, then wait for the other's leave. */
static void peterson_pair_enter(pair_t *pair, uint32_t side)
{
    pair->wants[side].value = 1;
    pair->turn.value = !side;
    while (pair->wants[!side].value && pair->turn.value != side) fugu_pause();
}

static void pair_leave(pair_t *pair, uint32_t side)
{
    pair->wants[side].value = 0;
}

/* Dekker (Dijkstra, EWD 123, 1965): whose turn it is insists, the other one takes its wish back. */
static void dekker_pair_enter(pair_t *pair, uint32_t side)
{
    pair->wants[side].value = 1;
    while (pair->wants[!side].value) {
        if (pair->turn.value == side) {
            fugu_pause();
            continue;
        }
        pair->wants[side].value = 0;
        while (pair->turn.value != side) fugu_pause();
        pair->wants[side].value = 1;
    }
}

static void dekker_pair_leave(pair_t *pair, uint32_t side)
{
    pair->turn.value = !side;
    pair->wants[side].value = 0;
}

/* From a leaf to the root, which is pair 1; pair i stands below pair i / 2. */
static void tree_enter(uint32_t me, void (*enter)(pair_t *, uint32_t))
{
    for (uint32_t at = me + MOST; at > 1; at /= 2) enter(&pairs[at / 2], at % 2);
}

static void tree_leave(uint32_t me, void (*leave)(pair_t *, uint32_t))
{
    uint32_t levels = 31 - (uint32_t)__builtin_clz(MOST);
    for (uint32_t level = levels; level > 0; level--) {
        uint32_t at = (me + MOST) >> (level - 1);
        leave(&pairs[at / 2], at % 2);
    }
}

static void peterson_enter(uint32_t me)
{
    tree_enter(me, peterson_pair_enter);
}

static void peterson_leave(uint32_t me)
{
    tree_leave(me, pair_leave);
}

static void dekker_enter(uint32_t me)
{
    tree_enter(me, dekker_pair_enter);
}

static void dekker_leave(uint32_t me)
{
    tree_leave(me, dekker_pair_leave);
}

/* ---- Lamport's bakery (CACM 17(8), 1974): draw a number above all others, then wait for those below. */

static fugu_shared word choosing[MOST]; /* two to a line, on purpose */
static fugu_shared word number[MOST];

static void bakery_enter(uint32_t me)
{
    uint64_t most = 0;
    choosing[me] = 1;
    for (uint32_t i = 0; i < participants(); i++) {
        uint64_t theirs = number[i];
        if (theirs > most) most = theirs;
    }
    number[me] = most + 1;
    choosing[me] = 0;
    for (uint32_t i = 0; i < participants(); i++) {
        while (choosing[i]) fugu_pause();
        for (;;) {
            uint64_t theirs = number[i];
            if (theirs == 0 || theirs > most + 1 || (theirs == most + 1 && i >= me)) break;
            fugu_pause();
        }
    }
}

static void bakery_leave(uint32_t me)
{
    number[me] = 0;
}

static const mutex_t mutexes[] = {
    {"under LR/SC, a count was lost", reserve_enter, word_leave},
    {"under compare-and-swap, a count was lost", compare_enter, word_leave},
    {"under fugu_try_lock, a count was lost", try_enter, try_leave},
    {"under fugu_lock, a count was lost", spin_enter, spin_leave},
    {"under the ticket lock, a count was lost", ticket_enter, ticket_leave},
    {"under the MCS lock, a count was lost", queue_enter, queue_leave},
    {"under Peterson's algorithm, a count was lost", peterson_enter, peterson_leave},
    {"under Dekker's algorithm, a count was lost", dekker_enter, dekker_leave},
    {"under the bakery's algorithm, a count was lost", bakery_enter, bakery_leave},
};

void storm_of_locks(uint32_t me)
{
    for (const mutex_t *mutex = mutexes; mutex < mutexes + sizeof mutexes / sizeof *mutexes; mutex++) {
        if (me == 0) counted.value = 0;
        meet();
        for (uint32_t round = 0; round < rounds; round++) {
            dawdle(me, round, 64);
            mutex->enter(me);
            inside.value = me + 1;
            uint64_t before = counted.value;
            dawdle(me, round + rounds, 8);
            check(inside.value == me + 1, "somebody else is inside too");
            counted.value = before + 1;
            mutex->leave(me);
        }
        meet();
        check(counted.value == (uint64_t)rounds * participants(), mutex->lost);
        meet();
    }
}

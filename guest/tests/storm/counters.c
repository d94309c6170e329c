/* Read-modify-write operations without a lock, on words, on halves of words, and on a word and its halves at once. */
#include "storm.h"

static fugu_shared line_t reserved, compared, added, came_out;
static fugu_shared fugu_line_aligned half halves[4];
static fugu_shared line_t bits[MOST / 64];
static fugu_shared line_t most, least;
static fugu_shared line_t swapped;
static fugu_shared line_t with_load;
static fugu_shared fugu_line_aligned word mixed; /* low half: counted by AMO; high half: by LR/SC on the whole */

/* The shortest sequence: lr, addi, sc. */
static void add_by_reservation(word *to)
{
    uint64_t value, failed;
    do
        __asm__ volatile("lr.d %0, (%2)\n\taddi %1, %0, 1\n\tsc.d %1, %1, (%2)"
                         : "=&r"(value), "=&r"(failed)
                         : "r"(to)
                         : "memory");
    while (failed);
}

/* One that looks at another line, which everybody reads and somebody writes, between LR and SC. */
static void add_by_long_reservation(word *to, const word *other)
{
    uint64_t value, failed, seen;
    do
        __asm__ volatile("lr.d %0, (%3)\n\tld %2, 0(%4)\n\taddi %1, %0, 1\n\tsc.d %1, %1, (%3)"
                         : "=&r"(value), "=&r"(failed), "=&r"(seen)
                         : "r"(to), "r"(other)
                         : "memory");
    while (failed);
}

static void add_by_comparison(word *to)
{
    uint64_t seen = *to;
    while (!__atomic_compare_exchange_n(to, &seen, seen + 1, true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {}
}

/* Reserves the whole word and changes its high half; the others' additions to the low half may not be lost. */
static void add_above(word *to)
{
    uint64_t value, failed;
    do
        __asm__ volatile("lr.d %0, (%2)\n\tadd %1, %0, %3\n\tsc.d %1, %1, (%2)"
                         : "=&r"(value), "=&r"(failed)
                         : "r"(to), "r"(1L << 32)
                         : "memory");
    while (failed);
}

void storm_of_counters(uint32_t me)
{
    uint64_t all = (uint64_t)rounds * participants();
    if (me == 0) least.value = UINT64_MAX;
    meet();
    uint64_t carried = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        dawdle(me, round, 16);
        add_by_reservation(&reserved.value);
        add_by_long_reservation(&with_load.value, &swapped.value);
        add_by_comparison(&compared.value);
        __atomic_fetch_add(&added.value, me + 1, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&halves[me % 4], 1, __ATOMIC_SEQ_CST);
        __atomic_fetch_xor(&bits[me / 64].value, 1L << me % 64, __ATOMIC_SEQ_CST);
        uint64_t mine = me * (uint64_t)rounds + round;
        __asm__ volatile("amomaxu.d zero, %0, (%1)" : : "r"(mine), "r"(&most.value) : "memory");
        __asm__ volatile("amominu.d zero, %0, (%1)" : : "r"(mine + 7), "r"(&least.value) : "memory");
        if (me % 2) __atomic_fetch_add((half *)&mixed, 1, __ATOMIC_SEQ_CST);
        else add_above(&mixed);
        /* Each number that is put in comes out once: the sum of all that came out and the last is known. */
        carried += __atomic_exchange_n(&swapped.value, mine + 1, __ATOMIC_SEQ_CST);
    }
    __atomic_fetch_add(&came_out.value, carried, __ATOMIC_SEQ_CST);
    meet();
    check(reserved.value == all, "an addition by LR/SC was lost");
    check(with_load.value == all, "an addition by LR/SC with a load in between was lost");
    check(compared.value == all, "an addition by compare-and-swap was lost");
    check(added.value == (uint64_t)rounds * participants() * (participants() + 1) / 2, "an atomic addition was lost");
    uint64_t sum = 0;
    for (int i = 0; i < 4; i++) sum += halves[i];
    check(sum == all, "an atomic addition to half a word was lost");
    for (uint32_t i = 0; i < participants(); i++)
        check((bits[i / 64].value >> i % 64 & 1) == rounds % 2, "an atomic exclusive-or was lost");
    check(most.value == all - 1, "the largest of all was lost");
    check(least.value == 7, "the smallest of all was lost");
    check((mixed >> 32) + (uint32_t)mixed == all, "a change to half a word or to the whole was lost");
    check(came_out.value + swapped.value == all * (all + 1) / 2, "an exchanged value was lost or doubled");
    meet();
}

/* Bulk data of messages: every rank to every rank, across pages, by polling and by interrupt. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>

#define RANKS_MOST 16
#define WORDS 700 /* of 8 bytes: more than a page */
#define ROUNDS 3

static uint64_t out[RANKS_MOST][WORDS];
static uint64_t in[RANKS_MOST][WORDS];
static volatile unsigned came, dropped, wrong;

static uint64_t pattern(uint32_t from, uint32_t to, uint64_t round, unsigned i)
{
    return ((uint64_t)from << 48 | (uint64_t)to << 32 | round << 16 | i) * 0x9e3779b97f4a7c15ul;
}

static void take(uint32_t source, uint64_t round, uint64_t words)
{
    if (fugu_bulk_bytes() != words * 8) wrong++;
    fugu_sink(in[source]);
    if (fugu_bulk_bytes() != 0) wrong++;
    for (unsigned i = 0; i < words; i++)
        if (in[source][i] != pattern(source, fugu_rank(), round, i)) wrong++;
    came++;
}

static void drop(uint32_t source, uint64_t a, uint64_t b)
{
    (void)source, (void)a, (void)b;
    dropped++;
}

static void check(bool good, const char *what)
{
    if (good) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static void round_of(uint64_t round)
{
    uint32_t ranks = fugu_ranks();
    for (uint32_t i = 0; i < ranks; i++) {
        uint32_t to = (fugu_rank() + i) % ranks;
        unsigned words = WORDS - 100 * round - i;
        for (unsigned k = 0; k < words; k++) out[to][k] = pattern(fugu_rank(), to, round, k);
        fugu_send_bulk(to, take, out[to], words * 8, round, words);
    }
    fugu_send_bulk((fugu_rank() + 1) % ranks, drop, out, 64, 0, 0);
    fugu_wait_until(came == (round + 1) * ranks && dropped == round + 1);
    fugu_barrier();
}

int main(void)
{
    check(fugu_ranks() <= RANKS_MOST, "at most 16 ranks");
    for (uint64_t round = 0; round < ROUNDS; round++) {
        if (round == ROUNDS - 1) fugu_interrupts_enable();
        round_of(round);
    }
    fugu_interrupts_disable();
    check(wrong == 0, "a double-word is wrong");
    fugu_barrier();
    if (fugu_rank() == 0) puts("Every double-word came.");
    return 0;
}

/*
 * Messages of every length, in order, and more of them than any queue holds: each rank sends to all,
 * polling only when the network refuses, and everything must arrive once.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define RANKS_MOST 1024
#define LENGTHS (FUGU_OPERANDS + 1)
#define FLOOD 64

static uint64_t received_of_length[LENGTHS];
static uint64_t last_from[RANKS_MOST];
static uint64_t flood_received;

static void check(bool good, const char *what)
{
    if (good) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

/* Operand i of a message from a rank. Handlers must not print, so they only note what is wrong. */
static bool wrong;

static uint64_t operand(uint32_t rank, unsigned i)
{
    return (uint64_t)(rank + 1) << 40 | (i + 1);
}

static void note(bool good)
{
    if (!good) wrong = true;
}

static void take0(uint32_t source)
{
    (void)source;
    received_of_length[0]++;
}

static void take1(uint32_t source, uint64_t a)
{
    note(a == operand(source, 0));
    received_of_length[1]++;
}

static void take2(uint32_t source, uint64_t a, uint64_t b)
{
    note(a == operand(source, 0) && b == operand(source, 1));
    received_of_length[2]++;
}

static void take3(uint32_t source, uint64_t a, uint64_t b, uint64_t c)
{
    note(a == operand(source, 0) && b == operand(source, 1) && c == operand(source, 2));
    received_of_length[3]++;
}

static void take4(uint32_t source, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    note(a == operand(source, 0) && b == operand(source, 1) && c == operand(source, 2) && d == operand(source, 3));
    received_of_length[4]++;
}

static void take5(uint32_t source, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
    note(a == operand(source, 0) && b == operand(source, 1) && c == operand(source, 2) && d == operand(source, 3)
         && e == operand(source, 4));
    received_of_length[5]++;
}

static void take6(uint32_t source, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
    note(a == operand(source, 0) && b == operand(source, 1) && c == operand(source, 2) && d == operand(source, 3)
         && e == operand(source, 4) && f == operand(source, 5));
    received_of_length[6]++;
}

static void send_each_length(uint32_t to)
{
    uint64_t o[FUGU_OPERANDS];
    for (unsigned i = 0; i < FUGU_OPERANDS; i++) o[i] = operand(fugu_rank(), i);
    fugu_send(to, take0);
    fugu_send(to, take1, o[0]);
    fugu_send(to, take2, o[0], o[1]);
    fugu_send(to, take3, o[0], o[1], o[2]);
    fugu_send(to, take4, o[0], o[1], o[2], o[3]);
    fugu_send(to, take5, o[0], o[1], o[2], o[3], o[4]);
    fugu_send(to, take6, o[0], o[1], o[2], o[3], o[4], o[5]);
}

static uint64_t received(void)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < LENGTHS; i++) sum += received_of_length[i];
    return sum;
}

static void in_order(uint32_t source, uint64_t number)
{
    note(number == last_from[source] + 1);
    last_from[source] = number;
    flood_received++;
}

static void ignore(uint32_t source)
{
    (void)source;
}

static void flood_everybody(void)
{
    for (uint64_t number = 1; number <= FLOOD; number++)
        for (uint32_t to = 0; to < fugu_ranks(); to++) fugu_send(to, in_order, number);
}

int main(void)
{
    uint32_t ranks = fugu_ranks();
    fugu_barrier();
    for (uint32_t to = 0; to < ranks; to++) send_each_length(to);
    fugu_wait_until(received() == (uint64_t)LENGTHS * ranks);
    for (unsigned i = 0; i < LENGTHS; i++) check(received_of_length[i] == ranks, "a length is missing");
    check(!wrong, "an operand is wrong");

    fugu_barrier();
    flood_everybody();
    fugu_wait_until(flood_received == (uint64_t)FLOOD * ranks);
    check(!wrong, "messages of a rank changed places");

    for (int i = 0; i < 50; i++) fugu_barrier();
    check(!fugu_poll(), "a message too many");
    if (fugu_rank() != 0) return 0;

    /* What comes for a rank that has ended is dropped, however much it is. */
    for (uint64_t until = fugu_cycles() + 20000; fugu_cycles() < until;) fugu_poll();
    for (int i = 0; i < 100; i++) fugu_send(ranks - 1, ignore);
    puts("Every message arrived once, whole and in order.");
    return 0;
}

/*
 * The second case of delivery: delivery hold | interrupts | stall | flood MESSAGES.
 *
 * hold        all ranks send to rank 1, which is in an atomic section for too long and then polls
 * interrupts  the same, but then they interrupt it
 * stall       all ranks send to each other at once and take nothing until all is sent
 * flood       rank 0 sends so many to rank 1, which takes none before rank 0 has sent them all
 *
 * Whichever way a message came, it comes once, whole, and after those that its sender sent before it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>

#define MESSAGES 60
#define BULK_EVERY 7
#define BULK_WORDS 80
#define MOST_RANKS 64

static uint64_t expected[MOST_RANKS]; /* of each rank, the number of its next message */
static volatile uint64_t taken;
static volatile bool all_sent;

static void check(bool good, const char *what)
{
    if (good) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static uint64_t mark(uint64_t source, uint64_t number)
{
    return source << 32 ^ number * 0x9e3779b97f4a7c15;
}

static void take(uint32_t source, uint64_t number, uint64_t a)
{
    check(number == expected[source]++, "a message came out of turn");
    check(a == mark(source, number), "a message has changed");
    taken++;
}

static void numbered(uint32_t source, uint64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    take(source, number, a);
    check(b == ~a && c == number && d == a + number, "a message has changed");
}

static void with_data(uint32_t source, uint64_t number, uint64_t a)
{
    static uint64_t data[BULK_WORDS];
    take(source, number, a);
    check(fugu_bulk_bytes() == sizeof data, "the bulk data are too many or too few");
    fugu_sink(data);
    for (uint64_t i = 0; i < BULK_WORDS; i++) check(data[i] == mark(source, number + i), "bulk data have changed");
}

static uint64_t bulk[BULK_WORDS];

static void send(uint32_t to, uint64_t number)
{
    uint64_t a = mark(fugu_rank(), number);
    if (number % BULK_EVERY == 0) {
        for (uint64_t i = 0; i < BULK_WORDS; i++) bulk[i] = mark(fugu_rank(), number + i);
        fugu_send_bulk(to, with_data, bulk, sizeof bulk, number, a);
    } else {
        fugu_send(to, numbered, number, a, ~a, number, a + number);
    }
}

static void spin(uint64_t cycles)
{
    for (uint64_t until = fugu_cycles() + cycles; fugu_cycles() < until;) {}
}

static void arrived(uint32_t source)
{
    (void)source;
    all_sent = true;
}

static void hold(bool interrupts)
{
    uint64_t all = (uint64_t)MESSAGES * fugu_ranks();
    if (fugu_rank() != 1) {
        for (uint64_t i = 0; i < MESSAGES; i++) send(1, i);
        return;
    }
    if (interrupts) fugu_interrupts_enable();
    uint64_t before = fugu_atomic_begin();
    for (uint64_t i = 0; i < MESSAGES; i++) send(1, i);
    spin(60000);
    check(taken == 0, "a message came in an atomic section");
    fugu_atomic_end(before);
    while (taken < all) {
        if (!interrupts) fugu_poll();
    }
    /* Now that nothing waits, they come directly again. */
    for (uint64_t i = MESSAGES; i < MESSAGES + 3; i++) send(1, i);
    while (taken < all + 3) {
        if (!interrupts) fugu_poll();
    }
    fugu_interrupts_disable();
}

/* As a program without a library would: the launch waits, and nobody takes what arrives meanwhile. */
static void launch(uint32_t to, uint64_t number)
{
    uint64_t a = mark(fugu_rank(), number);
    fugu_csr_write(FUGU_CSR_UO0, to);
    fugu_csr_write(FUGU_CSR_UO1, (uintptr_t)numbered);
    fugu_csr_write(FUGU_CSR_UO2, number);
    fugu_csr_write(FUGU_CSR_UO3, a);
    fugu_csr_write(FUGU_CSR_UO4, ~a);
    fugu_csr_write(FUGU_CSR_UO5, number);
    fugu_csr_write(FUGU_CSR_UO6, a + number);
    fugu_csr_write(FUGU_CSR_ULAUNCH, 6);
}

static void stall(void)
{
    for (uint64_t i = 0; i < MESSAGES; i++) {
        for (uint32_t to = 0; to < fugu_ranks(); to++) launch(to, i);
    }
    while (taken < (uint64_t)MESSAGES * fugu_ranks()) fugu_poll();
}

static void flood(uint64_t messages)
{
    if (fugu_rank() == 0) {
        for (uint64_t i = 0; i < messages; i++) send(1, i);
        fugu_send(2 % fugu_ranks(), arrived);
    } else if (fugu_rank() == 2) {
        while (!all_sent) fugu_poll();
        printf("rank 0 has sent them all\n");
    } else if (fugu_rank() == 1) {
        while (fugu_csr_read(FUGU_CSR_USTAT) % 2 == 0) {}
        fugu_atomic_begin();
        spin(messages * 6000);
        fugu_atomic_end(0);
        while (taken < messages) fugu_poll();
    }
}

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";
    bool floods = argc == 3 && !strcmp(how, "flood");
    if (!floods && (argc != 2 || (strcmp(how, "hold") && strcmp(how, "interrupts") && strcmp(how, "stall")))) {
        if (fugu_rank() == 0) puts("usage: delivery hold | interrupts | stall | flood MESSAGES");
        return 2;
    }
    fugu_barrier();
    if (floods) flood(strtoul(argv[2], NULL, 10));
    else if (!strcmp(how, "stall")) stall();
    else hold(!strcmp(how, "interrupts"));
    fugu_barrier();
    if (fugu_rank() == 0) printf("every message came, whole and in order\n");
    return 0;
}

/*
 * What it costs to take a page away from those who map it: unmap [directory|broadcast [holders]].
 *
 * The program keeps a page table of its own in shared memory: one word for each page of a window, which
 * says which page of the shared segment stands behind it. A page is moved by storing another number there.
 *
 *   directory  each translation names its word, so that the store itself takes it away
 *   broadcast  the mover stores, and then interrupts every node of the job
 *
 * First rank 0 moves a page that 1, 2, ... others hold (or only so many as asked for), and measures it. Then
 * comes a storm: every rank moves a page of its own, again and again, while all the others read it. Behind
 * each move the old page is poisoned: a translation that outlives the move would be seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../timed.h"

#define WINDOW 0x50000000ul
#define WINDOW_PAGE(number) (WINDOW + (uint64_t)(number) * FUGU_PAGE_BYTES)
#define HOLDERS_DEFAULT 16
#define MOVES 8
#define POISON 0xdeadul

typedef uint8_t page[FUGU_PAGE_BYTES];

/* What is moved to and fro: two pages for each rank. */
static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) page storm_pages[2][TIMED_RANKS_MOST];
static fugu_shared fugu_shared_barrier_t turn;
static fugu_shared volatile uint64_t stale_reads;
static fugu_shared volatile uint64_t faults_after_move;

/* The handler of page faults touches these: they are always there. */
static fugu_guaranteed bool by_broadcast;
static fugu_guaranteed volatile uint64_t faults;
static fugu_guaranteed uint32_t shared_cap;

/* The word of the program's page table for a page of the window, at home on the rank of that number. */
static volatile uint64_t *table_word(unsigned number)
{
    return timed_line(number, 0);
}

static uint64_t shared_index(const volatile void *address)
{
    return ((uintptr_t)address - fugu_boot->shared_base) / FUGU_PAGE_BYTES;
}

/* Called by exos for faults in the window. */
bool fugu_resolve_page(uint64_t address, uint32_t right)
{
    if (address < WINDOW || address >= WINDOW_PAGE(TIMED_RANKS_MOST) || right != FUGU_RIGHT_READ) return false;
    faults++;
    unsigned number = (unsigned)((address - WINDOW) / FUGU_PAGE_BYTES);
    volatile uint64_t *word = table_word(number);
    uint64_t index = *word;
    if (!by_broadcast) {
        return fugu_tlb_write_from(shared_cap, index, WINDOW_PAGE(number), FUGU_RIGHT_READ, word, index) >= 0;
    }
    /* A move between the look and the mapping may have come too early to drop it. */
    if (fugu_tlb_write(shared_cap, index, WINDOW_PAGE(number), FUGU_RIGHT_READ) < 0) return false;
    if (*word != index) fugu_tlb_drop(WINDOW_PAGE(number));
    return true;
}

static void move(unsigned number, const volatile void *to)
{
    *table_word(number) = shared_index(to);
    if (by_broadcast) fugu_tlb_shootdown(WINDOW_PAGE(number));
}

static uint64_t look(unsigned number)
{
    return *(volatile uint64_t *)WINDOW_PAGE(number);
}

static volatile uint64_t *storm_page(unsigned number, uint64_t move_number)
{
    return (volatile uint64_t *)storm_pages[move_number % 2][number];
}

/* Rank 0 moves page 0, whose word is at home there, while ranks 1 to `holders` hold it. */
static uint64_t move_under(unsigned long holders, uint64_t move_number)
{
    uint32_t rank = fugu_rank();
    bool holds = rank >= 1 && rank <= holders;
    volatile uint64_t *before = storm_page(0, move_number - 1), *after = storm_page(0, move_number);
    if (rank == 0) *after = move_number;
    timed_next_turn();
    if (holds && look(0) != move_number - 1) stale_reads = 1;
    timed_next_turn();
    uint64_t cycles = 0;
    if (rank == 0) {
        timed_settle();
        uint64_t start = fugu_cycles();
        move(0, after);
        cycles = fugu_cycles() - start;
        *before = POISON;
    }
    timed_next_turn();
    uint64_t had = faults;
    if (holds && look(0) != move_number) stale_reads = 1;
    __atomic_fetch_add(&faults_after_move, faults - had, __ATOMIC_RELAXED);
    timed_next_turn();
    return cycles;
}

static void report(const char *format, unsigned long holders, uint64_t value, const char *unit)
{
    char name[40];
    snprintf(name, sizeof name, format, holders);
    fugu_metric(name, (int64_t)value);
    fugu_metric_unit(name, unit);
}

/* Reported behind all of them, so that printing puts nothing out of the caches between two moves. */
static void report_sweep(unsigned long first, unsigned long last, const uint64_t *cycles, const uint64_t *faulted)
{
    uint64_t jump = 0;
    unsigned long step = 0;
    for (unsigned long holders = first; holders <= last; holders++) {
        report("unmap_under_%lu_holders", holders, cycles[holders], "cycles");
        report("faults_of_%lu_holders", holders, faulted[holders], "faults");
        printf("%2lu holders: %5lu cycles, %lu faults\n", holders, (unsigned long)cycles[holders],
               (unsigned long)faulted[holders]);
        if (holders > first && cycles[holders] > cycles[holders - 1] + jump) {
            jump = cycles[holders] - cycles[holders - 1];
            step = holders;
        }
    }
    if (!step) return;
    fugu_metric("step_at_holders", (int64_t)step);
    fugu_metric_unit("step_at_holders", "holders");
}

static void sweep(unsigned long first, unsigned long last)
{
    static uint64_t cycles[TIMED_RANKS_MOST], faulted[TIMED_RANKS_MOST];
    uint64_t move_number = 1;
    /* Once for the instructions and the stack; not where the machine's own counters are to be read. */
    if (last > first) move_under(1, move_number++);
    if (fugu_rank() == 0) faults_after_move = 0;
    for (unsigned long holders = first; holders <= last; holders++) {
        cycles[holders] = move_under(holders, move_number++);
        if (fugu_rank() != 0) continue;
        faulted[holders] = faults_after_move;
        faults_after_move = 0;
    }
    if (fugu_rank() == 0) report_sweep(first, last, cycles, faulted);
}

static void storm(void)
{
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    uint64_t seen[TIMED_RANKS_MOST] = {0};
    *storm_page(rank, 0) = 1;
    *table_word(rank) = shared_index(storm_page(rank, 0));
    fugu_shared_barrier(&turn);

    uint64_t start = fugu_cycles(), stale = 0;
    for (uint64_t i = 1; i <= MOVES; i++) {
        *storm_page(rank, i) = i + 1;
        move(rank, storm_page(rank, i));
        *storm_page(rank, i - 1) = POISON;
        for (uint32_t other = 0; other < ranks; other++) {
            uint64_t value = look(other);
            stale += value < seen[other] || value > MOVES + 1;
            seen[other] = value;
        }
    }
    fugu_shared_barrier(&turn);
    uint64_t cycles = fugu_cycles() - start;
    for (uint32_t other = 0; other < ranks; other++) stale += look(other) != MOVES + 1;
    if (stale) stale_reads = 1;
    fugu_shared_barrier(&turn);
    if (rank != 0) return;
    fugu_metric("storm_cycles_per_move", (int64_t)(cycles / MOVES));
    fugu_metric_unit("storm_cycles_per_move", "cycles");
    printf("The storm: %lu cycles a round of %u moves.\n", (unsigned long)(cycles / MOVES), (unsigned)ranks);
}

static uint32_t cap_of_shared(void)
{
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++)
        if (fugu_boot->segments[i].address == fugu_boot->shared_base) return fugu_boot->segments[i].cap;
    return 0;
}

int main(int argc, char **argv)
{
    uint32_t rank = fugu_rank(), ranks = fugu_ranks();
    bool directory = argc < 2 || strcmp(argv[1], "directory") == 0;
    by_broadcast = argc > 1 && strcmp(argv[1], "broadcast") == 0;
    unsigned long holders = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    bool few = ranks < 2 || ranks > TIMED_RANKS_MOST;
    if (few || !(directory || by_broadcast) || argc > 3 || (argc == 3 && (holders < 1 || holders > ranks - 1))) {
        if (rank == 0) printf("usage: unmap [directory|broadcast [holders]], on 2 to %d nodes\n", TIMED_RANKS_MOST);
        return 2;
    }
    shared_cap = cap_of_shared();
    if (rank == 0) {
        *storm_page(0, 0) = 0;
        *table_word(0) = shared_index(storm_page(0, 0));
    }
    unsigned long most = ranks - 1 < HOLDERS_DEFAULT ? ranks - 1 : HOLDERS_DEFAULT;
    sweep(holders ? holders : 1, holders ? holders : most);
    if (!holders) storm();
    if (rank == 0) printf("%s\n", stale_reads ? "A translation outlived its page." : "No translation outlived its page.");
    return stale_reads ? 1 : 0;
}

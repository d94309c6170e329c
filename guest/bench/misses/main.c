/*
 * The twelve miss penalties that were published for Alewife (ISCA 1995), nearest neighbour: misses.
 *
 * Rank 0 makes each access; rank 1 is the remote home, rank 2 the third party, and ranks 2 to 13 are
 * readers. The load that software handles is measured as those readers see it who come at once and
 * cannot be served at once. With fewer than 14 ranks, rows that need more are left out.
 */
#include <stdio.h>

#include "../timed.h"

#define NOBODY 0xffffffffu
#define READERS_AT_ONCE 12
#define SERVED_AT_ONCE 150 /* cycles; the software takes longer */

typedef struct {
    const char *name;
    bool store;
    uint32_t home;
    uint32_t writer; /* who has the line for writing before, or NOBODY */
    uint32_t reader, readers; /* who have read it before: the first, and how many */
} row_t;

static const row_t rows[] = {
    {"load_local", false, 0, NOBODY, 0, 0},
    {"load_remote", false, 1, NOBODY, 0, 0},
    {"load_remote_2party", false, 1, 1, 0, 0},
    {"load_remote_3party", false, 1, 2, 0, 0},
    {"store_local", true, 0, NOBODY, 0, 0},
    {"store_local_1", true, 0, NOBODY, 1, 1},
    {"store_remote", true, 1, NOBODY, 0, 0},
    {"store_remote_2party", true, 1, 1, 0, 0},
    {"store_remote_3party", true, 1, 2, 0, 0},
    {"store_remote_5", true, 1, NOBODY, 2, 5},
    {"store_remote_6", true, 1, NOBODY, 2, 6},
};
#define ROWS (sizeof rows / sizeof rows[0])

typedef struct {
    fugu_line_aligned uint64_t cycles;
} result_t;

static fugu_shared result_t seen[READERS_AT_ONCE];

static uint32_t ranks_needed(const row_t *row)
{
    uint32_t needed = row->home + 1;
    if (row->writer != NOBODY && row->writer >= needed) needed = row->writer + 1;
    if (row->readers && row->reader + row->readers > needed) needed = row->reader + row->readers;
    return needed;
}

static void report(const char *name, uint64_t cycles)
{
    fugu_metric(name, (int64_t)cycles);
    fugu_metric_unit(name, "cycles");
    printf("%-22s %4lu cycles\n", name, (unsigned long)cycles);
}

static void measure(const row_t *row, unsigned number)
{
    uint32_t rank = fugu_rank();
    volatile uint64_t *line = timed_line(row->home, number);
    timed_next_turn();
    if (rank == row->writer) *line = number;
    if (row->readers && rank >= row->reader && rank < row->reader + row->readers) (void)*line;
    timed_next_turn();
    if (rank != 0) return;
    timed_settle();
    report(row->name, row->store ? timed_store(line) : timed_load(line));
}

/* Twelve readers at once; the mean over those who had to wait for the software. */
static void measure_many_readers(void)
{
    uint32_t rank = fugu_rank();
    volatile uint64_t *line = timed_line(1, ROWS);
    bool reads = rank >= 2 && rank < 2 + READERS_AT_ONCE;
    uint64_t cycles = 0;
    timed_next_turn();
    timed_settle();
    if (reads) cycles = timed_load(line);
    timed_next_turn();
    if (reads) seen[rank - 2].cycles = cycles;
    timed_next_turn();
    if (rank != 0) return;

    uint64_t sum = 0, waited = 0;
    for (unsigned i = 0; i < READERS_AT_ONCE; i++) {
        if (seen[i].cycles < SERVED_AT_ONCE) continue;
        sum += seen[i].cycles;
        waited++;
    }
    report("load_remote_overflow", waited ? sum / waited : 0);
}

int main(void)
{
    if (fugu_ranks() < 2 || fugu_ranks() > TIMED_RANKS_MOST) {
        if (fugu_rank() == 0) printf("misses runs on 2 to %d nodes.\n", TIMED_RANKS_MOST);
        return 2;
    }
    timed_warm_up(0);
    timed_warm_up(1);
    fugu_metric("warm", 1); /* the way to the kernel has been walked too */
    for (unsigned i = 0; i < ROWS; i++) {
        if (ranks_needed(&rows[i]) <= fugu_ranks()) measure(&rows[i], i);
    }
    if (fugu_ranks() >= 2 + READERS_AT_ONCE) measure_many_readers();
    return 0;
}

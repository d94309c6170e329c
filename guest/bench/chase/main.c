/*
 * Following a list: chase local|remote [lines [rounds]].
 *
 * Rank 0 follows pointers through lines of its own memory, or of the next rank's, in an order that no
 * neighbour can be guessed from. Each hop waits for the one before: it shows what a miss, or a hit, costs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>

#define LINES_DEFAULT 8192
#define LINES_A_PAGE (FUGU_PAGE_BYTES / FUGU_LINE_BYTES)
#define PAGES_MOST 64
#define RANKS_MOST 16

typedef struct link {
    fugu_line_aligned struct link *next;
} link_t;

static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) link_t pages[PAGES_MOST * RANKS_MOST][LINES_A_PAGE];

/* Line `number` of those whose home is a rank. */
static link_t *line(uint32_t home, unsigned long number)
{
    uint64_t first = ((uintptr_t)pages - fugu_boot->shared_base) / FUGU_PAGE_BYTES;
    uint64_t page = (home + fugu_ranks() - first % fugu_ranks()) % fugu_ranks();
    return &pages[page + number / LINES_A_PAGE * fugu_ranks()][number % LINES_A_PAGE];
}

int main(int argc, char **argv)
{
    bool remote = argc > 1 && !strcmp(argv[1], "remote");
    unsigned long lines = argc > 2 ? strtoul(argv[2], NULL, 10) : LINES_DEFAULT;
    unsigned long rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 2;
    bool known = argc < 2 || remote || !strcmp(argv[1], "local");
    if (!known || argc > 4 || lines < 2 || lines > PAGES_MOST * LINES_A_PAGE || rounds < 1 || fugu_ranks() > RANKS_MOST) {
        if (fugu_rank() == 0) printf("usage: chase local|remote [lines, 2 to %d [rounds]]\n", PAGES_MOST * LINES_A_PAGE);
        return 2;
    }
    if (fugu_rank() != 0) return 0;

    /* A step that has no divisor in common with the number of lines meets every line once. */
    uint32_t home = remote ? 1 % fugu_ranks() : 0;
    unsigned long step = lines * 5 / 8 | 1;
    for (unsigned long a = step, b = lines; b; ) {
        unsigned long rest = a % b;
        a = b;
        b = rest;
        if (!b && a != 1) {
            step += 2;
            a = step;
            b = lines;
        }
    }
    for (unsigned long i = 0; i < lines; i++) line(home, i)->next = line(home, (i + step) % lines);

    link_t *at = line(home, 0);
    uint64_t first = 0;
    fugu_region_begin();
    for (unsigned long round = 0; round < rounds; round++) {
        uint64_t start = fugu_cycles();
        for (unsigned long hop = 0; hop < lines; hop++) at = at->next;
        if (round == rounds - 1) first = fugu_cycles() - start;
    }
    fugu_region_end();
    fugu_metric("hop_millicycles", (int64_t)(first * 1000 / lines));
    fugu_metric_unit("hop_millicycles", "millicycles");
    printf("%lu lines, %s: %lu.%03lu cycles a hop in the last round.\n", lines, remote ? "remote" : "local",
           (unsigned long)(first / lines), (unsigned long)(first * 1000 / lines % 1000));
    return at == line(home, 0) ? 0 : 1;
}

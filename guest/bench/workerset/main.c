/*
 * What a store costs after so many others have read the line: workerset [most readers].
 *
 * Rank 0 writes a line at home on rank 1 that ranks 2 to k + 1 have read, for k from 1 on. With
 * LimitLESS the cost jumps where the directory runs out of pointers.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../timed.h"

#define READERS_DEFAULT 16

int main(int argc, char **argv)
{
    uint32_t rank = fugu_rank();
    unsigned long most = argc > 1 ? strtoul(argv[1], NULL, 10) : READERS_DEFAULT;
    if (fugu_ranks() < 3 || fugu_ranks() > TIMED_RANKS_MOST || most < 1 || argc > 2) {
        if (rank == 0) printf("usage: workerset [most readers], on 3 to %d nodes\n", TIMED_RANKS_MOST);
        return 2;
    }
    if (most > fugu_ranks() - 2) most = fugu_ranks() - 2;

    timed_warm_up(1);
    fugu_metric("warm", 1);
    uint64_t before = 0, jump = 0;
    unsigned long step = 0;
    for (unsigned long readers = 1; readers <= most; readers++) {
        volatile uint64_t *line = timed_line(1, (unsigned)readers);
        timed_next_turn();
        if (rank >= 2 && rank < 2 + readers) (void)*line;
        timed_next_turn();
        if (rank != 0) continue;

        timed_settle();
        uint64_t cycles = timed_store(line);
        char name[32];
        snprintf(name, sizeof name, "write_after_%lu_readers", readers);
        fugu_metric(name, (int64_t)cycles);
        fugu_metric_unit(name, "cycles");
        printf("%2lu readers: %4lu cycles\n", readers, (unsigned long)cycles);
        if (before && cycles > before && cycles - before > jump) {
            jump = cycles - before;
            step = readers;
        }
        before = cycles;
    }
    if (rank == 0) {
        fugu_metric("step_at_readers", (int64_t)step);
        fugu_metric("step_cycles", (int64_t)jump);
        fugu_metric_unit("step_at_readers", "readers");
        fugu_metric_unit("step_cycles", "cycles");
        printf("The largest step, %lu cycles, is to %lu readers.\n", (unsigned long)jump, step);
    }
    return 0;
}

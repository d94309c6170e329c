/*
 * Stride scheduling. A process with more tickets has a shorter stride, so that it falls behind faster. Counts wrap in no
 * run: a pass grows by a million a turn at most.
 */
#include <fugu/process.h>

#define ONE_TICKET (1u << 20) /* the stride of a process with one */

int64_t fugu_schedule_add(struct fugu_schedule *schedule, const struct fugu_process *process, uint32_t tickets)
{
    if (tickets < 1 || tickets > FUGU_TICKETS_MOST) return FUGU_E_BAD_ARGUMENT;
    if (schedule->count == FUGU_SCHEDULE_MOST) return FUGU_E_OUT_OF_SLOTS;
    uint32_t at = schedule->count++;
    schedule->entries[at].environment = process->environment;
    schedule->entries[at].stride = ONE_TICKET / tickets;
    schedule->entries[at].pass = schedule->pass;
    return 0;
}

/* The others keep their order, which decides between two that are as far. */
static void take_out(struct fugu_schedule *schedule, uint32_t at)
{
    schedule->count--;
    for (uint32_t i = at; i < schedule->count; i++) schedule->entries[i] = schedule->entries[i + 1];
}

int64_t fugu_schedule_remove(struct fugu_schedule *schedule, const struct fugu_process *process)
{
    for (uint32_t i = 0; i < schedule->count; i++) {
        if (schedule->entries[i].environment != process->environment) continue;
        take_out(schedule, i);
        return 0;
    }
    return FUGU_E_BAD_HANDLE;
}

static uint32_t furthest_behind(const struct fugu_schedule *schedule)
{
    uint32_t least = 0;
    for (uint32_t i = 1; i < schedule->count; i++) {
        if (schedule->entries[i].pass < schedule->entries[least].pass) least = i;
    }
    return least;
}

int64_t fugu_schedule_turn(struct fugu_schedule *schedule)
{
    /* Each process has lost a turn by then whose stride is the longest: nobody can run. */
    for (uint32_t tries = schedule->count * FUGU_TICKETS_MOST; schedule->count && tries; tries--) {
        uint32_t at = furthest_behind(schedule);
        uint32_t environment = schedule->entries[at].environment;
        schedule->pass = schedule->entries[at].pass;
        schedule->entries[at].pass += schedule->entries[at].stride;
        int64_t yielded = fugu_slice_yield_sparing(environment);
        if (yielded >= 0) return environment;
        int64_t state = fugu_environment_state(environment);
        if (state < 0 || state >= 2) take_out(schedule, at);
    }
    return FUGU_E_NOT_READY;
}

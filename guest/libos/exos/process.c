/*
 * Processes: environments that execute functions of the program. The kernel maps what they begin with, so that they
 * need no handler of page faults.
 */
#include <fugu/environment.h>

/* In process_start.S: calls a1 with a0, and exits with what that returns. */
extern const char fugu_process_start[];

#define STACK_RIGHTS (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)
#define ACCESS (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE | FUGU_RIGHT_EXECUTE)

static int64_t map_constants(uint32_t environment)
{
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++) {
        const struct fugu_segment *segment = &fugu_boot->segments[i];
        if (segment->rights & (FUGU_RIGHT_WRITE | FUGU_BOOT_SEGMENT_SHARED)) continue;
        int64_t mapped = fugu_environment_map(environment, segment->address, segment->cap, segment->rights & ACCESS);
        if (mapped < 0) return mapped;
    }
    return 0;
}

static int64_t map_stack(struct fugu_process *process)
{
    int64_t stack = fugu_frame_allocate(fugu_boot->cap_memory, FUGU_PROCESS_STACK_PAGES);
    if (stack < 0) return stack;
    process->stack = (uint32_t)stack;
    return fugu_environment_map(process->environment, FUGU_PROCESS_STACK, process->stack, STACK_RIGHTS);
}

int64_t fugu_process_make(
    struct fugu_process *process, int (*main)(uint64_t argument), uint64_t argument, uint32_t frames)
{
    int64_t made = fugu_environment_make(fugu_boot->cap_memory, frames, (uintptr_t)fugu_process_start,
                                         FUGU_PROCESS_STACK_END, argument, (uintptr_t)main);
    if (made < 0) return made;
    *process = (struct fugu_process){.environment = (uint32_t)made};
    int64_t failed = map_constants(process->environment);
    if (failed >= 0) failed = map_stack(process);
    if (failed >= 0) return 0;
    fugu_process_end(process);
    return failed;
}

void fugu_process_end(struct fugu_process *process)
{
    fugu_environment_end(process->environment);
    if (process->stack) fugu_frame_free(process->stack);
    fugu_cap_delete(process->environment);
    *process = (struct fugu_process){0};
}

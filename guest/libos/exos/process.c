/*
 * Processes: environments that execute functions of the program. The kernel maps what they begin with, and what they
 * share, so that they need no handler of page faults.
 */
#include <exos.h>
#include <fugu/process.h>

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

/* ---- shared memory */

/* Below the stacks of processes. Addresses are not used again, so that a stale pointer meets nothing. */
#define COMMON_START 0x3c00000000ul
#define COMMON_END FUGU_PROCESS_STACK
#define COMMON_MOST 1024

static uintptr_t next_common = COMMON_START;

int64_t fugu_common_make(struct fugu_common *common, uint32_t pages)
{
    *common = (struct fugu_common){0};
    if (pages < 1 || pages > COMMON_MOST) return FUGU_E_BAD_ARGUMENT;
    uint64_t bytes = (uint64_t)pages * FUGU_PAGE_BYTES;
    if (bytes > COMMON_END - next_common) return FUGU_E_OUT_OF_SLOTS;
    int64_t frames = fugu_frame_allocate(fugu_boot->cap_memory, pages);
    if (frames < 0) return frames;
    int64_t mapped = fugu_environment_map(0, next_common, (uint32_t)frames, STACK_RIGHTS);
    if (mapped < 0) {
        fugu_frame_free((uint32_t)frames);
        return mapped;
    }
    *common = (struct fugu_common){.address = (void *)next_common, .frames = (uint32_t)frames, .pages = pages};
    next_common += bytes;
    return 0;
}

int64_t fugu_common_share(const struct fugu_common *common, const struct fugu_process *with, bool writes)
{
    uint32_t rights = writes ? STACK_RIGHTS : FUGU_RIGHT_READ;
    int64_t mapped = fugu_environment_map(with->environment, (uintptr_t)common->address, common->frames, rights);
    return mapped < 0 ? mapped : 0;
}

int64_t fugu_common_free(struct fugu_common *common)
{
    int64_t freed = fugu_frame_free(common->frames);
    if (freed >= 0) *common = (struct fugu_common){0};
    return freed < 0 ? freed : 0;
}

/* ---- peers */

int64_t fugu_process_introduce(
    struct fugu_introduction *introduction, const struct fugu_process *whom, const struct fugu_process *to)
{
    int64_t known = whom ? whom->environment : fugu_cap_part(0, FUGU_KIND_ENVIRONMENT, 0, 0);
    if (known < 0) return known;
    uint64_t receiver = to ? FUGU_ENVIRONMENT_OF_CAP(to->environment) : FUGU_ENVIRONMENT_OF_RANK(fugu_rank());
    int64_t ticket = fugu_cap_grant((uint32_t)known, FUGU_RIGHT_EXECUTE, receiver);
    if (ticket < 0) {
        if (!whom) fugu_cap_delete((uint32_t)known);
        return ticket;
    }
    *introduction = (struct fugu_introduction){.ticket = ticket, .crosses = exos_is_crossed()};
    return 0;
}

int64_t fugu_peer_yield(const struct fugu_peer *peer)
{
    exos_cross_if(peer->crosses);
    return fugu_slice_yield_sparing(peer->environment);
}

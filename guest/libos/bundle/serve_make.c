/*
 * How exos becomes a server (serve.c): its client makes the server's environment, with copies of exos' variables.
 */
#include <serve.h>
#include <string.h>

#include <exos.h>
#include <fugu/capability.h>
#include <fugu/environment.h>

#define READ_WRITE (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)
#define ACCESS (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE | FUGU_RIGHT_EXECUTE)

#define STACK (SERVE_WINDOW + 0x10000)
#define STACK_PAGES 4
#define COPY (SERVE_WINDOW + 0x20000)

/* Frames that stay the program's: messages wait in them when it does not take them. */
#define KEPT_MOST 64

#define MOST_COPIED 8

void serve_begin(void);
void serve_client_entry(void);
void served_exception_entry(void);

/* Variables of exos that the server has its own of. */
struct copied {
    uint64_t address;
    uint32_t frames;
};

static bool is_own_copy(const struct fugu_segment *segment)
{
    return segment->address >= FUGU_ADDRESS_LIBRARY_START && (segment->rights & FUGU_RIGHT_WRITE)
           && !(segment->rights & FUGU_BOOT_SEGMENT_SHARED);
}

static int64_t take(uint64_t pages)
{
    return fugu_frame_allocate(fugu_boot->cap_memory, pages);
}

/* As they are now, in frames of their own. The guaranteed ones are zeros yet, as fresh frames are. */
static int64_t copy(const struct fugu_segment *segment, struct copied *to)
{
    int64_t frames = take(segment->bytes >> FUGU_PAGE_SHIFT);
    if (frames < 0) return frames;
    *to = (struct copied){segment->address, (uint32_t)frames};
    if ((uintptr_t)&serve_client - segment->address < segment->bytes) return 0;
    int64_t looked_at = fugu_cap_derive((uint32_t)frames, READ_WRITE | FUGU_RIGHT_DERIVE);
    if (looked_at < 0) return looked_at;
    int64_t mapped = fugu_environment_map(0, COPY, (uint32_t)looked_at, READ_WRITE);
    if (mapped < 0) return mapped;
    memcpy((void *)COPY, (const void *)segment->address, segment->bytes);
    return fugu_cap_delete((uint32_t)looked_at);
}

/* For the server: what its client calls its segments, and how much memory it has. */
static void describe(uint32_t frames)
{
    struct fugu_boot_record *boot = (struct fugu_boot_record *)serve_window;
    *boot = *fugu_boot;
    boot->cap_console = FUGU_MADE_CAP_CONSOLE;
    boot->cap_memory = FUGU_MADE_CAP_MEMORY;
    boot->frames_available = frames;
    for (uint32_t i = 0; i < boot->segment_count; i++) boot->segments[i].cap |= SERVE_CLIENTS;
}

/* Whether all of the library OS is where it belongs in the server. */
static bool fill(uint32_t server, const struct copied *copies, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (fugu_environment_map(server, copies[i].address, copies[i].frames, READ_WRITE) < 0) return false;
    }
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++) {
        const struct fugu_segment *segment = &fugu_boot->segments[i];
        if (segment->address < FUGU_ADDRESS_LIBRARY_START || (segment->rights & FUGU_RIGHT_WRITE)) continue;
        if (fugu_environment_map(server, segment->address, segment->cap, segment->rights & ACCESS) < 0) return false;
    }
    return true;
}

/* Answers a capability for the server, or why there is none. */
static int64_t make(void)
{
    int64_t both = take(1), stack = take(STACK_PAGES);
    if (both < 0 || stack < 0) return FUGU_E_OUT_OF_FRAMES;
    if (fugu_environment_map(0, SERVE_WINDOW, (uint32_t)both, READ_WRITE) < 0) return FUGU_E_OUT_OF_SLOTS;
    uint64_t taken = 1 + STACK_PAGES;
    struct copied copies[MOST_COPIED];
    uint32_t count = 0;
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++) {
        const struct fugu_segment *segment = &fugu_boot->segments[i];
        if (!is_own_copy(segment)) continue;
        if (count == MOST_COPIED || copy(segment, &copies[count++]) < 0) return FUGU_E_OUT_OF_FRAMES;
        taken += segment->bytes >> FUGU_PAGE_SHIFT;
    }
    uint64_t left = fugu_boot->frames_available > taken ? fugu_boot->frames_available - taken : 0;
    uint32_t frames = (uint32_t)(left - (left / 8 < KEPT_MOST ? left / 8 : KEPT_MOST));
    describe(frames);
    int64_t server = fugu_environment_make(
        fugu_boot->cap_memory, frames, (uintptr_t)serve_begin, STACK + STACK_PAGES * FUGU_PAGE_BYTES, 0, 0);
    if (server < 0) return server;
    bool filled = fill((uint32_t)server, copies, count)
                  && fugu_environment_map((uint32_t)server, STACK, (uint32_t)stack, READ_WRITE) >= 0
                  && fugu_environment_map((uint32_t)server, SERVE_WINDOW, (uint32_t)both, READ_WRITE) >= 0;
    return filled ? server : FUGU_E_OUT_OF_SLOTS;
}

const void *exos_serve(const struct fugu_boot_record *boot)
{
    fugu_boot = boot;
    int64_t server = make();
    if (server < 0) return 0;
    if (fugu_environment_set(0, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)serve_client_entry) < 0) return 0;
    if (fugu_slice_yield((uint32_t)server) < 0) return 0;
    serve_client.environment = (uint64_t)server;
    exception_start((uintptr_t)served_exception_entry);
    return served_hooks();
}

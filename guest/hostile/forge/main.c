/*
 * Tries capability handles it was not given, and its own for what they are not for. Prints how the
 * kernel refused each call; exits with how many it did not refuse.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define SLOT_BITS 12
#define PAGE 0x30000000 /* in nobody's segment */

static fugu_shared_data char shared_text[] = "This must not be seen.\n"; /* another node may own its lines */

static int not_refused;

static const char *name(int64_t answer)
{
    switch (answer) {
    case FUGU_E_BAD_HANDLE: return "bad_handle";
    case FUGU_E_WRONG_OBJECT: return "wrong_object";
    case FUGU_E_MISSING_RIGHT: return "missing_right";
    case FUGU_E_BAD_ADDRESS: return "bad_address";
    case FUGU_E_BAD_ARGUMENT: return "bad_argument";
    case FUGU_E_OUT_OF_FRAMES: return "out_of_frames";
    case FUGU_E_OUT_OF_SLOTS: return "out_of_slots";
    case FUGU_E_NO_SUCH_CALL: return "no_such_call";
    default: return answer < 0 ? "an unknown error" : "not refused";
    }
}

static void attempt(const char *what, int64_t answer)
{
    printf("%s: %s\n", what, name(answer));
    if (answer >= 0) not_refused++;
}

/* A handle that names something else in the same slot: what a guess, or a stale copy, looks like. */
static uint32_t other_generation(uint32_t handle)
{
    return handle + (1u << SLOT_BITS);
}

/* A capability that the program does own; without it there is nothing to try. */
static uint32_t own(int64_t answer)
{
    if (answer >= 0) return (uint32_t)answer;
    printf("the kernel refused what is ours: %s\n", name(answer));
    exit(100);
}

static void try_handles(void)
{
    static const char text[] = "This must not be seen.\n";
    attempt("console_write by handle 0", fugu_console_call(0, text, sizeof text - 1));
    attempt("console_write by a slot beyond all", fugu_console_call(0xfff, text, sizeof text - 1));
    attempt("console_write by another generation",
            fugu_console_call(other_generation(fugu_boot->cap_console), text, sizeof text - 1));
    attempt("console_write by the memory capability", fugu_console_call(fugu_boot->cap_memory, text, sizeof text - 1));
    attempt("frame_allocate by the console capability", fugu_frame_allocate(fugu_boot->cap_console, 1));
    attempt("frame_allocate by another generation", fugu_frame_allocate(other_generation(fugu_boot->cap_memory), 1));
    attempt("frame_free of the console", fugu_frame_free(fugu_boot->cap_console));
    attempt("cap_inspect of handle 0", fugu_cap_inspect(0));
}

static void try_frames(void)
{
    uint32_t frames = own(fugu_frame_allocate(fugu_boot->cap_memory, 2));
    uint32_t to_read = own(fugu_cap_derive(frames, FUGU_RIGHT_READ));
    uint32_t read_write = FUGU_RIGHT_READ | FUGU_RIGHT_WRITE;
    attempt("tlb_write of a page beyond the run", fugu_tlb_write(frames, 2, PAGE, FUGU_RIGHT_READ));
    attempt("tlb_write for writing by a right to read", fugu_tlb_write(to_read, 0, PAGE, read_write));
    attempt("tlb_write outside the address space", fugu_tlb_write(frames, 0, 1ul << 47, FUGU_RIGHT_READ));
    attempt("cap_derive without the right to derive", fugu_cap_derive(to_read, FUGU_RIGHT_READ));
    attempt("frame_free without all rights", fugu_frame_free(to_read));
    own(fugu_cap_delete(to_read));
    attempt("tlb_write by a deleted handle", fugu_tlb_write(to_read, 0, PAGE, FUGU_RIGHT_READ));
    own(fugu_frame_free(frames));
    attempt("tlb_write of frames given back", fugu_tlb_write(frames, 0, PAGE, FUGU_RIGHT_READ));
    attempt("frame_free a second time", fugu_frame_free(frames));
}

static void try_addresses(void)
{
    uint32_t console = fugu_boot->cap_console;
    attempt("console_write from an unmapped page", fugu_console_call(console, (void *)PAGE, 8));
    attempt("console_write from beyond the address space", fugu_console_call(console, (void *)-8ul, 16));
    attempt("console_write from shared memory", fugu_console_call(console, shared_text, sizeof shared_text));
    attempt("metric with a name that is none", fugu_metric("Not A Name", 1));
    attempt("metric_unit with a unit that is none", fugu_metric_unit("name", "<b>"));
    attempt("a system call that does not exist", fugu_call(5000, 0, 0, 0, 0, 0));
}

int main(void)
{
    try_handles();
    try_frames();
    try_addresses();
    return not_refused;
}

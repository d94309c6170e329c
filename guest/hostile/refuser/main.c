/*
 * Processes that do not give back what they are asked for, one a run: refuser ATTACK. Who made one asks for frames, and
 * must have them soon after the time to answer is over: then the program ends with 0. The attacks:
 *
 * silent   interrupts are disabled for ever
 * deaf     is told, and does not answer
 * liar     answers with what is not its own to give: derived, lent, made-up and foreign names, other kinds
 * twice    gives one thing again and again
 * late     answers when the time is over, with what it still has
 * hoard    gives, and allocates all that it can get at the same time
 * loop     asks a process of its own for frames without end, and makes that one's requests fail
 * hide     has put all its frames into processes of its own
 * grants   has granted its frames to as many names as it can
 * clings   is asked for its slice, which is long, in an atomic section
 */
#include <stdio.h>
#include <string.h>

#include <fugu/capability.h>
#include <fugu/reclaim.h>

#define READ_WRITE (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)
#define SHARED_PAGE 0x50000000ul
#define OWN_PAGES 0x58000000ul
#define WORD(offset) (*(volatile uint64_t *)(uintptr_t)(SHARED_PAGE + (offset)))
#define ATTACK 0
#define SPINS 8
#define LENT 16    /* the process's name of the shared page */
#define CALLS 24
#define OWNER 32   /* a handle of who asks */
#define ASKED_AT 40
#define HANDLES 512
#define FRAMES 16
#define ASKED 8
#define SLICE 4000
#define LONG_SLICE 1000000
#define DEADLINE 20000
#define MANY_NAMES 3000

enum attack { SILENT, DEAF, LIAR, TWICE, LATE, HOARD, LOOP, HIDE, GRANTS, CLINGS, ATTACKS };

static const char *const names[ATTACKS] = {
    "silent", "deaf", "liar", "twice", "late", "hoard", "loop", "hide", "grants", "clings",
};

static int64_t answer(uint64_t what)
{
    WORD(CALLS) = WORD(CALLS) + 1;
    return fugu_reclaim_answer(FUGU_RECLAIM_FRAMES, (uint32_t)what);
}

static void lie(void)
{
    uint32_t own = (uint32_t)WORD(HANDLES);
    answer((uint64_t)fugu_cap_derive(own, FUGU_RIGHT_READ));
    answer(WORD(LENT));
    answer(WORD(OWNER));
    answer(FUGU_MADE_CAP_MEMORY);
    answer(FUGU_MADE_CAP_CONSOLE);
    for (uint64_t slot = 0; slot < 64; slot++) answer(0x7fff0000 | slot);
    for (uint32_t kind = 2; kind < 66; kind++) fugu_reclaim_answer(kind, own);
}

/* In the process. */
void fugu_upcall(uint64_t cause, uint64_t value)
{
    (void)value;
    if (cause != FUGU_CAUSE_RECLAIM) return;
    WORD(ASKED_AT) = fugu_cycles();
    switch ((enum attack)WORD(ATTACK)) {
    case LIAR: lie(); break;
    case TWICE:
        for (int i = 0; i < 100; i++) answer(WORD(HANDLES));
        break;
    case HOARD:
        answer(WORD(HANDLES));
        for (int i = 0; i < 100; i++) fugu_frame_allocate(FUGU_MADE_CAP_MEMORY, 1);
        break;
    default: break;
    }
}

static void take_frames(uint32_t memory)
{
    for (uint64_t i = 0; i < FRAMES; i++) {
        uint32_t frame = (uint32_t)fugu_frame_allocate(memory, 1);
        WORD(HANDLES + 8 * i) = frame;
        fugu_tlb_write(frame, 0, OWN_PAGES + i * FUGU_PAGE_BYTES, READ_WRITE);
    }
}

/* In the process: everything but answering. */
static _Noreturn int refuse(uint64_t attack)
{
    uint32_t inner = 0;
    if (attack == HIDE || attack == LOOP) {
        for (int i = 0; i < FRAMES / 4; i++) {
            int64_t made = fugu_environment_make(FUGU_MADE_CAP_MEMORY, 4, 0x1000, 0x1000, 0, 0);
            if (made > 0) inner = (uint32_t)made;
        }
    } else {
        take_frames(FUGU_MADE_CAP_MEMORY);
    }
    if (attack == GRANTS) {
        for (int i = 0; i < MANY_NAMES; i++) fugu_cap_derive((uint32_t)WORD(HANDLES), FUGU_RIGHT_READ);
        for (int i = 0; i < MANY_NAMES; i++) {
            fugu_cap_grant((uint32_t)WORD(HANDLES + 8), FUGU_RIGHT_READ, FUGU_ENVIRONMENT_OF_RANK(0));
        }
    }
    if (attack == SILENT || attack == CLINGS) fugu_atomic_begin();
    for (;;) {
        WORD(SPINS) = WORD(SPINS) + 1;
        if (attack == LOOP) fugu_reclaim(inner, FUGU_RECLAIM_FRAMES, 1, 1000);
        bool is_late = WORD(ASKED_AT) && fugu_cycles() > WORD(ASKED_AT) + DEADLINE;
        if (attack == LATE && is_late) answer(WORD(HANDLES + 8 * (FRAMES - 1)));
    }
}

static enum attack attack_named(const char *name)
{
    int found = 0;
    while (found < ATTACKS && strcmp(names[found], name)) found++;
    return (enum attack)found;
}

static uint32_t all_frames(void)
{
    uint32_t count = 0;
    while (fugu_frame_allocate(fugu_boot->cap_memory, 1) > 0) count++;
    return count;
}

int main(int argc, char **argv)
{
    enum attack attack = attack_named(argc > 1 ? argv[1] : "");
    if (attack == ATTACKS) return 2;
    uint32_t shared = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    if (fugu_environment_map(0, SHARED_PAGE, shared, READ_WRITE) < 0) return 3;
    WORD(ATTACK) = attack;
    WORD(OWNER) = shared;
    struct fugu_process process;
    if (fugu_process_make(&process, refuse, attack, FRAMES) < 0) return 4;
    int64_t lent = fugu_environment_map(process.environment, SHARED_PAGE, shared, READ_WRITE);
    if (lent < 0) return 5;
    WORD(LENT) = (uint64_t)lent;
    fugu_environment_set(process.environment, FUGU_CONTEXT_INTERRUPT, (uintptr_t)fugu_upcall_entry);
    /* All that is left is taken, so that what can be allocated afterwards is what came back. */
    while (fugu_frame_allocate(fugu_boot->cap_memory, 64) > 0) continue;
    all_frames();

    fugu_slice_take(fugu_boot->cap_processor, 1, SLICE, 0);
    fugu_slice_take(fugu_boot->cap_processor, 2, SLICE, process.environment);
    while (!WORD(SPINS)) fugu_slice_yield(0);
    if (attack == CLINGS) fugu_slice_take(fugu_boot->cap_processor, 2, LONG_SLICE, process.environment);
    uint32_t kind = attack == CLINGS ? FUGU_RECLAIM_SLICES : FUGU_RECLAIM_FRAMES;

    uint64_t before = fugu_cycles();
    if (fugu_reclaim(process.environment, kind, attack == CLINGS ? 1 : ASKED, DEADLINE) < 0) return 6;
    int64_t state;
    while ((state = fugu_reclaim_state(process.environment, kind)) & FUGU_RECLAIM_OPEN) {
        fugu_slice_yield(0);
    }
    fugu_metric("refuser.cycles", (int64_t)(fugu_cycles() - before));
    fugu_metric("refuser.frames", all_frames());
    return state == 0 ? 0 : 1;
}

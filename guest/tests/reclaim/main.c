/*
 * Rank 0 makes processes, gives them frames, and asks for them back: of one that chooses what it gives, of one that
 * does not hear, of one that gives too little, of one that has guaranteed frames or slices, and of one that has granted its
 * frames to rank 1. What they share is one page. What a request, an answer and an abort cost is measured.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/capability.h>
#include <fugu/reclaim.h>

#define READ FUGU_RIGHT_READ
#define READ_WRITE (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)
#define SHARED_PAGE 0x50000000ul
#define OWN_PAGES 0x58000000ul
#define WORD(offset) (*(volatile uint64_t *)(uintptr_t)(SHARED_PAGE + (offset)))
#define GIVES 0     /* how many the process gives when it is asked */
#define TOLD 8      /* how often it was asked */
#define VALUE 16    /* with what */
#define ASKED_AT 24 /* the cycle of it */
#define GIVEN_AT 32
#define TICKET 40
#define SPINS 48
#define POSITION 56 /* of the slice that the process gives */
#define RESULT 64
#define NAMES 256   /* of the frames that it has */
#define HANDLES 512 /* for them */
#define VECTOR 1024
#define FRAMES 16
#define SLICE 4000
#define DEADLINE 30000

static fugu_shared fugu_shared_barrier_t barrier;
static fugu_shared int64_t ticket;
static uint32_t shared;

static void expect(int64_t found, int64_t wanted, const char *what)
{
    if (found == wanted) return;
    printf("rank %u: %s: %lld, not %lld\n", (unsigned)fugu_rank(), what, (long long)found, (long long)wanted);
    exit(1);
}

static uint32_t handle(int64_t answer, const char *what)
{
    if (answer > 0) return (uint32_t)answer;
    expect(answer, 1, what);
    return 0;
}

/* In the process: gives as many frames as it shall, the last ones first. */
void fugu_upcall(uint64_t cause, uint64_t value)
{
    if (cause != FUGU_CAUSE_RECLAIM) return;
    WORD(ASKED_AT) = fugu_cycles();
    WORD(TOLD) = WORD(TOLD) + 1;
    WORD(VALUE) = value;
    if (FUGU_RECLAIM_KIND(value) == FUGU_RECLAIM_SLICES) {
        uint32_t position = (uint32_t)WORD(POSITION);
        if (position) WORD(RESULT) = (uint64_t)fugu_reclaim_answer(FUGU_RECLAIM_SLICES, 1 + position);
        return;
    }
    uint64_t gives = WORD(GIVES), last = FRAMES;
    for (uint64_t i = 0; i < gives; i++) {
        last--;
        fugu_reclaim_answer(FUGU_RECLAIM_FRAMES, (uint32_t)WORD(HANDLES + 8 * last));
    }
    if (gives) WORD(GIVEN_AT) = fugu_cycles();
}

/* In the process: has frames, one by one, and does something else; keeps so many, and lends one to rank 1. */
static _Noreturn int keep(uint64_t guaranteed)
{
    for (uint64_t i = 0; i < FRAMES; i++) {
        uint32_t frame = (uint32_t)fugu_frame_allocate(FUGU_MADE_CAP_MEMORY, 1);
        WORD(HANDLES + 8 * i) = frame;
        WORD(NAMES + 8 * i) = (uint64_t)fugu_frame_name(frame, 0);
        uintptr_t page = OWN_PAGES + i * FUGU_PAGE_BYTES;
        if (i < guaranteed) fugu_environment_map(0, page, frame, READ_WRITE);
        else fugu_tlb_write(frame, 0, page, READ_WRITE);
        *(volatile uint64_t *)page = i;
    }
    uint32_t last = (uint32_t)WORD(HANDLES + 8 * (FRAMES - 1));
    WORD(TICKET) = (uint64_t)fugu_cap_grant(last, READ_WRITE, FUGU_ENVIRONMENT_OF_RANK(1));
    for (;;) WORD(SPINS) = WORD(SPINS) + 1;
}

/* Makes a process with frames, and lets it get as far as that it does something else. */
static struct fugu_process keeper(uint64_t gives, uint64_t guaranteed, const char *entry)
{
    struct fugu_process made;
    for (uint64_t at = 0; at < FUGU_PAGE_BYTES; at += 8) WORD(at) = 0;
    WORD(GIVES) = gives;
    expect(fugu_process_make(&made, keep, guaranteed, FRAMES), 0, "a process");
    handle(fugu_environment_map(made.environment, SHARED_PAGE, shared, READ_WRITE), "the shared page");
    expect(fugu_environment_set(made.environment, FUGU_CONTEXT_INTERRUPT, (uintptr_t)entry), 0, "its interrupts");
    int64_t set = fugu_environment_set(made.environment, FUGU_CONTEXT_REPOSSESSION, SHARED_PAGE + VECTOR);
    expect(set, 0, "its repossession vector");
    expect(fugu_slice_take(fugu_boot->cap_processor, 1, SLICE, 0), 0, "a slice for oneself");
    expect(fugu_slice_take(fugu_boot->cap_processor, 2, SLICE, made.environment), 0, "a slice for it");
    while (!WORD(SPINS)) fugu_slice_yield(0);
    return made;
}

static void end(struct fugu_process *process)
{
    fugu_process_end(process);
    expect(fugu_slice_take(fugu_boot->cap_processor, 1, 0, 0), 0, "the slice is given back");
}

/* Asks, and waits until the request is over. Answers how many cycles that took. */
static uint64_t ask(const struct fugu_process *process, uint32_t count, uint32_t missed)
{
    uint64_t before = fugu_cycles();
    expect(fugu_reclaim(process->environment, FUGU_RECLAIM_FRAMES, count, DEADLINE), 0, "asking");
    uint64_t asked = fugu_cycles();
    if (count == 3) {
        expect(fugu_reclaim(process->environment, FUGU_RECLAIM_FRAMES, 1, DEADLINE), FUGU_E_IN_USE, "asking twice");
        fugu_metric("reclaim.request", (int64_t)(asked - before));
    } else if (count == FRAMES) {
        fugu_metric("reclaim.abort", (int64_t)(asked - before));
    }
    int64_t state;
    while ((state = fugu_reclaim_state(process->environment, FUGU_RECLAIM_FRAMES)) & FUGU_RECLAIM_OPEN) {
        fugu_slice_yield(0);
    }
    expect(state, missed, "what did not come back");
    return fugu_cycles() - asked;
}

/* Whether a process has a frame: who has taken all of it can tell by its name. */
static bool is_free(uint64_t frame)
{
    int64_t taken = fugu_frame_allocate_named(fugu_boot->cap_memory, 1, WORD(NAMES + 8 * frame));
    if (taken > 0) fugu_frame_free((uint32_t)taken);
    return taken > 0;
}

static void expect_taken(uint64_t first, uint64_t end, bool taken)
{
    for (uint64_t i = first; i < end; i++) expect(is_free(i), taken, taken ? "taken" : "kept");
}

static void choose(void)
{
    struct fugu_process process = keeper(3, 0, fugu_upcall_entry);
    ask(&process, 3, 0);
    expect((int64_t)WORD(TOLD), 1, "asked once");
    expect(FUGU_RECLAIM_KIND(WORD(VALUE)), FUGU_RECLAIM_FRAMES, "for frames");
    expect(FUGU_RECLAIM_COUNT(WORD(VALUE)), 3, "for so many");
    expect(FUGU_RECLAIM_CYCLES(WORD(VALUE)) <= DEADLINE, 1, "with so much time");
    expect_taken(0, FRAMES - 3, false);
    expect_taken(FRAMES - 3, FRAMES, true);
    expect((int64_t)WORD(VECTOR), 0, "nothing was taken by force");
    fugu_metric("reclaim.answer", (int64_t)(WORD(GIVEN_AT) - WORD(ASKED_AT)));
    end(&process);
}

static void take_by_force(void)
{
    struct fugu_process process = keeper(0, 0, fugu_upcall_entry);
    uint64_t took = ask(&process, 4, 0);
    expect(took >= DEADLINE, 1, "not before the time is over");
    fugu_metric("reclaim.late", (int64_t)(took - DEADLINE));
    expect_taken(0, FRAMES - 4, false);
    expect_taken(FRAMES - 4, FRAMES, true);
    const struct fugu_repossessions *vector = (const struct fugu_repossessions *)(SHARED_PAGE + VECTOR);
    expect((int64_t)vector->noted, 4, "notes");
    for (uint64_t i = 0; i < 4; i++) {
        expect(FUGU_NOTE_KIND(vector->notes[i]), FUGU_RECLAIM_FRAMES, "what was noted");
        expect(FUGU_NOTE_COUNT(vector->notes[i]), 1, "how many");
        expect((int64_t)FUGU_NOTE_NAME(vector->notes[i]), (int64_t)WORD(NAMES + 8 * (FRAMES - 1 - i)), "which");
    }
    end(&process);
}

static void give_too_little(void)
{
    struct fugu_process process = keeper(2, 0, fugu_upcall_entry);
    ask(&process, 5, 0);
    expect_taken(0, FRAMES - 5, false);
    expect_taken(FRAMES - 5, FRAMES, true);
    expect((int64_t)WORD(VECTOR), 3, "notes");
    end(&process);
}

static void keep_guaranteed(void)
{
    struct fugu_process process = keeper(0, 2, 0);
    uint64_t took = ask(&process, FRAMES, 2);
    expect(took < DEADLINE, 1, "who cannot be told is not waited for");
    expect_taken(0, 2, false);
    expect_taken(2, FRAMES, true);
    expect(fugu_environment_state(process.environment), 0, "it still has something to execute");
    end(&process);
}

/* Gives one of its three slices when it is asked for two, and loses another one. */
static void give_slices(void)
{
    struct fugu_process process = keeper(0, 0, fugu_upcall_entry);
    uint32_t processor = fugu_boot->cap_processor;
    WORD(POSITION) = 3;
    for (uint32_t i = 3; i < 5; i++) expect(fugu_slice_take(processor, i, SLICE, process.environment), 0, "slices");
    expect(fugu_reclaim(process.environment, FUGU_RECLAIM_SLICES, 4, DEADLINE), FUGU_E_BAD_ARGUMENT, "more than it has");
    expect(fugu_reclaim(process.environment, FUGU_RECLAIM_SLICES, 2, DEADLINE), 0, "asking for slices");
    while (fugu_reclaim_state(process.environment, FUGU_RECLAIM_SLICES) & FUGU_RECLAIM_OPEN) fugu_slice_yield(0);
    const struct fugu_repossessions *vector = (const struct fugu_repossessions *)(SHARED_PAGE + VECTOR);
    expect((int64_t)vector->noted, 1, "one was taken by force");
    expect(FUGU_NOTE_KIND(vector->notes[0]), FUGU_RECLAIM_SLICES, "a slice");
    expect((int64_t)FUGU_NOTE_NAME(vector->notes[0]), 4, "which");
    expect((int64_t)WORD(RESULT), 0, "the one that it gave");
    expect(fugu_reclaim(process.environment, FUGU_RECLAIM_SLICES, 2, DEADLINE), FUGU_E_BAD_ARGUMENT, "it has one left");
    expect(fugu_reclaim(process.environment, FUGU_RECLAIM_SLICES, 1, DEADLINE), 0, "asking for the last one");
    WORD(POSITION) = 0;
    while (fugu_reclaim_state(process.environment, FUGU_RECLAIM_SLICES) & FUGU_RECLAIM_OPEN) fugu_slice_yield(0);
    uint64_t spins = WORD(SPINS);
    for (int i = 0; i < 10; i++) fugu_slice_yield(0);
    expect((int64_t)(WORD(SPINS) - spins), 0, "it has no time any more");
    end(&process);
}

static void give_back_from_afar(void)
{
    struct fugu_process process = keeper(0, 0, 0);
    ticket = (int64_t)WORD(TICKET);
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier);
    ask(&process, 1, 0);
    expect_taken(FRAMES - 1, FRAMES, true);
    end(&process);
    fugu_shared_barrier(&barrier);
}

static void be_lent(void)
{
    fugu_shared_barrier(&barrier);
    uint32_t frame = handle(fugu_cap_accept(ticket), "a frame");
    expect(fugu_tlb_write(frame, 0, OWN_PAGES, READ) >= 0, 1, "it is mapped");
    expect((int64_t)*(volatile uint64_t *)OWN_PAGES, FRAMES - 1, "what is in it");
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier);
    expect(fugu_cap_inspect(frame), FUGU_E_BAD_HANDLE, "it is gone");
}

int main(void)
{
    if (fugu_rank()) {
        be_lent();
        return 0;
    }
    shared = handle(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a page to be shared");
    expect(fugu_environment_map(0, SHARED_PAGE, shared, READ_WRITE) > 0, 1, "it is mapped");
    choose();
    puts("who is asked for frames chooses which go");
    take_by_force();
    puts("who does not answer loses them by force, and finds which");
    give_too_little();
    puts("who gives too little loses the rest");
    keep_guaranteed();
    puts("who has guaranteed frames keeps them");
    give_slices();
    puts("slices are given back, or taken away");
    give_back_from_afar();
    puts("frames that another node was granted come back too");
    return 0;
}

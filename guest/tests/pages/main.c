/*
 * Pages for messages: pages HOW. Rank 1 sends to rank 0, which does not look for a while, so that the kernel puts the
 * messages into its memory, of which it has almost none left. The kernel asks for pages, and rank 0
 *
 * before   has given some before
 * give     gives some to the kernel, for messages
 * free     gives some up, in answer
 * leave    leaves it to the kernel which
 * deaf     does not answer: the kernel takes them by force
 * alone    cannot be asked: its job ends, memory_limit
 *
 * In all cases but the last each message comes once and in order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/reclaim.h>

#define MESSAGES 40
#define WORDS 160 /* of each: three to a page */
#define PAGE 0x50000000ul
#define KEPT 24 /* room for all of them */
#define LEFT 5

enum how { BEFORE, GIVE, FREE, LEAVE, DEAF, ALONE, HOWS };

static const char *const names[HOWS] = {"before", "give", "free", "leave", "deaf", "alone"};

static fugu_shared fugu_shared_barrier_t barrier;
static volatile uint64_t taken, wrong, told;
static enum how how;
static uint32_t kept;

/* Where the kernel notes what it takes. */
static fugu_guaranteed struct fugu_repossessions vector;

void fugu_upcall(uint64_t cause, uint64_t value)
{
    if (cause != FUGU_CAUSE_RECLAIM || FUGU_RECLAIM_KIND(value) != FUGU_RECLAIM_MESSAGE_PAGES) return;
    told++;
    if (how == GIVE) fugu_buffer_give(kept);
    if (how == FREE) fugu_reclaim_answer(FUGU_RECLAIM_MESSAGE_PAGES, kept);
    if (how == LEAVE) fugu_reclaim_answer(FUGU_RECLAIM_MESSAGE_PAGES, 0);
}

static void spin(uint64_t cycles)
{
    for (uint64_t until = fugu_cycles() + cycles; fugu_cycles() < until;) {}
}

static void with_data(uint32_t source, uint64_t number, uint64_t same)
{
    static uint64_t data[WORDS];
    (void)source;
    if (number != taken || same != number || fugu_bulk_bytes() != sizeof data) wrong++;
    fugu_sink(data);
    for (uint64_t i = 0; i < WORDS; i++) wrong += data[i] != number * WORDS + i;
    taken++;
}

static void send(void)
{
    static uint64_t data[WORDS];
    for (uint64_t number = 0; number < MESSAGES; number++) {
        for (uint64_t i = 0; i < WORDS; i++) data[i] = number * WORDS + i;
        uint64_t before = fugu_atomic_begin(); /* or others would be asked to send less */
        fugu_send_bulk(0, with_data, data, sizeof data, number, number);
        fugu_atomic_end(before);
        spin(4000);
    }
}

static void expect(bool good, const char *what)
{
    if (good) return;
    printf("%s\n", what);
    exit(1);
}

/* Takes all frames but a few. */
static void take_frames(void)
{
    uint32_t memory = fugu_boot->cap_memory;
    uint32_t left = (uint32_t)fugu_frame_allocate(memory, LEFT);
    for (uint32_t run = 256; run; run /= 2) {
        while (fugu_frame_allocate(memory, run) > 0) continue;
    }
    fugu_frame_free(left);
}

static void receive(void)
{
    kept = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, KEPT);
    if (how != ALONE) fugu_environment_set(0, FUGU_CONTEXT_INTERRUPT, (uintptr_t)fugu_upcall_entry);
    expect(!fugu_environment_set(0, FUGU_CONTEXT_REPOSSESSION, (uintptr_t)&vector), "no repossession vector");
    expect(fugu_buffer_take_back(1) == FUGU_E_BAD_ARGUMENT, "there is nothing to be taken back");
    if (how == BEFORE) expect(fugu_buffer_give(kept) == 0, "giving frames for messages");
    take_frames();
    expect(fugu_reclaim_answer(FUGU_RECLAIM_MESSAGE_PAGES, 0) == FUGU_E_NOT_READY, "nothing is asked for");
    fugu_shared_barrier(&barrier);
    uint64_t before = fugu_atomic_begin();
    spin(10000);
    fugu_atomic_end(before);
    spin(120000);
    while (taken < MESSAGES) fugu_poll();
    spin(20000);
    expect(!wrong, "a message is missing, or out of turn");
    bool by_force = how == DEAF || how == LEAVE;
    expect(by_force ? told > 0 : told == (how != BEFORE && how != ALONE), "told once, or as often as the kernel took some");
    expect((vector.noted > 0) == by_force, by_force ? "nothing was noted" : "something was taken");
    if (how == BEFORE || how == GIVE) {
        expect(fugu_buffer_take_back(KEPT + 1) == FUGU_E_BAD_ARGUMENT, "more than was given");
        expect(fugu_buffer_take_back(KEPT - 1) == 0, "taking back what was given");
        expect(fugu_frame_allocate(fugu_boot->cap_memory, 1) > 0, "it can be allocated again");
    }
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "give";
    for (int i = 0; i < HOWS; i++) {
        if (!strcmp(names[i], name)) how = (enum how)i;
    }
    if (fugu_rank() == 0) {
        receive();
        printf("%u messages, each once and in order\n", MESSAGES);
    } else {
        fugu_shared_barrier(&barrier);
        send();
    }
    return 0;
}

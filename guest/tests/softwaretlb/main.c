/*
 * What the kernel's software TLB may answer, and what it must not. More pages are mapped than the TLB holds, so that all
 * of them are forgotten there and found again; the handler of page faults counts when it is asked.
 *
 * It is asked once for each page, and not again. And whatever takes a translation away must take it from the software
 * TLB too: a drop, another translation, the page-table word that it follows from, a capability that is deleted or
 * revoked, here or on another node, and frames that are given up. Where something has gone stands a page that says so:
 * who reads what was there before has found a way around the kernel.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/capability.h>

#define PAGES 96 /* the TLB has 64 */
#define WINDOW 0x50800000ul
#define PAGE(n) (WINDOW + (uint64_t)(n) * FUGU_PAGE_BYTES)
#define READ FUGU_RIGHT_READ
#define WRITE FUGU_RIGHT_WRITE
#define DERIVE FUGU_RIGHT_DERIVE
#define BEFORE 1000
#define OTHER 2000
#define GONE 3000
#define NOTHING 0

/* The handler of page faults touches these: they are always there. */
static fugu_guaranteed volatile uint32_t behind[PAGES], gone;
static fugu_guaranteed volatile uint32_t rights;
static fugu_guaranteed volatile uint64_t words[PAGES]; /* the program's own page table */
static fugu_guaranteed volatile bool from_words;
static fugu_guaranteed volatile unsigned faults;

static fugu_shared fugu_shared_barrier_t barrier;
static fugu_shared int64_t ticket;

/* Called by exos for faults in the window. */
bool fugu_resolve_page(uint64_t address, uint32_t right)
{
    (void)right;
    if (address < WINDOW || address >= PAGE(PAGES)) return false;
    unsigned n = (unsigned)((address - WINDOW) / FUGU_PAGE_BYTES);
    faults++;
    int64_t mapped;
    if (from_words) {
        uint64_t index = words[n];
        mapped = fugu_tlb_write_from(behind[n], index, PAGE(n), rights, &words[n], index);
    } else {
        mapped = fugu_tlb_write(behind[n], n, PAGE(n), rights);
    }
    return mapped >= 0 || fugu_tlb_write(gone, 0, PAGE(n), READ) >= 0;
}

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

static volatile uint64_t *word(unsigned n)
{
    return (volatile uint64_t *)PAGE(n) + n; /* lines that do not displace each other */
}

static void back(uint32_t frames, uint32_t with)
{
    for (unsigned n = 0; n < PAGES; n++) behind[n] = frames;
    rights = with;
}

static void drop_all(void)
{
    for (unsigned n = 0; n < PAGES; n++) fugu_tlb_drop(PAGE(n));
}

/* Reads all pages: more than one time round the TLB. */
static void sweep(uint64_t mark, const char *what)
{
    for (unsigned n = 0; n < PAGES; n++) expect((int64_t)*word(n), (int64_t)(mark ? mark + n : 0), what);
}

/* All of them are the page that says so. */
static void sweep_gone(const char *what)
{
    for (unsigned n = 0; n < PAGES; n++) expect((int64_t)*(volatile uint64_t *)PAGE(n), GONE, what);
}

static void expect_faults(unsigned wanted, const char *what)
{
    expect(faults, wanted, what);
    faults = 0;
}

static uint32_t marked(uint64_t mark)
{
    uint32_t frames = handle(fugu_frame_allocate(fugu_boot->cap_memory, PAGES), "frames");
    back(frames, READ | WRITE);
    drop_all();
    for (unsigned n = 0; n < PAGES; n++) *word(n) = mark + n;
    drop_all();
    faults = 0;
    return frames;
}

static void prepare(void)
{
    gone = handle(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a frame");
    back(gone, READ | WRITE);
    expect(fugu_tlb_write(gone, 0, WINDOW, READ | WRITE), 0, "mapping what says so");
    *(volatile uint64_t *)WINDOW = GONE;
    expect(fugu_tlb_drop(WINDOW), 1, "dropping it");
}

static void find_again(uint32_t frames)
{
    back(frames, READ);
    drop_all();
    sweep(BEFORE, "the first time");
    expect_faults(PAGES, "faults of the first time");
    for (int i = 0; i < 3; i++) sweep(BEFORE, "found again");
    expect_faults(0, "faults of what was mapped");
}

static void drop(uint32_t frames)
{
    back(frames, READ);
    for (unsigned n = 0; n < PAGES; n += 2) expect(fugu_tlb_drop(PAGE(n)), 1, "dropping what the TLB has lost");
    sweep(BEFORE, "after a drop");
    expect_faults(PAGES / 2, "faults of what was dropped");
}

/* The right that is missing is missed, whatever the kernel knows. */
static void write_what_may_be_read(uint32_t frames)
{
    back(frames, READ | WRITE);
    sweep(BEFORE, "to be read");
    expect_faults(0, "faults of reading");
    for (unsigned n = 0; n < PAGES; n++) *word(n) = BEFORE + n;
    expect_faults(PAGES, "faults of writing");
    sweep(BEFORE, "written");
    for (unsigned n = 0; n < PAGES; n++) *word(n) = BEFORE + n;
    expect_faults(0, "faults of what may be written");
}

static void replace(uint32_t frames, uint32_t others)
{
    for (unsigned n = 0; n < PAGES; n++) expect(fugu_tlb_write(others, n, PAGE(n), READ), 0, "another page");
    sweep(OTHER, "other pages");
    sweep(OTHER, "other pages, found again");
    for (unsigned n = 0; n < PAGES; n++) expect(fugu_tlb_write(frames, n, PAGE(n), READ), 0, "the page of before");
    sweep(BEFORE, "pages of before");
    expect_faults(0, "faults of what was replaced");
}

/* The word says nothing before it is looked at, so none of these may be seen with the old one. */
static void follow_words(uint32_t frames)
{
    for (unsigned n = 0; n < PAGES; n++) words[n] = n;
    from_words = true;
    back(frames, READ);
    drop_all();
    sweep(BEFORE, "by a word");
    sweep(BEFORE, "by a word, found again");
    expect_faults(PAGES, "faults by words");
    for (unsigned n = 0; n < PAGES; n++) words[n] = PAGES - 1 - n;
    /* A machine without a directory's help keeps what the TLB has; nothing of that is the first pages. */
    for (unsigned n = 0; n < 16; n++) {
        expect((int64_t)((volatile uint64_t *)PAGE(n))[PAGES - 1 - n], BEFORE + PAGES - 1 - n, "by a word that has changed");
    }
    expect(faults >= 16, 1, "faults of words that have changed");
    from_words = false;
    drop_all();
    faults = 0;
}

/* Behind a word that is not as said stands nothing, and not what stood there before. */
static void miss_the_word(uint32_t frames)
{
    for (unsigned n = 0; n < PAGES; n++) words[n] = n;
    uint32_t derived = handle(fugu_cap_derive(frames, READ), "a capability to be deleted");
    for (unsigned n = 0; n < 8; n++) {
        expect(fugu_tlb_write(derived, n, PAGE(n), READ), 0, "by what will be deleted");
        expect((int64_t)*word(n), BEFORE + n, "before it is deleted");
        expect(fugu_tlb_write_from(frames, n, PAGE(n), READ, &words[n], n + 1), 0, "with a word that is not so");
    }
    back(gone, READ);
    expect(fugu_cap_delete(derived), 0, "deleting");
    faults = 0;
    for (unsigned n = 0; n < 8; n++) expect((int64_t)*(volatile uint64_t *)PAGE(n), GONE, "after a word that is not so");
    expect_faults(8, "faults after a word that is not so");
    drop_all();
}

static void delete(uint32_t frames)
{
    uint32_t derived = handle(fugu_cap_derive(frames, READ), "a capability to be deleted");
    back(derived, READ);
    drop_all();
    sweep(BEFORE, "by what will be deleted");
    expect(fugu_cap_delete(derived), 0, "deleting");
    faults = 0;
    sweep_gone("by what was deleted");
    expect_faults(PAGES, "faults after a deletion");
    derived = handle(fugu_cap_derive(frames, READ), "a capability to be revoked");
    back(derived, READ);
    drop_all();
    sweep(BEFORE, "by what will be revoked");
    expect(fugu_cap_revoke(frames), 0, "revoking");
    sweep_gone("by what was revoked");
    drop_all();
    faults = 0;
}

/* What was given up is somebody else's the next moment. */
static void give_up(uint32_t frames)
{
    back(frames, READ);
    drop_all();
    sweep(BEFORE, "what will be given up");
    expect(fugu_frame_free(frames), 0, "giving up");
    uint32_t next = handle(fugu_frame_allocate(fugu_boot->cap_memory, PAGES), "the same frames, probably");
    faults = 0;
    sweep_gone("what was given up");
    expect_faults(PAGES, "faults of what was given up");
    drop_all();
    back(next, READ);
    sweep(NOTHING, "what was given up by somebody else");
    expect(fugu_frame_free(next), 0, "giving that up");
    drop_all();
}

/* Rank 0 lends its pages to rank 1, and takes them away. */
static void lend(uint32_t frames)
{
    ticket = fugu_cap_grant(frames, READ, FUGU_ENVIRONMENT_OF_RANK(1));
    handle(ticket, "a ticket");
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier); /* rank 1 has seen them */
    expect(fugu_cap_revoke(frames), 0, "revoking on another node");
    fugu_shared_barrier(&barrier);
}

static void borrow(void)
{
    fugu_shared_barrier(&barrier);
    uint32_t granted = handle(fugu_cap_accept(ticket), "accepting");
    back(granted, READ);
    drop_all();
    sweep(BEFORE, "what was lent");
    sweep(BEFORE, "what was lent, found again");
    expect_faults(PAGES, "faults of what was lent");
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier); /* rank 0 has revoked */
    sweep_gone("what was lent and taken away");
    expect_faults(PAGES, "faults of what was taken away");
}

int main(void)
{
    uint32_t rank = fugu_rank();
    prepare();
    if (rank == 0) {
        uint32_t others = marked(OTHER), frames = marked(BEFORE);
        find_again(frames);
        drop(frames);
        write_what_may_be_read(frames);
        replace(frames, others);
        follow_words(frames);
        miss_the_word(frames);
        delete(frames);
        if (fugu_ranks() > 1) lend(frames);
        give_up(frames);
        puts("What was taken away was found nowhere.");
    } else if (rank == 1) {
        borrow();
    } else {
        for (int i = 0; i < 3; i++) fugu_shared_barrier(&barrier);
    }
    return 0;
}

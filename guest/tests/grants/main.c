/*
 * Frames of rank 0 go to rank 1, which passes them on to rank 2 with fewer rights. Then rank 0 takes them away from
 * both. Then more is taken away than the kernels do in one go, on either side. At last rank 2 ends, and what it has
 * granted goes with it. In between everybody tries what is not allowed: other people's tickets, used ones, made-up ones, rights that
 * were not granted, and names that are gone.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/capability.h>

#define WINDOW 0x50000000ul
#define BEFORE UINT64_C(0x0123456789abcdef)
#define AFTER UINT64_C(0xfedcba9876543210)
#define GONE UINT64_C(0x676f6e65)
#define READ FUGU_RIGHT_READ
#define WRITE FUGU_RIGHT_WRITE
#define DERIVE FUGU_RIGHT_DERIVE
#define CHILDREN 6
#define MANY 400 /* a kernel takes 300 names and mappings away at a time */
#define MANY_PAGES 0x60000000ul
#define RANK_BARRIERS 11

static fugu_shared fugu_shared_barrier_t barrier;
static fugu_shared int64_t to_first, to_second, never_accepted, again, for_many, from_second;

/* The handler of page faults touches these: they are always there. */
static fugu_guaranteed uint32_t behind_window, instead;
static fugu_guaranteed uint32_t window_rights;

static volatile uint64_t *const window = (volatile uint64_t *)WINDOW;

/* Called by exos for faults in the window: what was granted, and when it is gone a page that says so. */
bool fugu_resolve_page(uint64_t address, uint32_t right)
{
    (void)right;
    if (address < WINDOW || address >= WINDOW + FUGU_PAGE_BYTES) return false;
    if (behind_window && fugu_tlb_write(behind_window, 0, WINDOW, window_rights) >= 0) return true;
    return instead && fugu_tlb_write(instead, 0, WINDOW, READ | WRITE) >= 0;
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

static void show(uint32_t frames, uint32_t rights)
{
    behind_window = frames;
    window_rights = rights;
    fugu_tlb_drop(WINDOW);
}

/* What rank 0 cannot do with its own frames. */
static void try_to_grant_too_much(uint32_t frames)
{
    uint32_t narrow = handle(fugu_cap_derive(frames, READ), "a narrower one");
    expect(fugu_cap_grant(narrow, READ, FUGU_ENVIRONMENT_OF_RANK(1)), FUGU_E_MISSING_RIGHT, "without derive");
    expect(fugu_cap_grant(frames, 0x10, FUGU_ENVIRONMENT_OF_RANK(1)), FUGU_E_MISSING_RIGHT, "a right it lacks");
    expect(fugu_cap_grant(frames, 0x40, FUGU_ENVIRONMENT_OF_RANK(1)), FUGU_E_BAD_ARGUMENT, "a right there is not");
    expect(fugu_cap_grant(frames, READ, FUGU_ENVIRONMENT_OF_RANK(99)), FUGU_E_BAD_ARGUMENT, "to nobody");
    expect(fugu_cap_grant(fugu_boot->cap_console, 0, FUGU_ENVIRONMENT_OF_RANK(1)), FUGU_E_WRONG_OBJECT, "a console");
    expect(fugu_cap_grant(frames + 4096, READ, FUGU_ENVIRONMENT_OF_RANK(1)), FUGU_E_BAD_HANDLE, "what it has not");
    expect(fugu_cap_delete(narrow), 0, "deleting the narrower one");
}

static void try_tickets(void)
{
    expect(fugu_cap_accept(0), FUGU_E_BAD_TICKET, "no ticket");
    expect(fugu_cap_accept(-1), FUGU_E_BAD_TICKET, "a word");
    expect(fugu_cap_accept(to_first), FUGU_E_BAD_TICKET, "somebody else's ticket");
    expect(fugu_cap_accept(to_first + 1000), FUGU_E_BAD_TICKET, "a made-up ticket");
    expect(fugu_cap_accept(to_first + (INT64_C(1) << 50)), FUGU_E_BAD_TICKET, "a ticket of no node");
}

static void try_names_that_are_gone(uint32_t gone, int64_t ticket)
{
    expect(fugu_cap_inspect(gone), FUGU_E_BAD_HANDLE, "looking at what is gone");
    expect(fugu_tlb_write(gone, 0, WINDOW, READ), FUGU_E_BAD_HANDLE, "mapping what is gone");
    expect(fugu_cap_derive(gone, READ), FUGU_E_BAD_HANDLE, "deriving from what is gone");
    expect(fugu_cap_grant(gone, READ, FUGU_ENVIRONMENT_OF_RANK(0)), FUGU_E_BAD_HANDLE, "granting what is gone");
    expect(fugu_cap_delete(gone), FUGU_E_BAD_HANDLE, "deleting what is gone");
    expect(fugu_cap_accept(ticket), FUGU_E_BAD_TICKET, "a used ticket");
    expect((int64_t)*window, (int64_t)GONE, "reading what is gone");
}

/* The page that is seen where something has gone. */
static void prepare(void)
{
    instead = handle(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a frame");
    show(instead, READ | WRITE);
    *window = GONE;
    show(0, 0);
}

/* Rank 1 has more names, and more mappings from one of them, than fit a batch; so has rank 0 itself. */
static void own_many(uint32_t frames)
{
    for_many = fugu_cap_grant(frames, READ | DERIVE, FUGU_ENVIRONMENT_OF_RANK(1));
    handle(for_many, "a ticket for many");
    for (int i = 0; i < MANY; i++) handle(fugu_cap_derive(frames, READ), "deriving many");
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier); /* rank 1 has its own */
    uint64_t begin = fugu_cycles();
    expect(fugu_cap_revoke(frames), 0, "revoking many");
    fugu_metric("revoke_many_cycles", (int64_t)(fugu_cycles() - begin));
    expect(fugu_cap_inspect(frames) > 0, 1, "one's own after revoking many");
    fugu_shared_barrier(&barrier);
}

static void borrow_many(void)
{
    fugu_shared_barrier(&barrier);
    uint32_t granted = handle(fugu_cap_accept(for_many), "accepting for many");
    uint32_t last = 0;
    for (int i = 0; i < MANY; i++) last = handle(fugu_cap_derive(granted, READ), "deriving many of what was granted");
    for (int i = 0; i < MANY; i++) {
        expect(fugu_tlb_write(granted, 0, MANY_PAGES + i * FUGU_PAGE_BYTES, READ), 0, "mapping many");
    }
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier); /* rank 0 has revoked */
    expect(fugu_cap_inspect(last), FUGU_E_BAD_HANDLE, "the last of many");
    expect(fugu_cap_inspect(granted), FUGU_E_BAD_HANDLE, "what many were derived from");
    expect(fugu_tlb_drop(MANY_PAGES), 0, "a mapping of what is gone");
    expect(fugu_tlb_drop(MANY_PAGES + (MANY - 1) * FUGU_PAGE_BYTES), 0, "the last mapping of what is gone");
}

/* Rank 2 grants a frame and ends. */
static uint32_t borrow_from_who_will_end(void)
{
    fugu_shared_barrier(&barrier);
    uint32_t granted = handle(fugu_cap_accept(from_second), "accepting from rank 2");
    show(granted, READ);
    expect((int64_t)*window, (int64_t)BEFORE, "what rank 2 wrote");
    fugu_shared_barrier(&barrier);
    return granted;
}

static void lend_and_end(void)
{
    uint32_t frame = handle(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a frame to lend");
    show(frame, READ | WRITE);
    *window = BEFORE;
    from_second = fugu_cap_grant(frame, READ, FUGU_ENVIRONMENT_OF_RANK(0));
    handle(from_second, "lending");
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier);
}

static void see_it_go(uint32_t granted)
{
    uint64_t begin = fugu_cycles();
    while (fugu_cap_inspect(granted) != FUGU_E_BAD_HANDLE) {
        if (fugu_cycles() - begin > 1000000) expect(1, 0, "what rank 2 has lent is still here");
    }
    expect((int64_t)*window, (int64_t)GONE, "reading what rank 2 has lent");
}

static uint32_t owner(void)
{
    uint32_t frames = handle(fugu_frame_allocate(fugu_boot->cap_memory, 2), "frames");
    show(frames, READ | WRITE);
    *window = BEFORE;
    try_to_grant_too_much(frames);
    uint64_t begin = fugu_cycles();
    to_first = fugu_cap_grant(frames, READ | WRITE | DERIVE, FUGU_ENVIRONMENT_OF_RANK(1));
    fugu_metric("grant_cycles", (int64_t)(fugu_cycles() - begin));
    handle(to_first, "a ticket");
    try_tickets();

    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier); /* rank 1 has it */
    expect((int64_t)*window, (int64_t)AFTER, "what rank 1 wrote");
    fugu_shared_barrier(&barrier); /* rank 2 has it */

    begin = fugu_cycles();
    expect(fugu_cap_revoke(frames), 0, "revoking");
    fugu_metric("revoke_cycles", (int64_t)(fugu_cycles() - begin));
    expect((int64_t)*window, (int64_t)AFTER, "one's own frame");
    again = handle(fugu_cap_grant(frames, READ, FUGU_ENVIRONMENT_OF_RANK(1)), "another ticket");
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier); /* both have found it gone */

    expect(fugu_frame_free(frames), 0, "freeing");
    fugu_shared_barrier(&barrier);
    frames = handle(fugu_frame_allocate(fugu_boot->cap_memory, 2), "frames again");
    show(frames, READ);
    expect((int64_t)*window, 0, "what is given out is empty");
    own_many(frames);
    return borrow_from_who_will_end();
}

static void first(void)
{
    fugu_shared_barrier(&barrier);
    uint64_t begin = fugu_cycles();
    uint32_t granted = handle(fugu_cap_accept(to_first), "accepting");
    fugu_metric("accept_cycles", (int64_t)(fugu_cycles() - begin));
    expect(fugu_cap_accept(to_first), FUGU_E_BAD_TICKET, "a ticket the second time");
    expect(fugu_cap_inspect(granted), 3 | (READ | WRITE | DERIVE) << 8 | INT64_C(2) << 32, "what was granted");
    expect(fugu_frame_free(granted), FUGU_E_MISSING_RIGHT, "freeing what was granted");
    show(granted, READ | WRITE);
    expect((int64_t)*window, (int64_t)BEFORE, "what rank 0 wrote");
    *window = AFTER;

    begin = fugu_cycles();
    uint32_t narrow = handle(fugu_cap_derive(granted, READ), "deriving from what was granted");
    fugu_metric("derive_cycles", (int64_t)(fugu_cycles() - begin));
    expect(fugu_tlb_write(narrow, 0, WINDOW, READ | WRITE), FUGU_E_MISSING_RIGHT, "writing where it may read");
    for (int i = 0; i < CHILDREN; i++) handle(fugu_cap_derive(granted, READ | DERIVE), "deriving more");
    to_second = handle(fugu_cap_grant(granted, READ, FUGU_ENVIRONMENT_OF_RANK(2)), "passing on");
    never_accepted = handle(fugu_cap_grant(granted, READ, FUGU_ENVIRONMENT_OF_RANK(2)), "passing on again");
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier);

    fugu_shared_barrier(&barrier); /* rank 0 has revoked */
    try_names_that_are_gone(granted, to_first);
    uint32_t anew = handle(fugu_cap_accept(again), "accepting anew");
    show(anew, READ);
    expect((int64_t)*window, (int64_t)AFTER, "the frame anew");
    begin = fugu_cycles();
    expect(fugu_cap_delete(anew), 0, "deleting what was granted");
    fugu_metric("delete_cycles", (int64_t)(fugu_cycles() - begin));
    try_names_that_are_gone(anew, again);
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier);
    borrow_many();
    fugu_shared_barrier(&barrier);
    fugu_shared_barrier(&barrier);
}

static void second(void)
{
    fugu_shared_barrier(&barrier);
    try_tickets();
    fugu_shared_barrier(&barrier);
    uint32_t granted = handle(fugu_cap_accept(to_second), "accepting what was passed on");
    expect(fugu_cap_grant(granted, READ, FUGU_ENVIRONMENT_OF_RANK(0)), FUGU_E_MISSING_RIGHT, "passing further on");
    expect(fugu_cap_derive(granted, READ), FUGU_E_MISSING_RIGHT, "deriving from it");
    show(granted, READ);
    expect((int64_t)*window, (int64_t)AFTER, "what rank 1 wrote");
    fugu_shared_barrier(&barrier);

    fugu_shared_barrier(&barrier); /* rank 0 has revoked */
    try_names_that_are_gone(granted, to_second);
    expect(fugu_cap_accept(never_accepted), FUGU_E_BAD_TICKET, "a ticket that was revoked");
    for (int i = 0; i < 5; i++) fugu_shared_barrier(&barrier);
    lend_and_end();
}

int main(void)
{
    if (fugu_ranks() < 3) {
        printf("three ranks are needed\n");
        return 1;
    }
    prepare();
    uint32_t lent = 0;
    if (fugu_rank() == 0) lent = owner();
    else if (fugu_rank() == 1) first();
    else if (fugu_rank() == 2) second();
    else {
        for (int i = 0; i < RANK_BARRIERS; i++) fugu_shared_barrier(&barrier);
    }
    fugu_shared_barrier(&barrier);
    if (fugu_rank() == 0) see_it_go(lent);
    if (fugu_rank() == 0) printf("Frames were granted over nodes, narrowed, and taken away from all.\n");
    return 0;
}

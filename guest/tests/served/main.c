/*
 * A program that asks its library OS for things while messages interrupt it, and whose handlers ask too: they touch
 * pages for the first time, and give themselves the right to store. Wherever the library OS is, nothing may be lost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fugu/fugu.h>
#include <fugu/memory.h>

#define MESSAGES 32
#define ROUNDS 8
#define PAGE FUGU_PAGE_BYTES

static fugu_guaranteed char kept[PAGE];
static char *taken;          /* a page for each message, touched by its handler */
static volatile unsigned count;
static volatile unsigned given;
static char *guarded;        /* a page that nobody may store to until somebody does */
static char *closed;         /* a page that nobody may read until somebody does */

static void require(bool held, const char *what)
{
    if (held) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static void take(uint32_t source, uint64_t number, uint64_t value)
{
    (void)source;
    memcpy(taken + number * PAGE, &value, sizeof value);
    if (number % 8 == 0) guarded[number]++;
    count++;
}

/* It writes while the text that it opens is on its way. */
static bool open_page(char *page)
{
    static const char line[] = "the second page is opened\n";
    require(write(1, line, sizeof line - 1) == sizeof line - 1, "the handler cannot write");
    return fugu_unprotect(page, PAGE) == 0;
}

static bool give(struct fugu_fault *fault)
{
    char *page = (char *)(fault->address & ~(uint64_t)(PAGE - 1));
    if (page == closed) return open_page(page);
    if (page != guarded) return false;
    given++;
    return fugu_unprotect(page, PAGE) == 0;
}

/* What the page table says, in the middle of messages. */
static void ask(unsigned round)
{
    char *page = aligned_alloc(PAGE, PAGE);
    require(page, "no heap");
    memset(page, (int)round, PAGE);
    require(fugu_protect(page, PAGE, FUGU_RIGHT_READ) == 0, "not protected");
    require(fugu_rights(page) == FUGU_RIGHT_READ, "other rights");
    require(page[17] == (char)round, "the page has changed");
    require(fugu_unprotect(page, PAGE) == 0, "not unprotected");
    require(fugu_dirty(page) == 1, "not stored to");
    require(fugu_clean(page, PAGE) == 0 && fugu_dirty(page) == 0, "not clean");
    page[18] = 1;
    require(fugu_dirty(page) == 1, "the store was not seen");
    int64_t mapped = fugu_map(2 * PAGE, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE);
    require(mapped > 0, "no pages");
    volatile char *pages = (volatile char *)mapped;
    require(pages[PAGE] == 0, "a page that was somebody's");
    pages[PAGE] = 1;
    require(fugu_unmap((void *)mapped, 2 * PAGE) == 0, "not unmapped");
}

/* A text on two pages, the second of which may not be read yet. */
static void write_what_is_closed(void)
{
    static const char text[] = "a text of two pages\n";
    char *pages = aligned_alloc(PAGE, 2 * PAGE);
    require(pages, "no pages for a text");
    char *at = pages + PAGE - sizeof text / 2;
    memcpy(at, text, sizeof text);
    closed = pages + PAGE;
    require(fugu_protect(closed, PAGE, 0) == 0, "not closed");
    require(write(1, at, sizeof text - 1) == sizeof text - 1, "the text was not written whole");
}

int main(void)
{
    taken = sbrk(MESSAGES * PAGE);
    guarded = aligned_alloc(PAGE, PAGE);
    require(taken != (char *)-1 && guarded, "no memory");
    memset(guarded, 0, PAGE);
    require(fugu_rights(kept) == FUGU_E_BAD_ADDRESS, "the kernel's own mappings can be changed");
    fugu_fault_handler(give);
    require(fugu_protect(guarded, PAGE, FUGU_RIGHT_READ) == 0, "not guarded");
    bool interrupts = fugu_interrupts_enable();
    fugu_barrier();

    uint32_t next = (fugu_rank() + 1) % fugu_ranks();
    unsigned sent = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (; sent < MESSAGES * (round + 1) / ROUNDS; sent++)
            fugu_send(next, take, sent, sent * 1000003ul + fugu_rank());
        ask(round);
        require(fugu_protect(guarded, PAGE, FUGU_RIGHT_READ) == 0, "not guarded again");
    }
    if (!interrupts) {
        while (count < MESSAGES) fugu_poll();
    }
    fugu_wait_until(count >= MESSAGES);
    fugu_barrier();

    uint32_t before = (fugu_rank() + fugu_ranks() - 1) % fugu_ranks();
    for (unsigned i = 0; i < MESSAGES; i++) {
        uint64_t value;
        memcpy(&value, taken + i * PAGE, sizeof value);
        require(value == i * 1000003ul + before, "a message was lost");
        require(i % 8 || guarded[i] == 1, "a store was lost or done twice");
    }
    require(given > 0, "nobody asked for the right");
    fugu_barrier();
    if (fugu_rank() == 0) write_what_is_closed();
    if (fugu_rank() == 0) printf("%u messages and %u rounds: nothing is lost\n", MESSAGES, ROUNDS);
    return 0;
}

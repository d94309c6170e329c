/*
 * Which pages were used, and which were stored to, as the kernel marks it in bytes of the program's own memory: a window
 * of more pages than the TLB holds, half of them read and half of them written. The handler of page faults counts when
 * it is asked: the first store to a page is seen by the kernel alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/environment.h>

#define PAGES 96 /* the TLB has 64 */
#define USED 80
#define WINDOW 0x50800000ul
#define PAGE(n) (WINDOW + (uint64_t)(n) * FUGU_PAGE_BYTES)
#define READ FUGU_RIGHT_READ
#define WRITE FUGU_RIGHT_WRITE
#define CLEAN FUGU_PAGE_REFERENCED
#define DIRTY (FUGU_PAGE_REFERENCED | FUGU_PAGE_DIRTY)

/* The handler of page faults touches these: they are always there. */
static fugu_guaranteed volatile uint32_t frames, rights;
static fugu_guaranteed volatile unsigned faults;

static fugu_guaranteed volatile uint8_t bits[PAGES];
static uint8_t elsewhere[PAGES];

/* Called by exos for faults in the window. */
bool fugu_resolve_page(uint64_t address, uint32_t right)
{
    if (address < WINDOW || address >= PAGE(PAGES)) return false;
    unsigned n = (unsigned)((address - WINDOW) / FUGU_PAGE_BYTES);
    faults++;
    if (!(rights & right)) rights |= right; /* a page that may only be read is made to be written */
    return fugu_tlb_write(frames, n, PAGE(n), rights) >= 0;
}

static void expect(int64_t found, int64_t wanted, const char *what)
{
    if (found == wanted) return;
    printf("rank %u: %s: %lld, not %lld\n", (unsigned)fugu_rank(), what, (long long)found, (long long)wanted);
    exit(1);
}

static void expect_faults(unsigned wanted, const char *what)
{
    expect(faults, wanted, what);
    faults = 0;
}

static volatile uint64_t *word(unsigned n)
{
    return (volatile uint64_t *)PAGE(n) + n; /* lines that do not displace each other */
}

static void expect_bits(unsigned first, unsigned last, unsigned step, unsigned wanted, const char *what)
{
    for (unsigned n = first; n < last; n += step) expect(bits[n], wanted, what);
}

static void try_what_is_refused(void)
{
    expect(fugu_page_bits(0, elsewhere, WINDOW, PAGES), FUGU_E_BAD_ADDRESS, "bytes that are not always mapped");
    expect(fugu_page_bits(0, (volatile uint8_t *)(uintptr_t)try_what_is_refused, WINDOW, 1), FUGU_E_BAD_ADDRESS, "bytes in the text");
    expect(fugu_page_bits(0, (volatile uint8_t *)8, WINDOW, PAGES), FUGU_E_BAD_ADDRESS, "bytes nowhere");
    expect(fugu_page_bits(0, (volatile uint8_t *)-8, WINDOW, PAGES), FUGU_E_BAD_ADDRESS, "bytes at the end of all");
    expect(fugu_page_bits(0, bits, WINDOW + 8, PAGES), FUGU_E_BAD_ARGUMENT, "a window that begins within a page");
    expect(fugu_page_bits(0, bits, WINDOW, 0), FUGU_E_BAD_ARGUMENT, "no window");
    expect(fugu_page_bits(0, bits, WINDOW, 4097), FUGU_E_BAD_ARGUMENT, "a window that is too long");
    expect(fugu_page_bits(0, bits, WINDOW, UINT64_MAX), FUGU_E_BAD_ARGUMENT, "a window without end");
    expect(fugu_page_bits(0, bits, -FUGU_PAGE_BYTES, 1), FUGU_E_BAD_ADDRESS, "a window where no pages are");
    expect(fugu_page_bits(0x7fff, bits, WINDOW, PAGES), FUGU_E_BAD_HANDLE, "of nobody");
    expect(fugu_tlb_write(frames, 3, PAGE(3), READ), 0, "a page of the window");
    expect(fugu_page_bits(0, bits, WINDOW, PAGES), FUGU_E_IN_USE, "a window of which a page is mapped");
    expect(fugu_tlb_drop(PAGE(3)), 1, "dropping that");
}

static void use(void)
{
    expect(fugu_page_bits(0, bits, WINDOW, PAGES), 0, "a window");
    for (unsigned n = 0; n < USED; n++) expect((int64_t)*word(n), 0, "what is read first");
    expect_faults(USED, "faults of reading");
    expect_bits(0, USED, 1, CLEAN, "the bits of what was read");
    for (unsigned n = 1; n < USED; n += 2) *word(n) = n;
    expect_faults(0, "faults of the first stores");
    expect_bits(0, USED, 2, CLEAN, "the bits of what was read only");
    expect_bits(1, USED, 2, DIRTY, "the bits of what was written");
    expect_bits(USED, PAGES, 1, 0, "the bits of what was not used");
}

static void use_again(void)
{
    for (int i = 0; i < 3; i++)
        for (unsigned n = 0; n < USED; n++) expect((int64_t)*word(n), n % 2 ? n : 0, "what was written");
    for (unsigned n = 1; n < USED; n += 2) *word(n) = n;
    expect_faults(0, "faults of what was mapped");
    expect_bits(0, USED, 2, CLEAN, "the bits of what was still read only");
    expect_bits(1, USED, 2, DIRTY, "the bits of what was written twice");
}

/* As with any page table: who clears bits drops what the TLB has. */
static void clear(void)
{
    for (unsigned n = 0; n < USED; n++) {
        bits[n] = 0;
        expect(fugu_tlb_drop(PAGE(n)), 1, "dropping what was used");
    }
    faults = 0;
    for (unsigned n = 0; n < USED; n += 2) *word(n) = 2 * n;
    expect_faults(USED / 2, "faults of stores to what was dropped");
    expect_bits(0, USED, 2, DIRTY, "the bits of what was written anew");
    expect_bits(1, USED, 2, 0, "the bits of what was cleared");
    for (unsigned n = 1; n < USED; n += 2) expect((int64_t)*word(n), n, "what was cleared");
    expect_bits(1, USED, 2, CLEAN, "the bits of what was read anew");
    faults = 0;
}

/* The kernel only takes away a right for a while; it gives none. */
static void store_to_what_may_be_read(void)
{
    for (unsigned n = USED; n < PAGES; n++) {
        rights = READ;
        expect((int64_t)*word(n), 0, "what may be read");
        expect(bits[n], CLEAN, "its bits");
        *word(n) = n;
        expect(bits[n], DIRTY, "its bits when it may be written");
    }
    expect_faults(2 * (PAGES - USED), "faults of what may be read");
}

static void measure(void)
{
    uint64_t cycles = 0;
    for (unsigned n = 0; n < USED; n++) {
        bits[n] = 0;
        fugu_tlb_drop(PAGE(n));
        expect((int64_t)*word(n) >= 0, 1, "before a store");
        uint64_t before = fugu_cycles();
        *word(n) = 0;
        cycles += fugu_cycles() - before;
    }
    fugu_metric_unit("first_store_cycles", "cycles");
    fugu_metric("first_store_cycles", (int64_t)(cycles / USED));
    faults = 0;
}

static void stop(void)
{
    expect(fugu_page_bits(0, NULL, 0, 0), 0, "no window any more");
    for (unsigned n = 0; n < PAGES; n++) {
        bits[n] = 0;
        fugu_tlb_drop(PAGE(n));
        *word(n) = n;
        expect(bits[n], 0, "the bits without a window");
    }
    expect_faults(PAGES, "faults without a window");
}

int main(void)
{
    frames = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, PAGES);
    rights = READ | WRITE;
    try_what_is_refused();
    use();
    use_again();
    clear();
    store_to_what_may_be_read();
    measure();
    stop();
    if (fugu_rank() == 0) puts("Every page that was written is known, and no other.");
    return 0;
}

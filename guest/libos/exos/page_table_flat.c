/*
 * A linear page table for a small address space: one array of guaranteed memory, of which every page has its place.
 * It reaches 16 MiB from address 0 on, where the program lies, and 16 MiB of the heap. A lookup is one load and never
 * misses another page, and a walk over a range goes along the array; in exchange the array is there whether its pages
 * are or not. page_table_flat_refill.h is the same lookup for the refill.
 */
#include <page_table.h>

#include <exos.h>

#define WINDOW 0x1000000ul
#define PAGES (WINDOW / FUGU_PAGE_BYTES)

fugu_guaranteed uint64_t page_table_flat[2 * PAGES];

struct page_table page_table_start(const struct fugu_boot_record *boot)
{
    (void)boot;
    return (struct page_table){.exception_entry = (uintptr_t)exos_exception_entry, .window = WINDOW};
}

/* Where the entry of an address stands, or 0 if it has no place. HEAP_BASE is one bit. */
static uint64_t *place(uint64_t address)
{
    uint64_t within = address & ~(uint64_t)HEAP_BASE;
    if (within >= WINDOW) return 0;
    return &page_table_flat[(address & HEAP_BASE ? PAGES : 0) + (within >> FUGU_PAGE_SHIFT)];
}

uint64_t page_table_lookup(uint64_t address)
{
    uint64_t *entry = place(address);
    return entry ? *entry : 0;
}

bool page_table_insert(uint64_t address, uint64_t entry)
{
    uint64_t *there = place(address);
    if (!there) return !entry;
    *there = entry;
    return true;
}

/* The part of the range that has a place lies in one of the two windows. */
uint64_t page_table_protect(uint64_t address, uint64_t pages, uint32_t rights)
{
    uint64_t *first = place(address);
    if (!first) return 0;
    uint64_t left = (WINDOW - (address & (WINDOW - 1))) >> FUGU_PAGE_SHIFT;
    uint64_t last_entry = 0;
    for (uint64_t *each = first, *end = first + (pages < left ? pages : left); each < end; each++) {
        if (*each) *each = last_entry = page_entry_with(*each, rights);
    }
    return last_entry;
}

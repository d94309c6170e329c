/*
 * A hierarchical page table of two levels for the addresses below 1 GiB.
 *
 *   29     21 20     12 11      0
 *  +---------+---------+---------+
 *  |  root   |  leaf   | offset  |
 *  +---------+---------+---------+
 *
 * The root is guaranteed memory. Leaf i is an ordinary frame, mapped at LEAVES + i pages, so that the
 * leaves together are one array of entries, indexed by page number. A leaf may itself miss in the TLB:
 * the fault then is for an address in that array, and its entry stands in the root. So faults nest two
 * deep and no deeper. page_table_two_level_refill.h is the same lookup for the refill.
 */
#include <page_table.h>

#include <exos.h>

#define ENTRIES 512
#define REACH 0x40000000ul
#define ROOT_SHIFT 21
#define LEAVES 0x40000000ul
#define LEAVES_END (LEAVES + ENTRIES * FUGU_PAGE_BYTES)

fugu_guaranteed uint64_t page_table_root[ENTRIES]; /* entries of the leaves themselves */

struct page_table page_table_start(const struct fugu_boot_record *boot)
{
    return (struct page_table){
        .exception_entry = (uintptr_t)exos_exception_entry,
        .window = HEAP_BASE,
        .frames = boot->frames_available / (ENTRIES / 2),
    };
}

static uint64_t *leaf_entry(uint64_t address)
{
    return (uint64_t *)LEAVES + (address >> FUGU_PAGE_SHIFT);
}

uint64_t page_table_lookup(uint64_t address)
{
    if (address >= LEAVES && address < LEAVES_END) return page_table_root[(address - LEAVES) >> FUGU_PAGE_SHIFT];
    if (address >= REACH || !page_table_root[address >> ROOT_SHIFT]) return 0;
    return *leaf_entry(address);
}

/* The leaf is a frame fresh from the kernel, so all its entries are 0. */
bool page_table_insert(uint64_t address, uint64_t entry)
{
    if (address >= REACH) return false;
    uint64_t *leaf = &page_table_root[address >> ROOT_SHIFT];
    if (!*leaf && entry) *leaf = region_take_frame();
    if (!*leaf) return !entry;
    *leaf_entry(address) = entry;
    return true;
}

/* One leaf after the other, since some may not be there. */
uint64_t page_table_protect(uint64_t address, uint64_t pages, uint32_t rights)
{
    uint64_t last_entry = 0;
    uint64_t page = address >> FUGU_PAGE_SHIFT;
    for (uint64_t end = page + pages; page < end;) {
        uint64_t next = (page | (ENTRIES - 1)) + 1;
        if (next > end) next = end;
        if (page_table_root[page / ENTRIES]) {
            uint64_t *last = (uint64_t *)LEAVES + next;
            for (uint64_t *each = (uint64_t *)LEAVES + page; each < last; each++) {
                if (*each) *each = last_entry = page_entry_with(*each, rights);
            }
        }
        page = next;
    }
    return last_entry;
}

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
 * deep and no deeper. page_table_two_level_refill.h is the same lookup for the refill in entry.S.
 */
#include <exos.h>
#include <page_table.h>

#define ENTRIES 512
#define REACH 0x40000000ul
#define ROOT_SHIFT 21
#define LEAVES 0x40000000ul
#define LEAVES_END (LEAVES + ENTRIES * FUGU_PAGE_BYTES)

fugu_guaranteed uint64_t page_table_root[ENTRIES]; /* entries of the leaves themselves */

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
    if (!*leaf) *leaf = region_take_frame();
    if (!*leaf) return false;
    *leaf_entry(address) = entry;
    return true;
}

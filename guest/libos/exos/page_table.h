/*
 * What a page table must offer. One organisation is linked in; all deal in the same entries. For the refill in
 * entry.S an organisation also has a macro, page_table_lookup_entry.
 *
 *   63        32 31             8 7     3 2      0
 *  +------------+----------------+-------+--------+
 *  | capability | page of its run| zero  | rights |     0 is no entry
 *  +------------+----------------+-------+--------+
 *
 * These functions run inside exceptions: no floating point, nothing of the C library, and memory that
 * may miss only where the organisation can resolve that miss by itself.
 */
#ifndef EXOS_PAGE_TABLE_H
#define EXOS_PAGE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

/* The entry of the page an address lies in, or 0. */
uint64_t page_table_lookup(uint64_t address);

/* Sets the entry of a page. Answers false if the table cannot hold it; lookups then go on finding none. */
bool page_table_insert(uint64_t address, uint64_t entry);

static inline uint64_t page_entry(uint32_t cap, uint64_t page, uint32_t rights)
{
    return (uint64_t)cap << 32 | page << 8 | rights;
}

static inline uint32_t page_entry_cap(uint64_t entry)
{
    return (uint32_t)(entry >> 32);
}

static inline uint64_t page_entry_page(uint64_t entry)
{
    return entry >> 8 & 0xffffff;
}

static inline uint32_t page_entry_rights(uint64_t entry)
{
    return entry & 7;
}

#endif

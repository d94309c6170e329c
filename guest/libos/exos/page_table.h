/*
 * What a page table must offer. One organisation is linked in, or all, of which start-up then picks one; all deal in
 * the same entries. For the refill in exception_entry.S an organisation also has a macro, page_table_lookup_entry.
 *
 *   63        32 31             8  7..5      4       3    2      0
 *  +------------+----------------+------+----------+-------+--------+
 *  | capability | page of its run| zero | withheld | clean | rights |     0 is no entry
 *  +------------+----------------+------+----------+-------+--------+
 *
 *   rights    those that a translation is written with
 *   clean     nothing was stored since somebody began to look (vm.c), and the right to write is not among the rights
 *   withheld  the first store gives that right back
 *
 * These functions run inside exceptions: no floating point, nothing of the C library, and memory that
 * may miss only where the organisation can resolve that miss by itself.
 */
#ifndef EXOS_PAGE_TABLE_H
#define EXOS_PAGE_TABLE_H

#define PAGE_ENTRY_CLEAN 8
#define PAGE_ENTRY_WITHHELD 16

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>

#include <fugu/fugu.h>

/* Where all are linked in, each has names of its own: PAGE_TABLE_NAME with what comes behind page_table. */
#ifdef PAGE_TABLE_NAME
#define PAGE_TABLE_JOIN_(a, b) a##b
#define PAGE_TABLE_JOIN(a, b) PAGE_TABLE_JOIN_(a, b)
#define page_table_start PAGE_TABLE_JOIN(PAGE_TABLE_NAME, _start)
#define page_table_lookup PAGE_TABLE_JOIN(PAGE_TABLE_NAME, _lookup)
#define page_table_insert PAGE_TABLE_JOIN(PAGE_TABLE_NAME, _insert)
#define page_table_protect PAGE_TABLE_JOIN(PAGE_TABLE_NAME, _protect)
#define exos_exception_entry PAGE_TABLE_JOIN(PAGE_TABLE_NAME, _exception_entry)
#endif

/* What an organisation asks for, and where it takes exceptions. */
struct page_table {
    uintptr_t exception_entry;
    uint64_t window; /* bytes that it reaches, from address 0 and from HEAP_BASE */
    uint64_t frames; /* that it may take from now on, at most */
};

extern struct page_table page_table_in_use;

/* Readies the table, before anything else. */
struct page_table page_table_start(const struct fugu_boot_record *boot);

/* The entry of the page an address lies in, or 0. */
uint64_t page_table_lookup(uint64_t address);

/*
 * Sets the entry of a page; 0 takes it away. Answers false if the table cannot hold it; lookups then go on finding
 * none.
 */
bool page_table_insert(uint64_t address, uint64_t entry);

/* Gives the entries that there are of so many pages other rights. Answers the last one as it is then, or 0. */
uint64_t page_table_protect(uint64_t address, uint64_t pages, uint32_t rights);

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

/* The entry with other rights; that to write waits for the first store if the page is clean. */
static inline uint64_t page_entry_with(uint64_t entry, uint32_t rights)
{
    entry = (entry & ~(uint64_t)(PAGE_ENTRY_WITHHELD | 7)) | rights;
    if ((entry & PAGE_ENTRY_CLEAN) && (rights & FUGU_RIGHT_WRITE)) entry ^= PAGE_ENTRY_WITHHELD | FUGU_RIGHT_WRITE;
    return entry;
}

/* The entry of a page to which nothing is stored yet. */
static inline uint64_t page_entry_clean(uint64_t entry)
{
    uint32_t rights = page_entry_rights(entry) | (entry & PAGE_ENTRY_WITHHELD ? FUGU_RIGHT_WRITE : 0);
    return page_entry_with(entry | PAGE_ENTRY_CLEAN, rights);
}

#endif
#endif

/*
 * Whose translations exos writes when it answers for a page of the program. Where it is linked in, or loaded beside the
 * program, they are those of the address space that it executes in. Where it is a server, serve.c has them written by
 * its client.
 */
#ifndef EXOS_PLACEMENT_H
#define EXOS_PLACEMENT_H

#include <exos.h>
#include <page_table.h>

#ifdef EXOS_APART
#include <serve.h>
#else

/* Writes the program's translation of a page. Answers 0, or why not. */
static inline int64_t placement_translate(uint64_t entry, uint64_t address)
{
    return fugu_tlb_write(page_entry_cap(entry), page_entry_page(entry), address, page_entry_rights(entry));
}

/* Whether a segment has variables of the program that the kernel keeps mapped. Here they lie beside exos' own. */
static inline bool placement_keeps(const struct fugu_segment *segment)
{
    (void)segment;
    return false;
}

/* Drops the program's translations of up to 128 pages. */
static inline void placement_drop(uint64_t address, uint64_t pages)
{
    fugu_tlb_drop_pages(address, pages);
}

#endif
#endif

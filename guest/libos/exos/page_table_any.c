/* All organisations are linked in, and the boot record says which one is used; where it says nothing, two levels. */
#include <page_table.h>

#include <exos.h>

#define ORGANISATION(name)                                                                 \
    struct page_table name##_start(const struct fugu_boot_record *boot);                   \
    uint64_t name##_lookup(uint64_t address);                                              \
    bool name##_insert(uint64_t address, uint64_t entry);                                  \
    uint64_t name##_protect(uint64_t address, uint64_t pages, uint32_t rights);

ORGANISATION(two_level)
ORGANISATION(flat)
ORGANISATION(inverted)

static fugu_guaranteed uint32_t organisation;

struct page_table page_table_start(const struct fugu_boot_record *boot)
{
    organisation = boot->page_table;
    switch (organisation) {
    case FUGU_PAGE_TABLE_FLAT: return flat_start(boot);
    case FUGU_PAGE_TABLE_INVERTED: return inverted_start(boot);
    default: return two_level_start(boot);
    }
}

uint64_t page_table_lookup(uint64_t address)
{
    switch (organisation) {
    case FUGU_PAGE_TABLE_FLAT: return flat_lookup(address);
    case FUGU_PAGE_TABLE_INVERTED: return inverted_lookup(address);
    default: return two_level_lookup(address);
    }
}

bool page_table_insert(uint64_t address, uint64_t entry)
{
    switch (organisation) {
    case FUGU_PAGE_TABLE_FLAT: return flat_insert(address, entry);
    case FUGU_PAGE_TABLE_INVERTED: return inverted_insert(address, entry);
    default: return two_level_insert(address, entry);
    }
}

uint64_t page_table_protect(uint64_t address, uint64_t pages, uint32_t rights)
{
    switch (organisation) {
    case FUGU_PAGE_TABLE_FLAT: return flat_protect(address, pages, rights);
    case FUGU_PAGE_TABLE_INVERTED: return inverted_protect(address, pages, rights);
    default: return two_level_protect(address, pages, rights);
    }
}

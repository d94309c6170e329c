/* The page table under a name of its own. */
#define PAGE_TABLE_NAME flat
#include <page_table_flat.c>

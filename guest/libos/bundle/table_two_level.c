/* The page table under a name of its own. */
#define PAGE_TABLE_NAME two_level
#include <page_table_two_level.c>

/* The page table under a name of its own. */
#define PAGE_TABLE_NAME inverted
#include <page_table_inverted.c>

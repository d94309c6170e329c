/* The refill of one page table, under a name of its own. */
#define EXCEPTION_ENTRY two_level_exception_entry
#define PAGE_TABLE_REFILL "page_table_two_level_refill.h"
#include <exception_entry.S>

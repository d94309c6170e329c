/* The refill of one page table, under a name of its own. */
#define EXCEPTION_ENTRY inverted_exception_entry
#define PAGE_TABLE_REFILL "page_table_inverted_refill.h"
#include <exception_entry.S>

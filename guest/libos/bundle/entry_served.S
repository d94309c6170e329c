/* The refill of a program whose page table a server has. */
#define EXCEPTION_ENTRY served_exception_entry
#define PAGE_TABLE_REFILL "page_table_served_refill.h"
#include <exception_entry.S>

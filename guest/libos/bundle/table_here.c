/* The page tables where exos is no server, or is the server, under a name of their own. */
#define PAGE_TABLE_NAME here
#include <page_table_any.c>

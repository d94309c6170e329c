/* The lookup for the refill in exception_entry.S where the table is a server's (serve.c): each exception is for C. */
    .macro page_table_lookup_entry none
    j       \none
    .endm

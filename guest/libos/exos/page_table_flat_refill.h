/*
 * The lookup for the refill in exception_entry.S, in the organisation of page_table_flat.c. Registers are those of
 * page_table_two_level_refill.h.
 */
    .macro page_table_lookup_entry none
    srli    a0, a2, 24              /* WINDOW */
    andi    a1, a0, ~0x20           /* without HEAP_BASE */
    bnez    a1, \none
    slli    a0, a0, 10              /* 4,096 entries of 8 bytes for it, from bit 5 */
    slli    a1, a2, 40              /* the page in its window */
    srli    a1, a1, 52
    slli    a1, a1, 3
    add     a1, a1, a0
    la      a0, page_table_flat
    add     a1, a1, a0
    ld      a1, 0(a1)
    .endm

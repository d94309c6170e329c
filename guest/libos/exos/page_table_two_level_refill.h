/*
 * The lookup for the refill in exception_entry.S: the organisation of page_table_two_level.c, for the program's own
 * pages. Here too the load of the leaf may miss the TLB, and is resolved one level down.
 *
 *   a2    the address; kept
 *   a1    gets the entry, or 0
 *   a0    to work with; others use a3 and a4 too
 *   none  label to go to for an address that the C code has to look at
 */
    .macro page_table_lookup_entry none
    srli    a0, a2, 30              /* REACH */
    bnez    a0, \none
    srli    a0, a2, 21              /* ROOT_SHIFT */
    slli    a0, a0, 3
    la      a1, page_table_root
    add     a0, a0, a1
    ld      a0, 0(a0)
    srli    a1, a2, PAGE_SHIFT      /* before the load's value is needed */
    beqz    a0, \none
    slli    a1, a1, 3
    lui     a0, 0x40000             /* LEAVES */
    add     a1, a1, a0
    ld      a1, 0(a1)
    .endm

/*
 * page_table_lookup for the refill in entry.S: the organisation of page_table_two_level.c, for the program's own
 * pages. Here too the load of the leaf may miss the TLB, and is resolved one level down.
 *
 *   at     register with the address; kept
 *   entry  register that gets the entry, or 0
 *   work   register to work with
 *   none   label to go to for an address that the C code has to look at
 */
    .macro page_table_lookup_entry at, entry, work, none
    srli    \work, \at, 30          /* REACH */
    bnez    \work, \none
    srli    \work, \at, 21          /* ROOT_SHIFT */
    slli    \work, \work, 3
    la      \entry, page_table_root
    add     \work, \work, \entry
    ld      \work, 0(\work)
    beqz    \work, \none
    srli    \entry, \at, PAGE_SHIFT
    slli    \entry, \entry, 3
    lui     \work, 0x40000          /* LEAVES */
    add     \entry, \entry, \work
    ld      \entry, 0(\entry)
    .endm

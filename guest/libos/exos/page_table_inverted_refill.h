/*
 * The lookup for the refill in exception_entry.S, in the organisation of page_table_inverted.c. Registers are those of
 * page_table_two_level_refill.h, and a3 and a4. The load of a slot may miss the TLB, and is resolved one level down.
 */
    .macro page_table_lookup_entry none
    srli    a0, a2, 30              /* REACH */
    bnez    a0, \none
    srli    a1, a2, PAGE_SHIFT
    srli    a0, a2, PAGE_SHIFT + 7
    xor     a0, a0, a1
    slli    a0, a0, 4               /* ENTRY_BYTES */
7:
    la      a4, page_table_inverted
    ld      a4, 0(a4)
    and     a0, a0, a4
    lui     a3, 0x40000             /* TABLE */
    add     a3, a3, a0
    ld      a4, 0(a3)
    beq     a4, a1, 8f
    beqz    a4, \none
    addi    a0, a0, 16
    j       7b
8:
    ld      a1, 8(a3)
    .endm

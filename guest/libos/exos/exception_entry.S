/*
 * Where exceptions enter the program. Assembled once for each organisation of the page table: the makefile sets
 * PAGE_TABLE_REFILL to the file with its lookup, and EXCEPTION_ENTRY to the name of its entry.
 *
 * Until uepc and ucause are saved nothing here may miss the TLB, since the miss would overwrite them.
 * This text, the stacks and the exception levels are guaranteed, so the kernel refills them unseen.
 * All ways end in a write to uret, with every register as it was.
 */
#include <fugu/abi.h>

#include "page_table.h"
#include "saved_registers.h"

#define FRAME_SP 128
#define FRAME_EPC 136
#define FRAME_CAUSE 144
#define FRAME_VALUE 152
#define FRAME_BYTES 160   /* struct exception_frame */
#define LEVEL_BYTES 1024  /* exception.c */
#define PAGE_SHIFT 12

/* The right that a page fault misses: four bits for each cause from FUGU_CAUSE_FETCH_PAGE_FAULT on. */
#define RIGHTS_BY_CAUSE (FUGU_RIGHT_EXECUTE | FUGU_RIGHT_READ << 4 | FUGU_RIGHT_WRITE << 12)

#include PAGE_TABLE_REFILL

    .text

/*
 * uscratch0 is the top of the next free level; while this runs, for a moment, the interrupted sp.
 *
 * Most exceptions are pages that the page table has and the TLB has lost. They are refilled here, with six registers.
 * A page that is there without the right that was missing is for the program's own handler, if it has one, which has
 * the interrupted stack and no floating-point registers. Everything else is for C, which keeps all other registers
 * and uses no floating point (the Makefile checks).
 */
    .balign 4
    .global EXCEPTION_ENTRY
    .type EXCEPTION_ENTRY, @function
EXCEPTION_ENTRY:
    csrrw   sp, FUGU_CSR_USCRATCH0, sp
    addi    sp, sp, -FRAME_BYTES
    refill_saved sd
    addi    a0, sp, FRAME_BYTES - LEVEL_BYTES
    csrrw   a0, FUGU_CSR_USCRATCH0, a0
    csrr    a1, FUGU_CSR_UEPC
    csrr    a7, FUGU_CSR_UCAUSE
    csrr    a2, FUGU_CSR_UTVAL
    sd      a0, FRAME_SP(sp)
    sd      a1, FRAME_EPC(sp)
    sd      a7, FRAME_CAUSE(sp)
    sd      a2, FRAME_VALUE(sp)
    lla     a1, exception_stack + LEVEL_BYTES - FRAME_BYTES
    bleu    sp, a1, 5f              /* the last level is only there to find this out */

    slli    a7, a7, 2               /* without the two bits that tell what was before */
    addi    a7, a7, -4 * FUGU_CAUSE_FETCH_PAGE_FAULT
    li      a0, 4 * (FUGU_CAUSE_STORE_PAGE_FAULT - FUGU_CAUSE_FETCH_PAGE_FAULT)
    bgtu    a7, a0, 2f
    page_table_lookup_entry 2f
    li      a0, RIGHTS_BY_CAUSE
    srl     a0, a0, a7
    and     a0, a0, a1
    andi    a0, a0, 7
    beqz    a0, 1f                  /* no entry, or not with the right that was missing */
    srli    a0, a1, 32              /* page_entry_cap */
    andi    a3, a1, 7               /* page_entry_rights */
    slli    a1, a1, 32
    srli    a1, a1, 40              /* page_entry_page */
    srli    a2, a2, PAGE_SHIFT
    slli    a2, a2, PAGE_SHIFT
    li      a4, 0
    li      a7, FUGU_SYS_TLB_WRITE
    ecall
    bltz    a0, 2f
    ld      a0, FRAME_EPC(sp)       /* a miss of the page table has changed them */
    ld      a1, FRAME_CAUSE(sp)
    csrw    FUGU_CSR_UEPC, a0
    csrw    FUGU_CSR_UCAUSE, a1
    addi    a0, sp, FRAME_BYTES
    csrw    FUGU_CSR_USCRATCH0, a0
    refill_saved ld
    ld      sp, FRAME_SP(sp)
    csrw    FUGU_CSR_URET, zero

1:
    beqz    a1, 2f
    andi    a1, a1, PAGE_ENTRY_WITHHELD
    lla     a4, exception_handler
    ld      a4, 0(a4)
    bnez    a1, 2f
    beqz    a4, 2f
    others_saved sd
3:                                  /* a4 is the program's handler; the level stays taken until it returns */
    addi    a0, sp, FRAME_EPC       /* struct fugu_fault */
    ld      sp, FRAME_SP(sp)
    jalr    a4
    csrr    sp, FUGU_CSR_USCRATCH0
    addi    sp, sp, LEVEL_BYTES - FRAME_BYTES
    beqz    a0, 6f
4:
    ld      t0, FRAME_EPC(sp)
    ld      t1, FRAME_CAUSE(sp)
    csrw    FUGU_CSR_UEPC, t0
    csrw    FUGU_CSR_UCAUSE, t1
    addi    t0, sp, FRAME_BYTES
    csrw    FUGU_CSR_USCRATCH0, t0
    caller_saved ld
    ld      sp, FRAME_SP(sp)
    csrw    FUGU_CSR_URET, zero
2:
    others_saved sd
    mv      a0, sp
    call    exception_handle
    mv      a4, a0
    bnez    a0, 3b
    j       4b
5:
    li      a7, FUGU_SYS_EXCEPTION_DECLINE
    ecall
6:
    mv      a0, sp
    call    exception_decline
    .size EXCEPTION_ENTRY, . - EXCEPTION_ENTRY

    .section .note.GNU-stack, "", @progbits

/*
 * Where the machine enters the program: exceptions, and message interrupts.
 *
 * Until uepc and ucause are saved nothing here may miss the TLB, since the miss would overwrite them.
 * This text, the stacks and the exception levels are guaranteed, so the kernel refills them unseen.
 * Both ways end in a write to uret, with every register as it was.
 */
#include <fugu/abi.h>

#define SAVED_BYTES 128   /* ra, t0 to t6, a0 to a7 */
#define FRAME_SP 128
#define FRAME_EPC 136
#define FRAME_CAUSE 144
#define FRAME_VALUE 152
#define FRAME_BYTES 160   /* struct exception_frame */
#define LEVEL_BYTES 1024  /* exception.c */
#define PAGE_SHIFT 12

/* The right that a page fault misses: four bits for each cause from FUGU_CAUSE_FETCH_PAGE_FAULT on. */
#define RIGHTS_BY_CAUSE (FUGU_RIGHT_EXECUTE | FUGU_RIGHT_READ << 4 | FUGU_RIGHT_WRITE << 12)

#define FLOATS_BYTES 176  /* ft0 to ft11, fa0 to fa7, fcsr, and 8 to keep the stack aligned */

#include "page_table_two_level_refill.h"

/* Moves the registers that C may change, to or from 0(sp): those of the refill, and the others. */
    .macro refill_saved move
    \move   a0, 64(sp)
    \move   a1, 72(sp)
    \move   a2, 80(sp)
    \move   a3, 88(sp)
    \move   a4, 96(sp)
    \move   a7, 120(sp)
    .endm
    .macro others_saved move
    \move   ra, 0(sp)
    \move   t0, 8(sp)
    \move   t1, 16(sp)
    \move   t2, 24(sp)
    \move   t3, 32(sp)
    \move   t4, 40(sp)
    \move   t5, 48(sp)
    \move   t6, 56(sp)
    \move   a5, 104(sp)
    \move   a6, 112(sp)
    .endm
    .macro caller_saved move
    refill_saved \move
    others_saved \move
    .endm

/* The same for floating point. */
    .macro caller_saved_floats move
    \move   ft0, 0(sp)
    \move   ft1, 8(sp)
    \move   ft2, 16(sp)
    \move   ft3, 24(sp)
    \move   ft4, 32(sp)
    \move   ft5, 40(sp)
    \move   ft6, 48(sp)
    \move   ft7, 56(sp)
    \move   ft8, 64(sp)
    \move   ft9, 72(sp)
    \move   ft10, 80(sp)
    \move   ft11, 88(sp)
    \move   fa0, 96(sp)
    \move   fa1, 104(sp)
    \move   fa2, 112(sp)
    \move   fa3, 120(sp)
    \move   fa4, 128(sp)
    \move   fa5, 136(sp)
    \move   fa6, 144(sp)
    \move   fa7, 152(sp)
    .endm

    .text

/*
 * uscratch0 is the top of the next free level; while this runs, for a moment, the interrupted sp.
 *
 * Most exceptions are pages that the page table has and the TLB has lost. They are refilled here, with six registers.
 * Everything else is for C, which keeps all other registers and uses no floating point (the Makefile checks).
 */
    .balign 4
    .global exos_exception_entry
    .type exos_exception_entry, @function
exos_exception_entry:
    csrrw   sp, FUGU_CSR_USCRATCH0, sp
    addi    sp, sp, -FRAME_BYTES
    refill_saved sd
    csrr    a0, FUGU_CSR_USCRATCH0
    csrr    a1, FUGU_CSR_UEPC
    csrr    a7, FUGU_CSR_UCAUSE
    csrr    a2, FUGU_CSR_UTVAL
    sd      a0, FRAME_SP(sp)
    sd      a1, FRAME_EPC(sp)
    sd      a7, FRAME_CAUSE(sp)
    sd      a2, FRAME_VALUE(sp)
    addi    a0, sp, FRAME_BYTES - LEVEL_BYTES
    csrw    FUGU_CSR_USCRATCH0, a0
    la      a1, exception_stack
    bleu    a0, a1, 2f              /* the last level is only there to find this out */

    slli    a7, a7, 2               /* without the two bits that tell what was before */
    srli    a7, a7, 2
    addi    a7, a7, -FUGU_CAUSE_FETCH_PAGE_FAULT
    li      a0, FUGU_CAUSE_STORE_PAGE_FAULT - FUGU_CAUSE_FETCH_PAGE_FAULT
    bgtu    a7, a0, 1f
    page_table_lookup_entry a2, a1, a0, 1f
    slli    a7, a7, 2
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
    bltz    a0, 1f
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
    others_saved sd
    mv      a0, sp
    call    exception_handle
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
    li      a7, FUGU_SYS_EXCEPTION_DECLINE
    ecall
    .size exos_exception_entry, . - exos_exception_entry

/*
 * Runs the handler of the head message; t0 is the status. A message is disposed of before its handler runs: its
 * place in the queue is free the sooner. Operands that were not sent are not read: a register of the unit takes
 * longer than most, and on a workstation much longer.
 */
    .macro handle_head
    srli    t1, t0, 32
    bnez    t1, 14f                 /* bulk data: in C */
    csrr    a0, FUGU_CSR_UI0
    csrr    t2, FUGU_CSR_UI1
    andi    t0, t0, 0xf0
    li      t1, 2 << 4              /* the words of a message without operands */
    bleu    t0, t1, 12f
    csrr    a1, FUGU_CSR_UI2
    csrr    a2, FUGU_CSR_UI3
    li      t1, 4 << 4
    bleu    t0, t1, 12f
    csrr    a3, FUGU_CSR_UI4
    csrr    a4, FUGU_CSR_UI5
    csrr    a5, FUGU_CSR_UI6
    csrr    a6, FUGU_CSR_UI7
12:
    csrw    FUGU_CSR_UDISPOSE, zero
    slli    a0, a0, 48
    srli    a0, a0, 48
    jalr    t2
    j       15f
14:
    call    message_handle_bulk
15:
    .endm

/*
 * On the interrupted stack. Messages that arrive meanwhile are handled before the return: that saves
 * their own entries.
 */
    .macro message_interrupt name, floats
    .balign 4
    .global \name
    .type \name, @function
\name:
    addi    sp, sp, -(SAVED_BYTES + 16)
    caller_saved sd
    csrr    t0, FUGU_CSR_UEPC
    csrr    t1, FUGU_CSR_UCAUSE
    sd      t0, SAVED_BYTES(sp)
    sd      t1, SAVED_BYTES + 8(sp)
    .if \floats
    addi    sp, sp, -FLOATS_BYTES
    caller_saved_floats fsd
    frcsr   t0
    sd      t0, 160(sp)
    .endif
    j       2f
1:
    handle_head
2:
    csrr    t0, FUGU_CSR_USTAT
    andi    t1, t0, FUGU_STATUS_AVAILABLE
    bnez    t1, 1b
    .if \floats
    ld      t0, 160(sp)
    fscsr   t0
    caller_saved_floats fld
    addi    sp, sp, FLOATS_BYTES
    .endif
    ld      t0, SAVED_BYTES(sp)
    ld      t1, SAVED_BYTES + 8(sp)
    csrw    FUGU_CSR_UEPC, t0
    csrw    FUGU_CSR_UCAUSE, t1
    caller_saved ld
    addi    sp, sp, SAVED_BYTES + 16
    csrw    FUGU_CSR_URET, zero
    .size \name, . - \name
    .endm

    message_interrupt message_entry, 1
    message_interrupt message_entry_integer, 0

/*
 * bool fugu_dispatch(uint64_t status): polled. If messages also interrupt, one may have been taken between
 * the look at the status and the section, so the section looks again.
 */
    .balign 4
    .global fugu_dispatch
    .type fugu_dispatch, @function
fugu_dispatch:
    andi    t0, a0, FUGU_STATUS_NO_UNIT
    bnez    t0, 4f
    addi    sp, sp, -16
    sd      ra, 0(sp)
    mv      t0, a0
    csrrsi  t1, FUGU_CSR_UAC, 1
    sd      t1, 8(sp)
    lbu     t1, message_interrupts
    bnez    t1, 3f
1:
    handle_head
    li      a0, 1
2:
    ld      t0, 8(sp)
    ld      ra, 0(sp)
    addi    sp, sp, 16
    andi    t0, t0, 1
    bnez    t0, 5f
    csrci   FUGU_CSR_UAC, 1
5:
    ret
3:
    csrr    t0, FUGU_CSR_USTAT
    andi    a0, t0, FUGU_STATUS_AVAILABLE
    bnez    a0, 1b
    j       2b
4:
    tail    mailbox_poll
    .size fugu_dispatch, . - fugu_dispatch

    .section .note.GNU-stack, "", @progbits

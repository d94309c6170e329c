/*
 * Where message interrupts enter the program, and how polled messages are handled.
 *
 * Until uepc and ucause are saved nothing here may miss the TLB, since the miss would overwrite them.
 * This text and the stacks are guaranteed, so the kernel refills them unseen.
 * The interrupts end in a write to uret, with every register as it was.
 */
#include <fugu/abi.h>

#include "saved_registers.h"

    .text

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

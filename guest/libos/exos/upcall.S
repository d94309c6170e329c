/*
 * An interrupt context for processes: calls fugu_upcall in C, and returns to what it interrupts. The kernel has
 * disabled interrupts. Page faults meanwhile may use the trap registers, so these are saved too.
 */
#include <fugu/abi.h>

#define FRAME 160

    .section .text.fugu_upcall_entry, "ax"
    .global fugu_upcall_entry
    .type fugu_upcall_entry, @function
fugu_upcall_entry:
    addi    sp, sp, -FRAME
    sd      ra, 0(sp)
    sd      t0, 8(sp)
    sd      t1, 16(sp)
    sd      t2, 24(sp)
    sd      t3, 32(sp)
    sd      t4, 40(sp)
    sd      t5, 48(sp)
    sd      t6, 56(sp)
    sd      a0, 64(sp)
    sd      a1, 72(sp)
    sd      a2, 80(sp)
    sd      a3, 88(sp)
    sd      a4, 96(sp)
    sd      a5, 104(sp)
    sd      a6, 112(sp)
    sd      a7, 120(sp)
    csrr    t0, FUGU_CSR_UEPC
    csrr    t1, FUGU_CSR_UCAUSE
    sd      t0, 128(sp)
    sd      t1, 136(sp)
    slli    a0, t1, 2           /* without the bits of what was before */
    srli    a0, a0, 2
    csrr    a1, FUGU_CSR_UTVAL
    call    fugu_upcall
    ld      t0, 128(sp)
    ld      t1, 136(sp)
    csrw    FUGU_CSR_UEPC, t0
    csrw    FUGU_CSR_UCAUSE, t1
    ld      ra, 0(sp)
    ld      t0, 8(sp)
    ld      t1, 16(sp)
    ld      t2, 24(sp)
    ld      t3, 32(sp)
    ld      t4, 40(sp)
    ld      t5, 48(sp)
    ld      t6, 56(sp)
    ld      a0, 64(sp)
    ld      a1, 72(sp)
    ld      a2, 80(sp)
    ld      a3, 88(sp)
    ld      a4, 96(sp)
    ld      a5, 104(sp)
    ld      a6, 112(sp)
    ld      a7, 120(sp)
    addi    sp, sp, FRAME
    csrw    FUGU_CSR_URET, zero
    .size fugu_upcall_entry, . - fugu_upcall_entry

    .section .note.GNU-stack, "", @progbits

/*
 * Where the kernel enters the processes of this test.
 */
#include <fugu/abi.h>
#include "processes.h"

    .text

/* The end of a slice: counts it in the page that all share, and lets the next slice begin. */
    .global notice_entry
notice_entry:
    addi    sp, sp, -32
    sd      t0, 0(sp)
    sd      t1, 8(sp)
    sd      a0, 16(sp)
    sd      a7, 24(sp)
    li      t0, SHARED_PAGE
    ld      t1, NOTICES(t0)
    addi    t1, t1, 1
    sd      t1, NOTICES(t0)
    li      a0, 0
    li      a7, FUGU_SYS_SLICE_YIELD
    ecall
    ld      t0, 0(sp)
    ld      t1, 8(sp)
    ld      a0, 16(sp)
    ld      a7, 24(sp)
    addi    sp, sp, 32
    csrw    FUGU_CSR_URET, zero

/* The end of a slice: takes no notice. */
    .global deaf_entry
deaf_entry:
    csrw    FUGU_CSR_URET, zero

/* The server: adds what the client has in a1 and a2, counts, notes who called, and returns. */
    .global server_entry
server_entry:
    li      t0, SHARED_PAGE
    ld      t1, SERVED(t0)
    addi    t1, t1, 1
    sd      t1, SERVED(t0)
    csrr    t1, FUGU_CSR_UTVAL
    sd      t1, CALLER(t0)
    add     a0, a1, a2
    mv      a1, a0
    li      a0, 0
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    ebreak                      /* a return is not refused */

/*
 * int64_t client_call(environment, a, b): transfers control with two arguments, and answers what comes back. Whom it
 * calls need not save registers: they are on the client's stack.
 */
    .global client_call
client_call:
    addi    sp, sp, -112
    sd      ra, 0(sp)
    sd      s0, 8(sp)
    sd      s1, 16(sp)
    sd      s2, 24(sp)
    sd      s3, 32(sp)
    sd      s4, 40(sp)
    sd      s5, 48(sp)
    sd      s6, 56(sp)
    sd      s7, 64(sp)
    sd      s8, 72(sp)
    sd      s9, 80(sp)
    sd      s10, 88(sp)
    sd      s11, 96(sp)
    li      t0, SHARED_PAGE
    sd      sp, SAVED_SP(t0)
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    j       1f                  /* refused */

/* Control comes back, or the news that the server has ended. */
    .global client_entry
client_entry:
    li      t0, SHARED_PAGE
    ld      sp, SAVED_SP(t0)
    bltz    a0, 1f
    mv      a0, a1
1:  ld      ra, 0(sp)
    ld      s0, 8(sp)
    ld      s1, 16(sp)
    ld      s2, 24(sp)
    ld      s3, 32(sp)
    ld      s4, 40(sp)
    ld      s5, 48(sp)
    ld      s6, 56(sp)
    ld      s7, 64(sp)
    ld      s8, 72(sp)
    ld      s9, 80(sp)
    ld      s10, 88(sp)
    ld      s11, 96(sp)
    addi    sp, sp, 112
    ret

/* A server that ends instead of returning. */
    .global bad_server_entry
bad_server_entry:
    ld      zero, 0(zero)

/* An exception: counts it and steps over the instruction. t0 and t1 are in the save area. */
    .global fault_entry
fault_entry:
    li      t0, SHARED_PAGE
    ld      t1, FAULTS(t0)
    addi    t1, t1, 1
    sd      t1, FAULTS(t0)
    csrr    t1, FUGU_CSR_UEPC
    addi    t1, t1, 4
    csrw    FUGU_CSR_UEPC, t1
    li      t0, SHARED_PAGE + 2048
    ld      t1, 8(t0)
    ld      t0, 0(t0)
    csrw    FUGU_CSR_URET, zero

    .section .note.GNU-stack, "", @progbits

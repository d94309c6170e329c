/*
 * Where a program begins. a0 is the boot record, or 0 under Linux and QEMU; sp points at argc.
 * Sets up gp, tp and a frame that has no caller, and goes on in C.
 */
    .section .text.start, "ax"
    .global _start
    .type _start, @function
_start:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    la      tp, __tls_base
    mv      a1, sp
    andi    sp, sp, -16
    li      ra, 0
    li      s0, 0
    tail    fugu_start
    .size _start, . - _start

    .section .note.GNU-stack, "", @progbits

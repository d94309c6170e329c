/*
 * void thread_switch(uint64_t **from, uint64_t *to): to the compiler a function like any other, which returns later.
 */
    .section .text.thread_switch, "ax"
    .global thread_switch
    .type thread_switch, @function

    .macro kept move, fmove
    \move   ra, 0(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    \move   s\n, 8 + 8 * \n(sp)
    \fmove  fs\n, 104 + 8 * \n(sp)
    .endr
    .endm

thread_switch:
    addi    sp, sp, -208
    kept    sd, fsd
    sd      sp, 0(a0)
    mv      sp, a1
    kept    ld, fld
    addi    sp, sp, 208
    ret
    .size thread_switch, . - thread_switch

    .section .note.GNU-stack, "", @progbits

/*
 * Where a process of the program begins: a0 is its argument, a1 its function. Of the program's variables it has none,
 * and gp is for its constants only.
 */
#include <fugu/abi.h>

    .section .text.fugu_process_start, "ax"
    .global fugu_process_start
    .type fugu_process_start, @function
fugu_process_start:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    li      ra, 0
    li      s0, 0
    jalr    a1
    li      a7, FUGU_SYS_EXIT
    ecall
    .size fugu_process_start, . - fugu_process_start

    .section .note.GNU-stack, "", @progbits

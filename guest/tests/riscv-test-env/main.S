/* A test in the form of riscv-tests, with the environment of guest/include/riscv-test-env. */
#include <riscv-test-env/riscv_test.h>

#define CASE(number, register, expected, ...)   \
        li      TESTNUM, number;                \
        __VA_ARGS__;                            \
        li      t6, expected;                   \
        bne     register, t6, fail;

RVTEST_RV64UF
RVTEST_CODE_BEGIN
        CASE(2, a2, 7, li a0, 3; li a1, 4; add a2, a0, a1)
        CASE(3, a2, -12, li a0, 3; li a1, -4; mul a2, a0, a1)
        CASE(4, a2, -1, li a0, 3; li a1, 0; div a2, a0, a1)

        /* misaligned, across a line */
        la      a0, data
        CASE(5, a2, 0x1716151413121110, ld a2, 0(a0))
        CASE(6, a2, 0x1b1a191817161514, ld a2, 4(a0))
        CASE(7, a2, 0x1817, lhu a2, 7(a0))

        /* atomic */
        la      a0, cell
        CASE(8, a2, 40, li a1, 2; amoadd.d a2, a1, (a0))
        CASE(9, a2, 42, ld a2, 0(a0))
1:      lr.d    a2, (a0)
        addi    a2, a2, 1
        sc.d    a3, a2, (a0)
        bnez    a3, 1b
        CASE(10, a2, 43, ld a2, 0(a0))
        CASE(11, a3, 1, sc.d a3, a2, (a0))

        /* floating point: 1/3 is inexact and nothing else */
        CASE(12, a2, 1, li a0, 1; fcvt.d.l fa0, a0; li a0, 3; fcvt.d.l fa1, a0; fdiv.d fa2, fa0, fa1; frflags a2)
        CASE(13, a2, 0x3fd5555555555555, fmv.x.d a2, fa2)

        /* code that changes itself: the second time the instruction is another */
        li      a2, 0
        la      a0, patch
        lw      a1, replacement
        .option push
        .option norvc
        .align  2
patch:  addi    a2, a2, 1
        .option pop
        li      t5, 1
        beq     a2, t5, 3f
        CASE(14, a2, 101, nop)
        j       4f
3:      sw      a1, 0(a0)
        fence.i
        j       patch
4:      RVTEST_PASS
fail:   RVTEST_FAIL
RVTEST_CODE_END

        .option push
        .option norvc
        .align  2
replacement:
        addi    a2, a2, 100
        .option pop

        .data
RVTEST_DATA_BEGIN
        .align  4
        .skip   12
data:   .byte   0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f
        .align  3
cell:   .dword  40
RVTEST_DATA_END

/*
 * The environment that the user-level part of riscv-tests (isa/rv64u*) asks its platform for, on
 * Fugu. A test is a bare program: no library OS, one node, nothing but two calls of Linux. So the same
 * file runs under qemu-riscv64 as well.
 *
 * It ends with exit code 0 if it passed; if it failed, with the number of the failed test case, or
 * 255 for numbers that an exit code cannot hold. README.md shows how to build and run one.
 */
#ifndef FUGU_RISCV_TEST_H
#define FUGU_RISCV_TEST_H

/* Test cases leave their number here: gp, which nothing else uses in a bare program. */
#define TESTNUM gp

/* Which unit a test needs. All are there; floating point starts with no flag set, rounding to nearest. */
#define RVTEST_RV64U .macro init; .endm
#define RVTEST_RV64UF .macro init; fscsr zero; .endm
#define RVTEST_RV32U RVTEST_RV64U
#define RVTEST_RV32UF RVTEST_RV64UF
#define RVTEST_FP_ENABLE fscsr zero

/* Starts with every register zero, as on a bare machine. The stack is not used. */
#define RVTEST_CODE_BEGIN                                       \
        .section .text.init, "ax", @progbits;                   \
        .align  2;                                              \
        .globl  _start;                                         \
_start:                                                         \
        .irp r, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16;         \
        li      x\r, 0;                                         \
        .endr;                                                  \
        .irp r, 17,18,19,20,21,22,23,24,25,26,27,28,29,30,31;   \
        li      x\r, 0;                                         \
        .endr;                                                  \
        init;                                                   \
        EXTRA_INIT

/* A test that runs off its end has not said that it passed. */
#define RVTEST_CODE_END                                         \
        li      TESTNUM, 255;                                   \
        RVTEST_FAIL

#define RVTEST_PASS                                             \
        fence;                                                  \
        li      a0, 0;                                          \
        li      a7, 93;                                         \
        ecall

#define RVTEST_FAIL                                             \
        fence;                                                  \
        mv      a0, TESTNUM;                                    \
        li      a7, 255;                                        \
        bgtu    a0, a7, 7771f;                                  \
        bnez    a0, 7772f;                                      \
7771:   mv      a0, a7;                                         \
7772:   li      a7, 93;                                         \
        ecall

/* Data of the test. The labels are for those who want to look at them afterwards. */
#define RVTEST_DATA_BEGIN                                       \
        EXTRA_DATA                                              \
        .align  4;                                              \
        .global begin_signature;                                \
begin_signature:

#define RVTEST_DATA_END                                         \
        .align  4;                                              \
        .global end_signature;                                  \
end_signature:

/* For a test that adds something of its own; empty otherwise. */
#ifndef EXTRA_INIT
#define EXTRA_INIT
#endif
#ifndef EXTRA_DATA
#define EXTRA_DATA
#endif

#endif

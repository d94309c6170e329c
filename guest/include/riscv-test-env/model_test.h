/*
 * The model-specific part that riscv-arch-test asks its target for, on Fugu: a bare program that writes
 * its signature to the console, four bytes a line in hexadecimal, as the suite's comparison expects,
 * and exits with 0. User-level suites only: there is no machine mode to trap into.
 */
#ifndef FUGU_MODEL_TEST_H
#define FUGU_MODEL_TEST_H

/*
 * The suite's RVTEST_FP_ENABLE sets FS in mstatus, as a machine with privileged modes needs it. Here floating
 * point is always on, and mstatus cannot be reached: setting bits of it does nothing, and is the one thing
 * that csrs does not do as the manual says.
 */
.macro  csrs csr, value
        .ifnc   \csr, mstatus
        csrrs   x0, \csr, \value
        .endif
.endm

/* Stands at the test's entry point. */
#define RVMODEL_BOOT                                            \
        .globl  _start;                                         \
_start:

#define RVMODEL_DATA_BEGIN                                      \
        .align  4;                                              \
        .global begin_signature;                                \
begin_signature:

#define RVMODEL_DATA_END                                        \
        .align  4;                                              \
        .global end_signature;                                  \
end_signature:                                                  \
        .align  4;                                              \
fugu_signature_line: .skip 16;

/* One line at a time: eight digits, most significant first, and a line feed. */
#define RVMODEL_HALT                                            \
        la      s0, begin_signature;                            \
        la      s1, end_signature;                              \
        la      s2, fugu_signature_line;                        \
        li      s3, 10;                                         \
7781:   bgeu    s0, s1, 7784f;                                  \
        lwu     s4, 0(s0);                                      \
        addi    s5, s2, 8;                                      \
        sb      s3, 0(s5);                                      \
7782:   addi    s5, s5, -1;                                     \
        andi    s6, s4, 15;                                     \
        srli    s4, s4, 4;                                      \
        addi    s7, s6, 48;                                     \
        bltu    s6, s3, 7783f;                                  \
        addi    s7, s6, 87;                                     \
7783:   sb      s7, 0(s5);                                      \
        bgtu    s5, s2, 7782b;                                  \
        li      a0, 1;                                          \
        mv      a1, s2;                                         \
        li      a2, 9;                                          \
        li      a7, 64;                                         \
        ecall;                                                  \
        addi    s0, s0, 4;                                      \
        j       7781b;                                          \
7784:   li      a0, 0;                                          \
        li      a7, 93;                                         \
        ecall;

/* What a machine with privileged modes or a console of its own would do. */
#define RVMODEL_IO_INIT
#define RVMODEL_IO_WRITE_STR(register, text)
#define RVMODEL_IO_CHECK()
#define RVMODEL_IO_ASSERT_GPR_EQ(scratch, register, value)
#define RVMODEL_IO_ASSERT_SFPR_EQ(scratch, register, value)
#define RVMODEL_IO_ASSERT_DFPR_EQ(scratch, register, value)
#define RVMODEL_SET_MSW_INT
#define RVMODEL_CLEAR_MSW_INT
#define RVMODEL_CLEAR_MTIMER_INT
#define RVMODEL_CLEAR_MEXT_INT

#endif

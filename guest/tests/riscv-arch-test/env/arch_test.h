/*
 * What a test in the form of riscv-arch-test uses of that suite's own headers, in a few lines: enough to
 * build main.S by the line that stands in guest/include/riscv-test-env/README.md.
 */
#ifndef ARCH_TEST_H
#define ARCH_TEST_H

#if XLEN != 64 || FLEN != 64
#error this test is for registers of 64 bits
#endif

#define MSTATUS_FS 0x6000

#define RVTEST_ISA(isa)
#define RVTEST_CASE(number, conditions, ...)

/* As the suite does it. */
#define RVTEST_FP_ENABLE()                              \
        li      a0, MSTATUS_FS & (MSTATUS_FS >> 1);     \
        csrs    mstatus, a0;                            \
        csrwi   fcsr, 0

#define RVTEST_CODE_BEGIN rvtest_code_begin:
#define RVTEST_CODE_END rvtest_code_end:
#define RVTEST_DATA_BEGIN .data; rvtest_data_begin:
#define RVTEST_DATA_END rvtest_data_end:

/* Performs an operation on two doubles, and keeps the result and the flags it raised. */
#define TEST_DOUBLE(operation, at, offset)              \
        fld     f0, at(x2);                             \
        fld     f1, at + 8(x2);                         \
        csrwi   fflags, 0;                              \
        operation f2, f0, f1;                           \
        csrr    x3, fflags;                             \
        fsd     f2, offset(x1);                         \
        sd      x3, offset + 8(x1)

#endif

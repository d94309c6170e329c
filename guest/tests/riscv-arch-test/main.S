/* A test in the form of riscv-arch-test's of D: its macros turn floating point on by mstatus. */
#include "model_test.h"
#include "arch_test.h"

RVTEST_ISA("RV64IFD")

        .section .text.init
        .globl  rvtest_entry_point
rvtest_entry_point:
RVMODEL_BOOT
RVTEST_CODE_BEGIN

#ifdef TEST_CASE_1
RVTEST_CASE(0, "check ISA:=regex(.*64.*);check ISA:=regex(.*I.*F.*D.*);def TEST_CASE_1=True;", fadd.d_b1)

        RVTEST_FP_ENABLE()
        la      x1, signature
        la      x2, operands
        TEST_DOUBLE(fadd.d, 0, 0)
        TEST_DOUBLE(fmul.d, 16, 16)
        TEST_DOUBLE(fdiv.d, 32, 32)

        /* csrs still sets what it may: flags, and a rounding mode */
        li      x4, 0x72
        csrs    fcsr, x4
        csrr    x3, fcsr
        sd      x3, 48(x1)
#endif

RVTEST_CODE_END
RVMODEL_HALT

RVTEST_DATA_BEGIN
        .align  4
operands:
        .dword  0x3ff0000000000000, 0x3ff0000000000000 /* 1 + 1 */
        .dword  0x3fb999999999999a, 0x3fd3333333333333 /* 0.1 * 0.3 is inexact */
        .dword  0x3ff0000000000000, 0x0000000000000000 /* 1 / 0 */
RVTEST_DATA_END

RVMODEL_DATA_BEGIN
signature:
        .fill   8, 8, 0
RVMODEL_DATA_END

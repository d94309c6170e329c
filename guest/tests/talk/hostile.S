/*
 * A server that preserves nothing: every register is something else when it returns, but for what it answers.
 */
#include <fugu/abi.h>

    .text
    .global hostile_entry
hostile_entry:
    mv      a1, a2
    li      a0, 0
    li      a7, FUGU_SYS_TRANSFER_SYNC
    li      ra, -1
    li      sp, -2
    li      gp, -3
    li      tp, -4
    li      s0, -5
    li      s1, -6
    li      s2, -7
    li      s3, -8
    li      s4, -9
    li      s5, -10
    li      s6, -11
    li      s7, -12
    li      s8, -13
    li      s9, -14
    li      s10, -15
    li      s11, -16
    fmv.d.x fs0, s0
    fmv.d.x fs1, s0
    fmv.d.x fs2, s0
    fmv.d.x fs3, s0
    fmv.d.x fs4, s0
    fmv.d.x fs5, s0
    fmv.d.x fs6, s0
    fmv.d.x fs7, s0
    fmv.d.x fs8, s0
    fmv.d.x fs9, s0
    fmv.d.x fs10, s0
    fmv.d.x fs11, s0
    li      t0, 0x60
    fscsr   t0
    ecall

/*
 * uint64_t kept(server, function): calls function(server, 0, 7, 0) with a pattern in all registers that it has to
 * preserve. Answers how many of them are something else afterwards, plus 100 if its value is not 7.
 */
    .global kept
kept:
    addi    sp, sp, -256
    sd      ra, 0(sp)
    sd      gp, 8(sp)
    sd      tp, 16(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sd      s\n, 24 + 8 * \n(sp)
    fsd     fs\n, 120 + 8 * \n(sp)
    .endr
    sd      sp, 216(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    li      s\n, 1000 + \n
    fmv.d.x fs\n, s\n
    .endr
    mv      t0, a1
    li      a1, 0
    li      a2, 7
    li      a3, 0
    jalr    t0
    mv      t1, a0              /* its error counts as one */
    snez    t1, t1
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    addi    t2, s\n, -1000 - \n
    snez    t2, t2
    add     t1, t1, t2
    fmv.x.d t2, fs\n
    addi    t2, t2, -1000 - \n
    snez    t2, t2
    add     t1, t1, t2
    .endr
    ld      t2, 216(sp)
    sub     t2, t2, sp
    snez    t2, t2
    add     t1, t1, t2
    ld      t2, 8(sp)
    sub     t2, t2, gp
    snez    t2, t2
    add     t1, t1, t2
    ld      t2, 16(sp)
    sub     t2, t2, tp
    snez    t2, t2
    add     t1, t1, t2
    frcsr   t2
    snez    t2, t2
    add     t1, t1, t2
    addi    t2, a1, -7
    beqz    t2, 1f
    addi    t1, t1, 100
1:  mv      a0, t1
    ld      ra, 0(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ld      s\n, 24 + 8 * \n(sp)
    fld     fs\n, 120 + 8 * \n(sp)
    .endr
    addi    sp, sp, 256
    ret

/*
 * int spared(environment): yields sparingly with a pattern in all registers. Answers how many that functions preserve
 * have changed, plus 100 for each of the others that is not 0.
 */
    .global spared
spared:
    addi    sp, sp, -256
    sd      ra, 0(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sd      s\n, 24 + 8 * \n(sp)
    fsd     fs\n, 120 + 8 * \n(sp)
    .endr
    li      t0, 1
    slli    t0, t0, 32
    or      a0, a0, t0
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    li      s\n, 2000 + \n
    fmv.d.x fs\n, s\n
    fmv.d.x ft\n, s\n
    .endr
    .irp n, 1, 2, 3, 4, 5, 6
    li      a\n, 3000 + \n
    fmv.d.x fa\n, a\n
    li      t\n, 4000 + \n
    .endr
    fmv.d.x fa0, s0
    fmv.d.x fa7, s0
    li      t0, 4000
    li      a7, FUGU_SYS_SLICE_YIELD
    ecall
    or      a0, a0, a7
    .irp n, 0, 1, 2, 3, 4, 5, 6
    or      a0, a0, t\n
    .endr
    .irp n, 1, 2, 3, 4, 5, 6
    or      a0, a0, a\n
    .endr
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    fmv.x.d t0, ft\n
    or      a0, a0, t0
    .endr
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7
    fmv.x.d t0, fa\n
    or      a0, a0, t0
    .endr
    snez    a0, a0
    li      t0, 100
    mul     a0, a0, t0
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    addi    t2, s\n, -2000 - \n
    snez    t2, t2
    add     a0, a0, t2
    fmv.x.d t2, fs\n
    addi    t2, t2, -2000 - \n
    snez    t2, t2
    add     a0, a0, t2
    .endr
    ld      ra, 0(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ld      s\n, 24 + 8 * \n(sp)
    fld     fs\n, 120 + 8 * \n(sp)
    .endr
    addi    sp, sp, 256
    ret

    .section .note.GNU-stack, "", @progbits

/*
 * Calls between processes by protected control transfer: a1 to a3 are arguments, a1 is the result. Registers arrive as
 * they left, so nobody copies anything.
 */
#include <fugu/abi.h>
#include "rpc.h"

#define FRAME 224
#define FUGU_RPC_ABANDONED 97 /* fugu/ipc.h */

    .macro block register
    lui     \register, RPC_BLOCK >> 33
    slli    \register, \register, 21
    .endm

    .section .text.fugu_rpc, "ax"

/*
 * struct fugu_rpc_answer fugu_tlrpc(server, a, b, c). The server preserves s0 to s11, gp and tp; the caller comes back by
 * its return address.
 */
    .balign 16
    .global fugu_tlrpc
    .type fugu_tlrpc, @function
fugu_tlrpc:
    block   t0
    sd      sp, RPC_RESUME_SP(t0)
    sd      ra, RPC_RESUME_PC(t0)
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    ret                         /* refused, and a0 says why */
    .size fugu_tlrpc, . - fugu_tlrpc

/* Control comes back: a0 is the server's 0, or the kernel's word that it has ended. */
    .balign 16
    .global rpc_client_entry
rpc_client_entry:
    block   t0
    ld      sp, RPC_RESUME_SP(t0)
    ld      ra, RPC_RESUME_PC(t0)
    csrci   FUGU_CSR_UAC, 1     /* the kernel has disabled interrupts */
    bnez    a0, 1f
    ret
1:  andi    t1, ra, 1
    beqz    t1, 2f
    ret                         /* to where lrpc goes on */
2:  li      a0, FUGU_RPC_ABANDONED
    li      a7, FUGU_SYS_EXIT
    ecall

/* The same, and trusts nobody. */
    .balign 16
    .global fugu_lrpc
    .type fugu_lrpc, @function
fugu_lrpc:
    addi    sp, sp, -FRAME
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
    sd      gp, 104(sp)
    sd      tp, 112(sp)
    fsd     fs0, 120(sp)
    fsd     fs1, 128(sp)
    fsd     fs2, 136(sp)
    fsd     fs3, 144(sp)
    fsd     fs4, 152(sp)
    fsd     fs5, 160(sp)
    fsd     fs6, 168(sp)
    fsd     fs7, 176(sp)
    fsd     fs8, 184(sp)
    fsd     fs9, 192(sp)
    fsd     fs10, 200(sp)
    fsd     fs11, 208(sp)
    frcsr   t2
    sd      t2, 216(sp)
    block   t0
    lla     t1, 1f + 1
    sd      sp, RPC_RESUME_SP(t0)
    sd      t1, RPC_RESUME_PC(t0)
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    ld      ra, 0(sp)           /* refused: every register is as it was */
    addi    sp, sp, FRAME
    ret
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
    ld      gp, 104(sp)
    ld      tp, 112(sp)
    fld     fs0, 120(sp)
    fld     fs1, 128(sp)
    fld     fs2, 136(sp)
    fld     fs3, 144(sp)
    fld     fs4, 152(sp)
    fld     fs5, 160(sp)
    fld     fs6, 168(sp)
    fld     fs7, 176(sp)
    fld     fs8, 184(sp)
    fld     fs9, 192(sp)
    fld     fs10, 200(sp)
    fld     fs11, 208(sp)
    ld      t2, 216(sp)
    fscsr   t2
    addi    sp, sp, FRAME
    ret
    .size fugu_lrpc, . - fugu_lrpc

/* void rpc_serve(service): waits to be entered, below the stack that there is. */
    .balign 16
    .global rpc_serve
    .type rpc_serve, @function
rpc_serve:
    block   t0
    sd      sp, RPC_SERVER_SP(t0)
    sd      a0, RPC_SERVICE(t0)
    li      a0, 0
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    li      a0, FUGU_RPC_ABANDONED      /* refused: nobody is left who could call */
    li      a7, FUGU_SYS_EXIT
    ecall
    .size rpc_serve, . - rpc_serve

/* A call arrives, with the client's registers. An honest client's gp is the program's, as here. */
    .balign 16
    .global rpc_server_entry
rpc_server_entry:
    block   t0
    ld      sp, RPC_SERVER_SP(t0)
    ld      t2, RPC_SERVICE(t0)
    csrr    a0, FUGU_CSR_UTVAL
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    jalr    t2
    mv      a1, a0
    li      a0, 0
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    li      a0, FUGU_RPC_ABANDONED
    li      a7, FUGU_SYS_EXIT
    ecall

    .section .note.GNU-stack, "", @progbits

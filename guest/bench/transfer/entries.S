/*
 * Two environments that do nothing but transfer control. Every register arrives as it left, so the client keeps its
 * count and its capability in registers while the server has the processor.
 */
#include <fugu/abi.h>

    .text
    .balign 64

/* uint64_t ping(server, times): cycles for so many transfers there and back. */
    .global ping
ping:
    mv      t2, ra
    mv      t3, a0
    mv      t4, a1
    li      a7, FUGU_SYS_TRANSFER_SYNC
    rdcycle t5
    ecall
    li      a0, -1              /* refused: -1 */
    ret

/* Control comes back: once more, or done. a0 is the server's 0. */
    .global ping_entry
ping_entry:
    addi    t4, t4, -1
    mv      a0, t3
    beqz    t4, 1f
    ecall
1:  rdcycle a0
    sub     a0, a0, t5
    jr      t2

/* The server returns control to who waits for it. */
    .balign 64
    .global pong_entry
pong_entry:
    li      a0, 0
    ecall

    .section .note.GNU-stack, "", @progbits

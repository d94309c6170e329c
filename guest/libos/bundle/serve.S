/*
 * The ways between a program and exos as a server (serve.h). Who is entered by a transfer has the other one's
 * registers; so those that a function preserves go there and come back by themselves, and only the stack and the place
 * to go on at are kept. All of this is code and memory that never misses the TLB.
 */
#include <fugu/abi.h>

#include <serve.h>

    .section .text.serve, "ax"

/*
 * uint64_t serve_call(what, a, b, c): in the client. A message that interrupted here would find the registers between
 * two programs, so it waits.
 */
    .balign 4
    .global serve_call
    .type serve_call, @function
serve_call:
    csrrsi  t1, FUGU_CSR_UAC, 1
    lla     t0, serve_client
    sd      sp, SERVE_SP(t0)
    sd      ra, SERVE_RA(t0)
    sd      t1, SERVE_SECTION(t0)
    mv      a6, a0
1:
    lla     t0, serve_client
    lwu     a0, SERVE_ENVIRONMENT(t0)
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    j       serve_lost
    .size serve_call, . - serve_call

/* The server comes back: with an answer, or with a call of the kernel that is the client's to make. */
    .balign 4
    .global serve_client_entry
    .type serve_client_entry, @function
serve_client_entry:
    bltz    a0, serve_lost
    bnez    a6, 2f
    lla     t0, serve_client
    ld      sp, SERVE_SP(t0)
    ld      ra, SERVE_RA(t0)
    ld      t1, SERVE_SECTION(t0)
    mv      a0, a1
    andi    t1, t1, 1
    bnez    t1, 3f
    csrci   FUGU_CSR_UAC, 1
3:
    ret
2:
    mv      a7, a6
    mv      a0, a1
    mv      a1, a2
    mv      a2, a3
    mv      a3, a4
    mv      a4, a5
    ecall
    mv      a1, a0
    j       1b
    .size serve_client_entry, . - serve_client_entry

/* The server has ended, or cannot be entered. */
serve_lost:
    lla     t0, serve_client
    ld      sp, SERVE_SP(t0)
    call    serve_is_lost

/* Where the server begins. */
    .balign 4
    .global serve_begin
    .type serve_begin, @function
serve_begin:
    lla     t0, serve_server
    sd      sp, SERVE_TOP(t0)
    call    serve_start
    li      a0, 0
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    j       serve_over
    .size serve_begin, . - serve_begin

/* A client comes, with a question; or with what the kernel said to it. */
    .balign 4
    .global serve_server_entry
    .type serve_server_entry, @function
serve_server_entry:
    lla     t0, serve_server
    ld      t1, SERVE_SP(t0)
    bnez    t1, 1f
    ld      sp, SERVE_TOP(t0)
    mv      a0, a6
    call    serve_request
    mv      a1, a0
    li      a6, SERVE_ANSWER
    li      a0, 0
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    j       serve_over
1:
    mv      sp, t1
    sd      zero, SERVE_SP(t0)
    ld      ra, SERVE_RA(t0)
    mv      a0, a1
    ret
    .size serve_server_entry, . - serve_server_entry

/* int64_t serve_ask(call, a, b, c, d): in the server. */
    .balign 4
    .global serve_ask
    .type serve_ask, @function
serve_ask:
    lla     t0, serve_server
    sd      sp, SERVE_SP(t0)
    sd      ra, SERVE_RA(t0)
    mv      a6, a0
    mv      a5, zero
    li      a0, 0
    li      a7, FUGU_SYS_TRANSFER_SYNC
    ecall
    .size serve_ask, . - serve_ask

/* Nobody is left whom it could serve. */
serve_over:
    li      a0, 0
    li      a7, FUGU_SYS_EXIT
    ecall

    .section .note.GNU-stack, "", @progbits

/*
 * How a program calls a library OS that is apart: through its table of hooks, with all arguments as they are. Each
 * has a section of its own, so that only those stay that are called.
 *
 * Where the library OS is placed as a monolithic kernel is, the program has a table of crossings instead. A crossing
 * is a call of the kernel that does nothing, and costs what entering such a kernel and leaving it does; then the hook
 * is called as ever.
 */
#include <fugu/abi.h>
#include <fugu/hooks.h>

#define HOOKS_HEADER 16

    .set    number, 0
    .macro  hook_call name
    .section .text.\name, "ax"
    .balign 2
    .global \name
    .type   \name, @function
\name:
    lla     t1, exos_hooks
    ld      t1, 0(t1)
    ld      t1, HOOKS_HEADER + 8 * number(t1)
    jr      t1
    .size   \name, . - \name
    .set    number, number + 1
    .endm

#define CALL(name, function, where) hook_call name;
FUGU_HOOKS(CALL)

/* t3 is where the hook stands in the library OS's table. The kernel keeps all registers but a0. */
    .section .text.exos_cross, "ax"
    .balign 2
    .type   exos_cross, @function
exos_cross:
    mv      t4, a0
    mv      t5, a7
    li      a7, FUGU_SYS_NULL
    ecall
    mv      a0, t4
    mv      a7, t5
    lla     t1, exos_library_hooks
    ld      t1, 0(t1)
    add     t1, t1, t3
    ld      t1, 0(t1)
    jr      t1
    .size   exos_cross, . - exos_cross

    .set    number, 0
    .macro  crossing name
    .section .text.exos_cross, "ax"
cross_\name:
    li      t3, HOOKS_HEADER + 8 * number
    j       exos_cross
    .section .rodata.exos_crossings, "a"
    .dword  cross_\name
    .set    number, number + 1
    .endm

    .section .rodata.exos_crossings, "a"
    .balign 8
    .global exos_crossings
exos_crossings:
    .dword  FUGU_HOOKS_MAGIC
    .word   FUGU_HOOKS_VERSION
    .word   0
#define CROSSING(name, function, where) crossing name;
FUGU_HOOKS(CROSSING)

    .section .note.GNU-stack, "", @progbits

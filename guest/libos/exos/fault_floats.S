/* Calls the program's handler of faults with the interrupted floating-point registers kept. a0 is the fault. */
#include "saved_registers.h"

    .section .text.vm_handle_with_floats, "ax"
    .global vm_handle_with_floats
    .type vm_handle_with_floats, @function
vm_handle_with_floats:
    addi    sp, sp, -(FLOATS_BYTES + 16)
    sd      ra, FLOATS_BYTES(sp)
    caller_saved_floats fsd
    frcsr   t0
    sd      t0, 160(sp)
    lla     t0, vm_floats_handler
    ld      t0, 0(t0)
    jalr    t0
    ld      t0, 160(sp)
    fscsr   t0
    caller_saved_floats fld
    ld      ra, FLOATS_BYTES(sp)
    addi    sp, sp, FLOATS_BYTES + 16
    ret
    .size vm_handle_with_floats, . - vm_handle_with_floats

    .section .note.GNU-stack, "", @progbits

/*
 * Step 5: messages. The unit has registers: eight for a message that goes out, eight for the one that has come. A
 * message names the function that is to be called for it; every rank has that at the same address.
 */
#ifndef TUTORIAL_MESSAGE_H
#define TUTORIAL_MESSAGE_H

#include "kernel.h"

#define read_register(csr)                                                    \
    ({                                                                        \
        uint64_t value_;                                                      \
        __asm__ volatile("csrr %0, %1" : "=r"(value_) : "i"(csr) : "memory"); \
        value_;                                                               \
    })
#define write_register(csr, value) __asm__ volatile("csrw %0, %1" : : "i"(csr), "r"((uint64_t)(value)) : "memory")

typedef void handler(uint32_t source, uint64_t first, uint64_t second);

/* Describes the message and launches it: ulaunch waits while the network has no room. No kernel is asked. */
static inline void send(uint32_t rank, handler *function, uint64_t first, uint64_t second)
{
    write_register(FUGU_CSR_UO0, rank);
    write_register(FUGU_CSR_UO1, (uintptr_t)function);
    write_register(FUGU_CSR_UO2, first);
    write_register(FUGU_CSR_UO3, second);
    write_register(FUGU_CSR_ULAUNCH, 4 - 1); /* four double-words */
}

/* Calls the function of the message at the head of the queue, if there is one. Answers whether there was. */
__attribute__((used)) bool poll(void)
{
    if (!(read_register(FUGU_CSR_USTAT) & FUGU_STATUS_AVAILABLE)) return false;
    uint32_t source = read_register(FUGU_CSR_UI0) & 0xffff;
    handler *function = (handler *)read_register(FUGU_CSR_UI1);
    uint64_t first = read_register(FUGU_CSR_UI2), second = read_register(FUGU_CSR_UI3);
    write_register(FUGU_CSR_UDISPOSE, 0); /* the registers show the next one now */
    function(source, first, second);
    return true;
}

/*
 * Where messages interrupt the program. A handler may touch a page that is not mapped: that exception would overwrite
 * uepc and ucause, so these are saved as well.
 */
extern const char message_entry[];
__asm__(".text\n"
        ".balign 4\n"
        "message_entry:\n"
        "    addi sp, sp, -144\n"
        "    sd ra, 0(sp)\n    sd t0, 8(sp)\n    sd t1, 16(sp)\n    sd t2, 24(sp)\n"
        "    sd t3, 32(sp)\n    sd t4, 40(sp)\n    sd t5, 48(sp)\n    sd t6, 56(sp)\n"
        "    sd a0, 64(sp)\n    sd a1, 72(sp)\n    sd a2, 80(sp)\n    sd a3, 88(sp)\n"
        "    sd a4, 96(sp)\n    sd a5, 104(sp)\n    sd a6, 112(sp)\n    sd a7, 120(sp)\n"
        "    csrr t0, " NUMBER(FUGU_CSR_UEPC) "\n"
        "    csrr t1, " NUMBER(FUGU_CSR_UCAUSE) "\n"
        "    sd t0, 128(sp)\n"
        "    sd t1, 136(sp)\n"
        "1:  call poll\n"
        "    bnez a0, 1b\n" /* until there is none */
        "    ld t0, 128(sp)\n"
        "    ld t1, 136(sp)\n"
        "    csrw " NUMBER(FUGU_CSR_UEPC) ", t0\n"
        "    csrw " NUMBER(FUGU_CSR_UCAUSE) ", t1\n"
        "    ld ra, 0(sp)\n    ld t0, 8(sp)\n    ld t1, 16(sp)\n    ld t2, 24(sp)\n"
        "    ld t3, 32(sp)\n    ld t4, 40(sp)\n    ld t5, 48(sp)\n    ld t6, 56(sp)\n"
        "    ld a0, 64(sp)\n    ld a1, 72(sp)\n    ld a2, 80(sp)\n    ld a3, 88(sp)\n"
        "    ld a4, 96(sp)\n    ld a5, 104(sp)\n    ld a6, 112(sp)\n    ld a7, 120(sp)\n"
        "    addi sp, sp, 144\n"
        "    csrw " NUMBER(FUGU_CSR_URET) ", zero\n");

/* From now on messages interrupt the program. */
static inline void interrupt_by_messages(void)
{
    write_register(FUGU_CSR_UIVEC, (uintptr_t)message_entry);
}

#endif

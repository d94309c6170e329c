/* Step 1: the way to the kernel, and the way in. Everything else of this library OS stands on these. */
#ifndef TUTORIAL_KERNEL_H
#define TUTORIAL_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include <fugu/abi.h>
#include <fugu/boot.h>

#define NUMBER_(text) #text
#define NUMBER(name) NUMBER_(name) /* a number of abi.h as a text, for assembly */

/* A call of the kernel: its number in a7, arguments from a0 on, the answer in a0. Negative answers are refusals. */
static inline int64_t kernel(
    int64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
    register uint64_t a0 __asm__("a0") = a;
    register uint64_t a1 __asm__("a1") = b;
    register uint64_t a2 __asm__("a2") = c;
    register uint64_t a3 __asm__("a3") = d;
    register uint64_t a4 __asm__("a4") = e;
    register uint64_t a5 __asm__("a5") = f;
    register int64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a7) : "memory");
    return (int64_t)a0;
}

static inline _Noreturn void finish(int code)
{
    for (;;) kernel(FUGU_SYS_EXIT, (uint64_t)code, 0, 0, 0, 0, 0);
}

/* Writes a text to the console that a capability names. */
static inline int64_t write_text(uint32_t console, const char *text)
{
    uint64_t length = 0;
    while (text[length]) length++;
    return kernel(FUGU_SYS_CONSOLE_WRITE, console, (uintptr_t)text, length, 0, 0, 0);
}

/* What a step does. Its answer is the exit code. */
int step(const struct fugu_boot_record *boot);

/* Where the kernel lets the program begin: a0 is the boot record, and sp is a stack. */
__asm__(".text\n"
        ".globl _start\n"
        "_start:\n"
        "    .option push\n"
        "    .option norelax\n"
        "    la gp, __global_pointer$\n"
        "    .option pop\n"
        "    call step\n"
        "    li a7, " NUMBER(FUGU_SYS_EXIT) "\n"
        "    ecall\n");

#endif

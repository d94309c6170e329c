/*
 * Programs that measure the host: NAME [rounds]. A program defines `work`, a round that takes about a million
 * instructions. It has no library OS, so that it executes the same instructions under Fugu and under qemu-riscv64: all
 * translations are the kernel's. What it prints depends on the number of rounds alone, so that the two can be compared.
 */
#ifndef FUGU_PERF_H
#define FUGU_PERF_H

#include <stdint.h>

#define ROUNDS_DEFAULT 1
#define ROUNDS_MOST 100000000

/* One round; what it answers must depend on all that it computed. */
static uint64_t work(uint64_t round);

static inline uint64_t mix(uint64_t sum, uint64_t value)
{
    sum = (sum ^ value) * 0x9e3779b97f4a7c15u;
    return sum ^ sum >> 29;
}

/* The same numbers everywhere. */
static inline uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Two calls of Linux are all that is needed. */
static uint64_t perf_call(uint64_t number, uint64_t a, uint64_t b, uint64_t c)
{
    register uint64_t a0 __asm__("a0") = a;
    register uint64_t a1 __asm__("a1") = b;
    register uint64_t a2 __asm__("a2") = c;
    register uint64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

static _Noreturn void perf_end(const char *text, uint64_t bytes, uint64_t code)
{
    if (perf_call(64, 1, (uint64_t)text, bytes) != bytes) code = 1;
    for (;;) perf_call(93, code, 0, 0);
}

/* 0 if it is no number from 1 on. */
static uint64_t perf_number(const char *text)
{
    uint64_t number = 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || number > ROUNDS_MOST) return 0;
        number = number * 10 + (uint64_t)(*text - '0');
    }
    return number;
}

/* stack: argc, argv[], 0, as on Linux. */
__attribute__((used)) _Noreturn void perf_begin(const uint64_t *stack)
{
    static const char usage[] = "The argument is the number of rounds, 1 to 100000000.\n";
    static char line[] = "checksum ................\n";
    uint64_t rounds = stack[0] > 1 ? perf_number((const char *)stack[2]) : ROUNDS_DEFAULT, sum = 0;
    if (rounds < 1 || rounds > ROUNDS_MOST || stack[0] > 2) perf_end(usage, sizeof usage - 1, 2);
    for (uint64_t round = 0; round < rounds; round++) sum = mix(sum, work(round));
    for (int i = 0; i < 16; i++) line[sizeof "checksum " - 1 + i] = "0123456789abcdef"[sum >> (60 - 4 * i) & 15];
    perf_end(line, sizeof line - 1, 0);
}

__asm__(".globl _start\n"
        "_start:\n"
        "    .option push\n"
        "    .option norelax\n"
        "    la gp, __global_pointer$\n"
        "    .option pop\n"
        "    mv a0, sp\n"
        "    andi sp, sp, -16\n"
        "    j perf_begin\n");

#endif

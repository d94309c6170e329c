/*
 * What the primitives of Aegis are measured by: the call of a procedure that does nothing, a system call that does
 * nothing, and exceptions that a handler of the program's own answers by going on behind the instruction.
 *
 * An exception is measured from the instruction that raises it to the one behind it: the machine's trap, the kernel's
 * dispatch, a handler of six instructions, and its return by uret, without the kernel. RISC-V has not all that MIPS has:
 *
 *   unaligned    a load-reserved at an odd address; plain loads and stores need no alignment here
 *   overflow     ebreak, where a compiler's check of a sum would end: an addition itself raises nothing in RISC-V
 *   coprocessor  an instruction that the processor does not have
 *   protection   a store into a page that may only be read
 *
 * Each is done until everything is near, and counts the last time.
 */
#include <stdio.h>

#include <fugu/fugu.h>

#define CALLS 1000
#define REPEATS 4
#define PICOSECONDS 1000000000000ul


static __attribute__((noinline)) void nothing(void)
{
    __asm__ volatile("");
}

static __attribute__((noinline)) uint64_t null_calls(uint64_t calls)
{
    uint64_t before = fugu_cycles();
    for (uint64_t i = 0; i < calls; i++) nothing();
    return fugu_cycles() - before;
}

/* What is between two looks at the clock, less the look. */
#define AROUND(instruction, ...)                                                                  \
    ({                                                                                            \
        uint64_t before_, after_;                                                                 \
        __asm__ volatile(".balign 64\n\trdcycle %0\n\t" instruction "\n\trdcycle %1"              \
                         : "=&r"(before_), "=&r"(after_)                                          \
                         : __VA_ARGS__                                                            \
                         : "a0", "t0", "memory");                                                 \
        after_ - before_;                                                                         \
    })

static __attribute__((noinline)) uint64_t none(void)
{
    return AROUND("", "i"(0));
}

static __attribute__((noinline)) uint64_t system_call(void)
{
    register int64_t a7 __asm__("a7") = FUGU_SYS_NULL;
    return AROUND("ecall", "r"(a7));
}

static __attribute__((noinline)) uint64_t unaligned(void)
{
    return AROUND(".option push\n\t.option norvc\n\tlr.d t0, (%2)\n\t.option pop", "r"((uintptr_t)__builtin_frame_address(0) + 1));
}

static __attribute__((noinline)) uint64_t overflow(void)
{
    return AROUND(".option push\n\t.option norvc\n\tebreak\n\t.option pop", "i"(0));
}

/* All ones but for the length: no instruction of any extension. */
static __attribute__((noinline)) uint64_t coprocessor(void)
{
    return AROUND(".word 0xfffff00b", "i"(0));
}

static __attribute__((noinline)) uint64_t protection(void)
{
    return AROUND(".option push\n\t.option norvc\n\tsd zero, 0(%2)\n\t.option pop", "r"((uintptr_t)nothing & ~7ul));
}

/* All of these instructions are four bytes long. */
void skip(void);
__asm__(".text\n"
        "\t.balign 64\n"
        "skip:\n"
        "\tcsrw 0x813, t0\n"
        "\tcsrr t0, 0x80E\n"
        "\taddi t0, t0, 4\n"
        "\tcsrw 0x80E, t0\n"
        "\tcsrr t0, 0x813\n"
        "\tcsrw 0x80F, zero\n");

void exos_exception_entry(void);

static void report(const char *name, const char *unit, uint64_t value)
{
    fugu_metric(name, (int64_t)value);
    fugu_metric_unit(name, unit);
    printf("%s %lu\n", name, (unsigned long)value);
}

int main(void)
{
    uint64_t call = 0, system = 0, exceptions[4] = {0}, less = 0;
    for (int i = 0; i < REPEATS; i++) {
        call = null_calls(CALLS);
        less = none();
        system = system_call() - less;
    }
    /* From here on nothing may be missing from the TLB but what is guaranteed: text and stack. */
    fugu_exception_entry((uintptr_t)skip);
    for (int i = 0; i < REPEATS; i++) {
        exceptions[0] = unaligned() - less;
        exceptions[1] = overflow() - less;
        exceptions[2] = coprocessor() - less;
        exceptions[3] = protection() - less;
    }
    fugu_exception_entry((uintptr_t)exos_exception_entry);
    report("null_call_ps", "picoseconds", call * (PICOSECONDS / CALLS / 1000) / (fugu_boot->clock_hertz / 1000));
    report("null_system_call_cycles", "cycles", system);
    report("unaligned_cycles", "cycles", exceptions[0]);
    report("overflow_cycles", "cycles", exceptions[1]);
    report("coprocessor_cycles", "cycles", exceptions[2]);
    report("protection_cycles", "cycles", exceptions[3]);
    return 0;
}

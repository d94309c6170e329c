/*
 * A bare program: no library OS, no C library, no header of Fugu. Two calls of Linux, write and exit,
 * are all it needs, so the same file runs under Fugu, under qemu-riscv64 and on a RISC-V Linux.
 */
typedef unsigned long word;

static word call(word number, word a, word b, word c)
{
    register word a0 __asm__("a0") = a;
    register word a1 __asm__("a1") = b;
    register word a2 __asm__("a2") = c;
    register word a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

static word write(const char *text, word bytes)
{
    return call(64, 1, (word)text, bytes);
}

static _Noreturn void finish(word code)
{
    for (;;) call(93, code, 0, 0);
}

#define NUMBERS 93

static word numbers[NUMBERS]; /* zeroed by whoever loads the program */
static char line[32] = "fibonacci(92) = ";

/* Appends a number in decimal and a newline at `at`; answers the text's length. */
static word append(word at, word number)
{
    char digits[20];
    word count = 0;
    do digits[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count) line[at++] = digits[--count];
    line[at++] = '\n';
    return at;
}

__attribute__((used)) _Noreturn void begin(void)
{
    numbers[1] = 1;
    for (word i = 2; i < NUMBERS; i++) numbers[i] = numbers[i - 1] + numbers[i - 2];
    word length = append(16, numbers[NUMBERS - 1]);
    finish(write(line, length) == length ? 0 : 1);
}

__asm__(".globl _start\n"
        "_start:\n"
        "    .option push\n"
        "    .option norelax\n"
        "    la gp, __global_pointer$\n"
        "    .option pop\n"
        "    j begin\n");

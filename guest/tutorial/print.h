/* Step 4: print: %s a text, %u a number, %x the same in hexadecimal, %c a character. */
#ifndef TUTORIAL_PRINT_H
#define TUTORIAL_PRINT_H

#include "kernel.h"

#define LINE 120

/* A line on its way; it is on the stack, which the kernel keeps mapped, so the kernel can read it. */
struct line {
    uint32_t console, used;
    char text[LINE + 1];
};

static inline void put(struct line *line, char character)
{
    line->text[line->used++] = character;
    if (line->used < LINE && character != '\n') return;
    line->text[line->used] = 0;
    write_text(line->console, line->text);
    line->used = 0;
}

static inline void put_number(struct line *line, uint64_t number, unsigned base)
{
    char digits[20];
    unsigned count = 0;
    do digits[count++] = "0123456789abcdef"[number % base];
    while (number /= base);
    while (count) put(line, digits[--count]);
}

__attribute__((format(printf, 2, 3))) static inline void print(uint32_t console, const char *form, ...)
{
    struct line line;
    line.console = console;
    line.used = 0;
    __builtin_va_list values;
    __builtin_va_start(values, form);
    for (; *form; form++) {
        if (*form != '%') {
            put(&line, *form);
            continue;
        }
        switch (*++form) {
        case 's':
            for (const char *text = __builtin_va_arg(values, const char *); *text; text++) put(&line, *text);
            break;
        case 'u': put_number(&line, __builtin_va_arg(values, unsigned), 10); break;
        case 'x': put_number(&line, __builtin_va_arg(values, unsigned), 16); break;
        case 'c': put(&line, (char)__builtin_va_arg(values, int)); break;
        default: put(&line, *form); break;
        }
    }
    __builtin_va_end(values);
    if (line.used) put(&line, '\n');
}

#endif

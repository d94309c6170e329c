/*
 * scanf with long double. The linker puts it before picolibc's (--wrap=vfscanf), which stores a double where
 * a long double is meant. Formats without one go on to picolibc's as they are; others conversion by conversion.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NUMBER_BYTES 1024 /* longer numbers match nothing */

int __wrap_vfscanf(FILE *stream, const char *format, va_list arguments);
int __real_vfscanf(FILE *stream, const char *format, va_list arguments);

typedef struct {
    bool suppressed;
    int width; /* 0 for any */
    char length, conversion;
} conversion_t;

/* Reads what follows a % and answers where it ends. */
static const char *parse(const char *at, conversion_t *found)
{
    *found = (conversion_t){0};
    if (*at == '*') {
        found->suppressed = true;
        at++;
    }
    if (isdigit((unsigned char)*at)) found->width = (int)strtol(at, (char **)&at, 10);
    for (; *at && strchr("hljztLm", *at); at++) found->length = found->length == 'l' && *at == 'l' ? 'q' : *at;
    found->conversion = *at;
    if (*at != '[') return *at ? at + 1 : at;
    at++;
    if (*at == '^') at++;
    const char *end = *at ? strchr(at + 1, ']') : NULL; /* one that comes first is a member */
    return end ? end + 1 : at + strlen(at);
}

static bool is_long_double(const conversion_t *found)
{
    return found->length == 'L' && found->conversion && strchr("aAeEfFgG", found->conversion);
}

static bool has_long_double(const char *format)
{
    conversion_t found;
    while ((format = strchr(format, '%'))) {
        format = parse(format + 1, &found);
        if (is_long_double(&found)) return true;
    }
    return false;
}

static int scan(FILE *stream, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = __real_vfscanf(stream, format, arguments);
    va_end(arguments);
    return result;
}

/* A number as it is read: whether another character may follow what is there. */
static bool may_follow(const char *text, size_t count, char c)
{
    const char *unsigned_text = text + (count && (text[0] == '+' || text[0] == '-'));
    size_t used = count - (size_t)(unsigned_text - text);
    if (c == '+' || c == '-') return count == 0 || (strchr("eEpP", text[count - 1]) && used > 1);
    char with[NUMBER_BYTES];
    memcpy(with, unsigned_text, used);
    with[used] = c;
    with[used + 1] = 0;
    if (strncasecmp(with, "infinity", used + 1) == 0 || strncasecmp(with, "nan", used + 1) == 0) return true;

    bool hexadecimal = strncasecmp(with, "0x", 2) == 0;
    size_t start = hexadecimal ? 2 : 0;
    if (start > used + 1) return false;
    const char *digits = with + start;
    size_t whole = strspn(digits, hexadecimal ? "0123456789abcdefABCDEF" : "0123456789");
    const char *at = digits + whole;
    size_t fraction = 0;
    if (*at == '.') {
        fraction = strspn(++at, hexadecimal ? "0123456789abcdefABCDEF" : "0123456789");
        at += fraction;
    }
    if (!*at) return true;
    if (!strchr(hexadecimal ? "pP" : "eE", *at++) || whole + fraction == 0) return false;
    if (*at == '+' || *at == '-') at++;
    return !at[strspn(at, "0123456789")];
}

/* Answers 1 when a number was read, 0 when there is none, EOF at the end of what there is to read. */
static int scan_long_double(FILE *stream, int width, long double *value, int *used)
{
    char text[NUMBER_BYTES];
    size_t count = 0, most = width > 0 && width < NUMBER_BYTES - 1 ? (size_t)width : NUMBER_BYTES - 2;
    int c = EOF;
    while (count < most) {
        c = getc(stream);
        if (c == EOF) break;
        if (!may_follow(text, count, (char)c)) {
            ungetc(c, stream);
            break;
        }
        text[count++] = (char)c;
    }
    *used += (int)count;
    if (!count && c == EOF) return EOF;
    text[count] = 0;
    char *end;
    *value = strtold(text, &end);
    return count && !*end;
}

static void store(const conversion_t *found, void *where, long count)
{
    switch (found->length) {
    case 'h': *(short *)where = (short)count; break;
    case 0: *(int *)where = (int)count; break;
    default: *(long *)where = count; break;
    }
}

int __wrap_vfscanf(FILE *stream, const char *format, va_list arguments)
{
    if (!has_long_double(format)) return __real_vfscanf(stream, format, arguments);
    va_list list;
    va_copy(list, arguments);
    char piece[strlen(format) + sizeof " %n"];
    int converted = 0, total = 0;
    while (*format) {
        size_t literal = strcspn(format, "%");
        conversion_t found = {0};
        const char *end = format[literal] ? parse(format + literal + 1, &found) : format + literal;
        bool special = is_long_double(&found) || found.conversion == 'n';
        size_t taken = special ? literal : (size_t)(end - format);
        memcpy(piece, format, taken);
        strcpy(piece + taken, is_long_double(&found) ? " %n" : "%n");

        bool stores = !special && found.conversion && found.conversion != '%' && !found.suppressed;
        int used = -1, result = stores ? scan(stream, piece, va_arg(list, void *), &used) : scan(stream, piece, &used);
        if (used < 0) return result == EOF && !converted ? EOF : converted;
        total += used;
        converted += stores;
        if (found.conversion == 'n') store(&found, va_arg(list, void *), total);
        if (is_long_double(&found)) {
            long double value;
            result = scan_long_double(stream, found.width, &value, &total);
            if (result <= 0) return result == EOF && !converted ? EOF : converted;
            if (!found.suppressed) {
                *va_arg(list, long double *) = value;
                converted++;
            }
        }
        format = end;
    }
    va_end(list);
    return converted;
}

/*
 * printf as the C standard has it. The linker puts it in the place of picolibc's (--wrap=vfprintf), which
 * takes no argument for a long double, %n or %ls, so that everything behind them is printed wrong, and
 * knows no more than the 17 digits of a double that tell it from its neighbours.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "decimal.h"

#define ARGUMENTS_MOST 32 /* of those that are named by number, as in %2$d */
#define DIGITS_MOST 64
#define DOUBLE_BITS 53
#define LONG_DOUBLE_BITS 113

int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments);

typedef unsigned __int128 wide_t;

typedef struct {
    FILE *stream;
    size_t count;
    bool failed;
} out_t;

typedef enum { NOTHING, INT, LONG, DOUBLE, LONG_DOUBLE, POINTER } kind_t;

typedef union {
    int64_t whole;
    double real;
    long double long_real;
    void *pointer;
} value_t;

/* Where arguments come from: one after the other, or by number from those taken before. */
typedef struct {
    va_list list;
    bool numbered;
    value_t values[ARGUMENTS_MOST];
} source_t;

/* Which argument: the next, none, or that of a number. */
#define NEXT 0
#define NONE (-1)

typedef struct {
    bool left, plus, blank, alternative, zero;
    int width, precision; /* NONE when there is no precision */
    int width_from, precision_from, argument;
    char length; /* h, l, j, z, t, L; H for hh; q for ll */
    char conversion;
} spec_t;

/* mantissa * 2^exponent, and whether its leading bit is where a normal number's is. */
typedef struct {
    bool negative, infinite, nan, normal;
    int bits;
    wide_t mantissa;
    int exponent;
} real_t;

/* ------------------------------------------------------------------------------------- characters */

static void put(out_t *out, char c)
{
    if (putc(c, out->stream) == EOF) out->failed = true;
    out->count++;
}

static void put_times(out_t *out, char c, int times)
{
    while (times-- > 0) put(out, c);
}

static void put_text(out_t *out, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) put(out, text[i]);
}

/* What stands before a field's text: blanks, prefix, zeros. Answers how many blanks come behind it. */
static int open_field(out_t *out, const spec_t *spec, const char *prefix, size_t count, bool zeros)
{
    size_t used = strlen(prefix) + count;
    int padding = spec->width > 0 && (size_t)spec->width > used ? spec->width - (int)used : 0;
    if (!spec->left && !zeros) put_times(out, ' ', padding);
    put_text(out, prefix, strlen(prefix));
    if (!spec->left && zeros) put_times(out, '0', padding);
    return spec->left ? padding : 0;
}

static void put_field(out_t *out, const spec_t *spec, const char *text, size_t count)
{
    int behind = open_field(out, spec, "", count, false);
    put_text(out, text, count);
    put_times(out, ' ', behind);
}

/* ----------------------------------------------------------------------------------------- parsing */

static int number(const char **at)
{
    int value = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, **at - '0', &value))
            value = INT_MAX;
    }
    return value;
}

/* The number of an argument, as in 2$, or NEXT. */
static int argument_number(const char **at)
{
    const char *end = *at;
    int value = number(&end);
    if (*end != '$' || value < 1) return NEXT;
    *at = end + 1;
    return value;
}

/* A width or precision: digits, or a star that takes it from an argument. */
static int amount(const char **at, int *from)
{
    if (**at != '*') return number(at);
    (*at)++;
    *from = argument_number(at);
    return 0;
}

static void parse_flags(const char **at, spec_t *spec)
{
    for (;; (*at)++) {
        switch (**at) {
        case '-': spec->left = true; break;
        case '+': spec->plus = true; break;
        case ' ': spec->blank = true; break;
        case '#': spec->alternative = true; break;
        case '0': spec->zero = true; break;
        case '\'': break; /* thousands are not set apart in the C locale */
        default: return;
        }
    }
}

static char parse_length(const char **at)
{
    char length = **at;
    if (!length || !strchr("hljztL", length)) return 0;
    (*at)++;
    if (**at != length || (length != 'h' && length != 'l')) return length;
    (*at)++;
    return length == 'h' ? 'H' : 'q';
}

/* Reads what follows a % and answers where it ends. */
static const char *parse(const char *at, spec_t *spec)
{
    *spec = (spec_t){.precision = NONE, .width_from = NONE, .precision_from = NONE};
    spec->argument = argument_number(&at);
    parse_flags(&at, spec);
    spec->width = amount(&at, &spec->width_from);
    if (*at == '.') {
        at++;
        spec->precision = amount(&at, &spec->precision_from);
    }
    spec->length = parse_length(&at);
    spec->conversion = *at;
    return *at ? at + 1 : at;
}

/* --------------------------------------------------------------------------------------- arguments */

static kind_t kind_of(const spec_t *spec)
{
    switch (spec->conversion) {
    case 'd': case 'i': case 'u': case 'o': case 'x': case 'X': case 'b': case 'B':
        return spec->length && strchr("lqjzt", spec->length) ? LONG : INT;
    case 'c': case 'C':
        return INT;
    case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
        return spec->length == 'L' ? LONG_DOUBLE : DOUBLE;
    case 's': case 'S': case 'p': case 'n':
        return POINTER;
    default:
        return NOTHING;
    }
}

static value_t take(source_t *source, kind_t kind)
{
    value_t value = {0};
    switch (kind) {
    case INT: value.whole = va_arg(source->list, int); break;
    case LONG: value.whole = va_arg(source->list, long); break;
    case DOUBLE: value.real = va_arg(source->list, double); break;
    case LONG_DOUBLE: value.long_real = va_arg(source->list, long double); break;
    case POINTER: value.pointer = va_arg(source->list, void *); break;
    case NOTHING: break;
    }
    return value;
}

static value_t argument(source_t *source, kind_t kind, int from)
{
    return source->numbered && from != NEXT ? source->values[from - 1] : take(source, kind);
}

static bool note(kind_t *kinds, int from, kind_t kind)
{
    if (from == NEXT || from == NONE || kind == NOTHING) return true;
    if (from > ARGUMENTS_MOST) return false;
    kinds[from - 1] = kind;
    return true;
}

/* Takes all arguments that are named by number; false if there are too many. */
static bool take_numbered(source_t *source, const char *format)
{
    kind_t kinds[ARGUMENTS_MOST] = {NOTHING};
    int last = 0;
    while ((format = strchr(format, '%'))) {
        spec_t spec;
        format = parse(format + 1, &spec);
        if (!note(kinds, spec.argument, kind_of(&spec)) || !note(kinds, spec.width_from, INT) ||
            !note(kinds, spec.precision_from, INT))
            return false;
    }
    for (int i = 0; i < ARGUMENTS_MOST; i++)
        if (kinds[i] != NOTHING) last = i + 1;
    source->numbered = last > 0;
    for (int i = 0; i < last; i++) source->values[i] = take(source, kinds[i] == NOTHING ? INT : kinds[i]);
    return true;
}

static void take_amounts(source_t *source, spec_t *spec)
{
    if (spec->width_from != NONE) {
        int width = (int)argument(source, INT, spec->width_from).whole;
        spec->left |= width < 0;
        spec->width = width >= 0 ? width : width == INT_MIN ? INT_MAX : -width;
    }
    if (spec->precision_from != NONE) {
        int precision = (int)argument(source, INT, spec->precision_from).whole;
        spec->precision = precision < 0 ? NONE : precision;
    }
}

/* ------------------------------------------------------------------------------------ whole numbers */

static int64_t narrowed(int64_t value, char length)
{
    switch (length) {
    case 'H': return (signed char)value;
    case 'h': return (short)value;
    case 0: case 'L': return (int)value;
    default: return value;
    }
}

static uint64_t narrowed_unsigned(int64_t value, char length)
{
    switch (length) {
    case 'H': return (unsigned char)value;
    case 'h': return (unsigned short)value;
    case 0: case 'L': return (unsigned)value;
    default: return (uint64_t)value;
    }
}

static const char *sign(const spec_t *spec, bool negative)
{
    return negative ? "-" : spec->plus ? "+" : spec->blank ? " " : "";
}

/* Digits from the end of a buffer to the front; answers how many. */
static int digits_of(uint64_t value, char conversion, char *end)
{
    const char *set = conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    int shift = conversion == 'o' ? 3 : conversion == 'b' || conversion == 'B' ? 1 : 4;
    bool decimal = conversion == 'd' || conversion == 'i' || conversion == 'u';
    char *at = end;
    while (value) {
        *--at = decimal ? (char)('0' + value % 10) : set[value & ((1u << shift) - 1)];
        value = decimal ? value / 10 : value >> shift;
    }
    return (int)(end - at);
}

static void print_digits(out_t *out, const spec_t *spec, const char *prefix, uint64_t value)
{
    char buffer[DIGITS_MOST], *end = buffer + DIGITS_MOST;
    int count = digits_of(value, spec->conversion, end);
    int least = spec->precision == NONE ? 1 : spec->precision;
    if (spec->conversion == 'o' && spec->alternative && least <= count) least = count + 1;
    int zeros = least > count ? least - count : 0;
    int behind = open_field(out, spec, prefix, (size_t)count + (size_t)zeros, spec->zero && spec->precision == NONE);
    put_times(out, '0', zeros);
    put_text(out, end - count, (size_t)count);
    put_times(out, ' ', behind);
}

static void print_signed(out_t *out, const spec_t *spec, int64_t whole)
{
    int64_t value = narrowed(whole, spec->length);
    print_digits(out, spec, sign(spec, value < 0), value < 0 ? -(uint64_t)value : (uint64_t)value);
}

static void print_unsigned(out_t *out, const spec_t *spec, int64_t whole)
{
    uint64_t value = narrowed_unsigned(whole, spec->length);
    char prefix[] = {'0', spec->conversion, 0};
    bool prefixed = spec->alternative && value && strchr("xXbB", spec->conversion);
    print_digits(out, spec, prefixed ? prefix : "", value);
}

static void print_pointer(out_t *out, spec_t *spec, const void *pointer)
{
    spec->conversion = 'x';
    print_digits(out, spec, "0x", (uintptr_t)pointer);
}

/* --------------------------------------------------------------------------------------------- text */

/* UTF-8; answers how many bytes. */
static size_t encoded(uint32_t c, char *bytes)
{
    size_t count = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = count - 1; i > 0; i--, c >>= 6) bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(lead[count] | c);
    return count;
}

static void print_wide_text(out_t *out, const spec_t *spec, const wchar_t *text)
{
    char bytes[4];
    size_t most = spec->precision == NONE ? SIZE_MAX : (size_t)spec->precision, count = 0, whole = 0;
    for (const wchar_t *at = text; count < most && *at; at++) {
        size_t next = encoded((uint32_t)*at, bytes);
        if (next > most - count) break; /* no part of a character */
        count += next;
        whole++;
    }
    int behind = open_field(out, spec, "", count, false);
    for (size_t i = 0; i < whole; i++) put_text(out, bytes, encoded((uint32_t)text[i], bytes));
    put_times(out, ' ', behind);
}

static void print_text(out_t *out, const spec_t *spec, const void *text)
{
    if (text && (spec->length == 'l' || spec->conversion == 'S')) {
        print_wide_text(out, spec, text);
        return;
    }
    const char *narrow = text ? text : "(null)";
    put_field(out, spec, narrow, spec->precision == NONE ? strlen(narrow) : strnlen(narrow, (size_t)spec->precision));
}

static void print_character(out_t *out, const spec_t *spec, int64_t c)
{
    char bytes[4] = {(char)c};
    bool wide = spec->length == 'l' || spec->conversion == 'C';
    put_field(out, spec, bytes, wide ? encoded((uint32_t)c, bytes) : 1);
}

static void store_count(const spec_t *spec, void *where, size_t count)
{
    switch (spec->length) {
    case 'H': *(signed char *)where = (signed char)count; break;
    case 'h': *(short *)where = (short)count; break;
    case 0: *(int *)where = (int)count; break;
    default: *(long *)where = (long)count; break;
    }
}

/* ------------------------------------------------------------------------------------- real numbers */

static real_t real_of_double(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int biased = (int)(bits >> 52 & 0x7ff);
    uint64_t fraction = bits & ((1ul << 52) - 1);
    return (real_t){.negative = bits >> 63,
                    .infinite = biased == 0x7ff && !fraction,
                    .nan = biased == 0x7ff && fraction,
                    .normal = biased > 0,
                    .bits = DOUBLE_BITS,
                    .mantissa = biased ? fraction | 1ul << 52 : fraction,
                    .exponent = (biased ? biased : 1) - 1075};
}

static real_t real_of_long_double(long double value)
{
    wide_t bits;
    memcpy(&bits, &value, sizeof bits);
    int biased = (int)(bits >> 112) & 0x7fff;
    wide_t fraction = bits & (((wide_t)1 << 112) - 1);
    return (real_t){.negative = bits >> 127,
                    .infinite = biased == 0x7fff && !fraction,
                    .nan = biased == 0x7fff && fraction,
                    .normal = biased > 0,
                    .bits = LONG_DOUBLE_BITS,
                    .mantissa = biased ? fraction | (wide_t)1 << 112 : fraction,
                    .exponent = (biased ? biased : 1) - 16495};
}

static bool is_upper(const spec_t *spec)
{
    return spec->conversion >= 'A' && spec->conversion <= 'Z';
}

/* A letter and an exponent, from the end of a buffer to the front; answers how many characters. */
static int exponent_text(char *end, char letter, int exponent, int least)
{
    int count = digits_of((uint64_t)(exponent < 0 ? -exponent : exponent), 'd', end);
    while (count < least) end[-++count] = '0';
    end[-++count] = exponent < 0 ? '-' : '+';
    end[-++count] = letter;
    return count;
}

static void put_decimals(out_t *out, const spec_t *spec, const decimal_t *decimal, int place, int count)
{
    if (count || spec->alternative) put(out, '.');
    for (int i = 0; i < count; i++) put(out, (char)('0' + decimal_digit(decimal, place - i)));
}

static void print_fixed(out_t *out, const spec_t *spec, const char *prefix, decimal_t *decimal, int decimals)
{
    decimal_round(decimal, -decimals);
    int top = decimal_top(decimal);
    if (top < 0) top = 0;
    size_t count = (size_t)top + 1 + (decimals || spec->alternative) + (size_t)decimals;
    int behind = open_field(out, spec, prefix, count, spec->zero);
    for (int place = top; place >= 0; place--) put(out, (char)('0' + decimal_digit(decimal, place)));
    put_decimals(out, spec, decimal, -1, decimals);
    put_times(out, ' ', behind);
}

static void print_scientific(out_t *out, const spec_t *spec, const char *prefix, decimal_t *decimal, int decimals)
{
    decimal_round(decimal, decimal_top(decimal) - decimals);
    int top = decimal_top(decimal);
    char buffer[8], *end = buffer + sizeof buffer;
    int letters = exponent_text(end, is_upper(spec) ? 'E' : 'e', top, 2);
    size_t count = 1 + (decimals || spec->alternative) + (size_t)decimals + (size_t)letters;
    int behind = open_field(out, spec, prefix, count, spec->zero);
    put(out, (char)('0' + decimal_digit(decimal, top)));
    put_decimals(out, spec, decimal, top - 1, decimals);
    put_text(out, end - letters, (size_t)letters);
    put_times(out, ' ', behind);
}

/* %g: the shorter of both, without zeros at its end. */
static void print_general(out_t *out, const spec_t *spec, const char *prefix, decimal_t *decimal)
{
    int digits = spec->precision == NONE ? 6 : spec->precision == 0 ? 1 : spec->precision;
    decimal_round(decimal, decimal_top(decimal) - (digits - 1));
    int top = decimal_top(decimal);
    bool fixed = top >= -4 && top < digits;
    int decimals = fixed ? digits - 1 - top : digits - 1;
    int last = fixed ? -decimals : top - decimals;
    if (!spec->alternative)
        for (; decimals > 0 && !decimal_digit(decimal, last); last++) decimals--;
    if (fixed) print_fixed(out, spec, prefix, decimal, decimals);
    else print_scientific(out, spec, prefix, decimal, decimals);
}

static void print_decimal(out_t *out, const spec_t *spec, const char *prefix, const real_t *real)
{
    wide_t mantissa = real->mantissa;
    int exponent = mantissa ? real->exponent : 0;
    for (; exponent < 0 && !(mantissa & 1); exponent++) mantissa >>= 1;
    uint32_t words[decimal_words(exponent)];
    decimal_t decimal = {words};
    decimal_set(&decimal, mantissa, exponent);
    int decimals = spec->precision == NONE ? 6 : spec->precision;
    switch (spec->conversion) {
    case 'f': case 'F': print_fixed(out, spec, prefix, &decimal, decimals); break;
    case 'e': case 'E': print_scientific(out, spec, prefix, &decimal, decimals); break;
    default: print_general(out, spec, prefix, &decimal); break;
    }
}

static void print_hexadecimal(out_t *out, const spec_t *spec, const char *sign_text, const real_t *real)
{
    const char *set = is_upper(spec) ? "0123456789ABCDEF" : "0123456789abcdef";
    int digits = (real->bits - 1) / 4, exponent = real->mantissa ? real->exponent + real->bits - 1 : 0;
    wide_t mantissa = real->mantissa;
    if (spec->precision == NONE) {
        for (; digits > 0 && !(mantissa & 0xf); digits--) mantissa >>= 4;
    } else if (spec->precision < digits) {
        int shift = 4 * (digits - spec->precision);
        wide_t rest = mantissa & (((wide_t)1 << shift) - 1), half = (wide_t)1 << (shift - 1);
        mantissa >>= shift;
        mantissa += rest > half || (rest == half && (mantissa & 1));
        digits = spec->precision;
    }
    int zeros = spec->precision > digits ? spec->precision - digits : 0;
    bool point = digits || zeros || spec->alternative;

    char prefix[4], buffer[8], *end = buffer + sizeof buffer;
    strcpy(prefix, sign_text);
    strcat(prefix, is_upper(spec) ? "0X" : "0x");
    int letters = exponent_text(end, is_upper(spec) ? 'P' : 'p', exponent, 1);
    size_t count = 1 + point + (size_t)digits + (size_t)zeros + (size_t)letters;
    int behind = open_field(out, spec, prefix, count, spec->zero);
    put(out, set[(int)(mantissa >> (4 * digits))]);
    if (point) put(out, '.');
    for (int i = digits - 1; i >= 0; i--) put(out, set[(int)(mantissa >> (4 * i)) & 0xf]);
    put_times(out, '0', zeros);
    put_text(out, end - letters, (size_t)letters);
    put_times(out, ' ', behind);
}

static void print_real(out_t *out, const spec_t *spec, value_t value)
{
    real_t real = spec->length == 'L' ? real_of_long_double(value.long_real) : real_of_double(value.real);
    const char *prefix = sign(spec, real.negative);
    if (real.infinite || real.nan) {
        const char *name = real.nan ? (is_upper(spec) ? "NAN" : "nan") : is_upper(spec) ? "INF" : "inf";
        int behind = open_field(out, spec, prefix, 3, false);
        put_text(out, name, 3);
        put_times(out, ' ', behind);
    } else if (spec->conversion == 'a' || spec->conversion == 'A') {
        print_hexadecimal(out, spec, prefix, &real);
    } else {
        print_decimal(out, spec, prefix, &real);
    }
}

/* ---------------------------------------------------------------------------------------------- all */

static void print(out_t *out, spec_t *spec, source_t *source, const char *text, size_t count)
{
    take_amounts(source, spec);
    kind_t kind = kind_of(spec);
    if (spec->conversion == '%') {
        put(out, '%');
        return;
    }
    if (kind == NOTHING) { /* no conversion: as it stands */
        put_text(out, text, count);
        return;
    }
    value_t value = argument(source, kind, spec->argument);
    switch (spec->conversion) {
    case 'd': case 'i': print_signed(out, spec, value.whole); break;
    case 'c': case 'C': print_character(out, spec, value.whole); break;
    case 's': case 'S': print_text(out, spec, value.pointer); break;
    case 'p': print_pointer(out, spec, value.pointer); break;
    case 'n': store_count(spec, value.pointer, out->count); break;
    default:
        if (kind == DOUBLE || kind == LONG_DOUBLE) print_real(out, spec, value);
        else print_unsigned(out, spec, value.whole);
    }
}

int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments)
{
    out_t out = {stream};
    source_t source = {0};
    va_copy(source.list, arguments);
    if (strchr(format, '$') && !take_numbered(&source, format)) {
        errno = EINVAL;
        return -1;
    }
    while (*format) {
        if (*format != '%') {
            put(&out, *format++);
            continue;
        }
        spec_t spec;
        const char *end = parse(format + 1, &spec);
        print(&out, &spec, &source, format, (size_t)(end - format));
        format = end;
    }
    va_end(source.list);
    if (out.count > INT_MAX) errno = EOVERFLOW;
    return out.failed || out.count > INT_MAX ? -1 : (int)out.count;
}

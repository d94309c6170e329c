/*
 * What printf and scanf make of every conversion, to be compared with another C library: expected.txt is
 * what the same source prints with glibc for RISC-V. Behind each conversion stands a number that would be
 * wrong if the one before it took too many or too few arguments.
 */
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* Formats are drawn and put together here: the compiler cannot check them. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat"

static uint64_t state = 88172645463325252;

static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static double draw_double(void)
{
    uint64_t bits = draw();
    if (draw() % 2) bits = (bits & ~(0x7fful << 52)) | (1023 - 40 + draw() % 120) << 52; /* near 1 */
    double value;
    memcpy(&value, &bits, sizeof value);
    return isnan(value) ? 0.5 : value;
}

static long double draw_long_double(void)
{
    uint64_t bits[2] = {draw(), draw()};
    if (draw() % 8) bits[1] = (bits[1] & ~(0x7ffful << 48)) | (16383 - 90 + draw() % 250) << 48;
    long double value;
    memcpy(&value, bits, sizeof value);
    return isnan(value) ? -0.0L : value;
}

/* A conversion with flags, width and precision, with a number of its kind. */
static void print_drawn(void)
{
    static const char flags[] = "-+ #0", wholes[] = "diuoxX", reals[] = "aAeEfFgG";
    static const char *const lengths[] = {"hh", "h", "", "l", "ll", "j", "z", "t"};
    char format[40] = "%", *at = format + 1;
    uint64_t whole;
    for (int i = 0; i < 5; i++)
        if (draw() % 4 == 0) *at++ = flags[i];
    if (draw() % 2) at += sprintf(at, "%d", 1 + (int)(draw() % 30));
    if (draw() % 2) at += sprintf(at, ".%d", (int)(draw() % 25));
    switch (draw() % 3) {
    case 0:
        at += sprintf(at, "%s", lengths[draw() % 8]);
        sprintf(at, "%c|%%d\n", wholes[draw() % 6]);
        whole = draw();
        printf(format, whole >> draw() % 64, 4711);
        break;
    case 1:
        sprintf(at, "%c|%%d\n", reals[draw() % 8]);
        printf(format, draw_double(), 4711);
        break;
    default:
        sprintf(at, "L%c|%%d\n", reals[draw() % 8]);
        printf(format, draw_long_double(), 4711);
    }
}

static void print_edges(void)
{
    static const double doubles[] = {0.0, -0.0, 0.5, 1.5, 2.5, 9.5, 99.95, 0.1, 1e22, 1e23, DBL_MAX, DBL_MIN, DBL_TRUE_MIN, INFINITY, -INFINITY};
    static const long double long_doubles[] = {0.0L, 0.5L, 2.5L, 0.1L, 1e4000L, LDBL_MIN, LDBL_TRUE_MIN, INFINITY};
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
        printf("%f %.0f %e %g %.17g %.30e %a %.1a|%d\n", doubles[i], doubles[i], doubles[i], doubles[i], doubles[i], doubles[i],
               doubles[i], doubles[i], 4711);
    for (size_t i = 0; i < sizeof long_doubles / sizeof *long_doubles; i++)
        printf("%Lf %Le %Lg %.40Lg %La|%d\n", long_doubles[i], long_doubles[i], long_doubles[i], long_doubles[i], long_doubles[i], 4711);
    printf("%.1100f|%d\n", DBL_TRUE_MIN, 4711);
    printf("%.50Lf|%.0Lf|%d\n", LDBL_MAX, LDBL_MAX, 4711);
    printf("%f %F %10f|%010f|%-10f|%d\n", (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, 4711);
}

static void print_others(void)
{
    int count = 0;
    long long_count = 0;
    printf("%s %.2s %10s|%-10s|%c%c|%d\n", "text", "text", "text", "text", 'a', 'b', 4711);
    printf("%3$s %1$d %2$.2Lf %1$d %4$*5$d|%6$d\n", 1, 2.5L, "three", 4, 6, 4711);
    printf("%ls|%8.3ls|%lc|%d\n", L"wide", L"wide", (wint_t)L'w', 4711);
    printf("%*d|%-*d|%.*Lf|%*.*f|%d\n", 8, 42, -8, 42, 3, 2.5L, 9, 2, 2.5, 4711);
    printf("12345%n678%ln|", &count, &long_count);
    printf("%d %ld|%d\n", count, long_count, 4711);
    printf("%lld %llu %zu %zd %jd %td %hhd %hu|%d\n", LLONG_MIN, ULLONG_MAX, SIZE_MAX, (ptrdiff_t)-1, INTMAX_MIN, (ptrdiff_t)-7, 300,
           70000, 4711);
    printf("%#x %#o %#X %08d %+d % d %.0d %5.3d|%d\n", 255, 8, 255, -42, 42, 42, 0, 7, 4711);
    printf("100 %%|%d\n", 4711);
    char small[8];
    volatile size_t room = sizeof small;
    count = snprintf(small, room, "%Lf|%d", 1234567.25L, 4711);
    printf("%d %s|%d\n", count, small, 4711);
}

static void scan_all(void)
{
    long double value = 0, other = 0;
    double real = 0;
    float single = 0;
    int number = 0, used = 0, result;
    char word[8] = "";
    result = sscanf("1.5 2.5 3.5 7", "%lf %f %Lf %d", &real, &single, &value, &number);
    printf("%d: %g %g %Lg %d\n", result, real, single, value, number);
    result = sscanf("key=-2.5e-3000L;0x1.8p+1,abc", "key=%LfL;%Lg,%3[a-c]%n", &value, &other, word, &used);
    printf("%d: %Lg %Lg %s %d\n", result, value, other, word, used);
    result = sscanf("123456 8", "%3Lf%*Lf %d", &value, &number);
    printf("%d: %Lg %d\n", result, value, number);
    result = sscanf("-inf 5", "%Lf %d", &value, &number);
    printf("%d: %Lg %d\n", result, value, number);
    result = sscanf("  ", "%Lf", &value);
    printf("%d\n", result);
    result = sscanf("5 x", "%d %Lf", &number, &value);
    printf("%d\n", result);
    result = sscanf("a 1.5", "b %Lf", &value);
    printf("%d\n", result);
    printf("%Lg %Lg\n", strtold("1.25e10", NULL), strtold("0x1p-3", NULL));
}

int main(void)
{
    print_edges();
    print_others();
    scan_all();
    for (int i = 0; i < 400; i++) print_drawn();
    return 0;
}

/* What the C library offers and this machine lacks: it links, and every call says that it failed. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include <fugu/fugu.h>

static void fails(bool failed, const char *what)
{
    if (!failed || errno != ENOSYS) {
        printf("%s: %s, errno %d\n", what, failed ? "fails" : "does not fail", errno);
        exit(1);
    }
    errno = 0;
}

int main(void)
{
    fails(!fopen("file", "r"), "fopen");
    fails(!fopen("file", "w"), "fopen to write");
    if (freopen("file", "w", stderr)) return 1; /* says nothing in errno */
    errno = 0;
    fails(!tmpfile(), "tmpfile");
    fails(remove("file") != 0, "remove");
    fails(rename("file", "other") != 0, "rename");
    fpos_t position = 0;
    fails(fgetpos(stdin, &position) != 0, "fgetpos");
    fails(fsetpos(stdin, &position) != 0, "fsetpos");

    time_t now = 0;
    if (time(&now) != now || now < 788918400 || now > 788918400 + 3600) {
        puts("time: it is not the first hour of 1995");
        return 1;
    }
    fails(sleep(1) == 1, "sleep");
    fails(fputwc(L'x', stdout) == WEOF, "fputwc");
    fails(fgetwc(stdin) == WEOF, "fgetwc");
    fails(wprintf(L"x") < 0, "wprintf");
    fails(at_quick_exit(NULL) != 0, "at_quick_exit");

    /* The one that works: how long the program has run. */
    clock_t before = clock();
    uint64_t cycles = fugu_cycles();
    while (fugu_cycles() < cycles + fugu_boot->clock_hertz / 1000) {}
    clock_t passed = clock() - before;
    if (passed < CLOCKS_PER_SEC / 1000 || passed > CLOCKS_PER_SEC / 500) {
        printf("clock: a millisecond takes %ld of %ld a second\n", (long)passed, (long)CLOCKS_PER_SEC);
        return 1;
    }
    puts("What is absent says so.");
    return 0;
}

/* The console as stdio's streams; stdin.c has what a program reads. */
#include <stdio.h>

#include <exos.h>

#define LINE_BYTES 512

static fugu_guaranteed char line[LINE_BYTES]; /* so that the kernel always finds it mapped */
static size_t line_used;

bool console_flush(void)
{
    int64_t written = fugu_console_write(line, line_used);
    line_used = 0;
    return written >= 0;
}

static int flush(FILE *stream)
{
    (void)stream;
    return console_flush() ? 0 : EOF;
}

/* Lines go out whole, so that those of several ranks do not mix. */
static int put(char c, FILE *stream)
{
    line[line_used++] = c;
    if ((c == '\n' || line_used == LINE_BYTES) && flush(stream)) return EOF;
    return (unsigned char)c;
}

static FILE console = FDEV_SETUP_STREAM(put, NULL, flush, _FDEV_SETUP_WRITE);

FILE *const stdout = &console;
FILE *const stderr = &console;

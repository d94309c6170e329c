/* The standard input as a stream of stdio. It is apart from stdio.c, so that only a program that reads has it. */
#include <stdio.h>

#include <exos.h>
#include <fugu/input.h>

#define BUFFER_BYTES 1024

static fugu_guaranteed char buffer[BUFFER_BYTES]; /* so that the kernel always finds it mapped */
static size_t next, end;

static int get(FILE *stream)
{
    (void)stream;
    if (next == end) {
        int64_t got = fugu_input_next(buffer, BUFFER_BYTES);
        if (got <= 0) return got < 0 ? _FDEV_ERR : _FDEV_EOF;
        next = 0;
        end = (size_t)got;
    }
    return (unsigned char)buffer[next++];
}

static FILE input = FDEV_SETUP_STREAM(NULL, get, NULL, _FDEV_SETUP_READ);

FILE *const stdin = &input;

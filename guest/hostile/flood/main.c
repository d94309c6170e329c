/* Writes to the console for ever. Ends as console_limit. */
#include <string.h>

#include <fugu/fugu.h>

#define BYTES 4096

static char text[BYTES];

int main(void)
{
    memset(text, 'x', BYTES);
    for (size_t i = 63; i < BYTES; i += 64) text[i] = '\n';
    for (;;) fugu_console_write(text, BYTES);
}

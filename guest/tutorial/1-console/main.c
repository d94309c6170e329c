/* Step 1: a program that has nothing but the kernel. It writes a line and ends. */
#include "../kernel.h"

int step(const struct fugu_boot_record *boot)
{
    int64_t written = write_text(boot->cap_console, "Nobody is here but me and the kernel.\n");
    return written > 0 ? 0 : 1;
}

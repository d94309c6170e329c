/* How what is in the program ends the job, when its library OS is apart. */
#include <string.h>

#include <exos.h>

/* Not linked into a program that has no stdio. */
#pragma weak console_flush

_Noreturn void exos_end(const char *reason)
{
    if (console_flush) console_flush();
    fugu_console_write("exos: ", 6);
    fugu_console_write(reason, strlen(reason));
    fugu_console_write("\n", 1);
    __builtin_trap();
}

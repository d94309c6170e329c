/* From _start to main and from there to exit. */
#include <stdint.h>
#include <stdlib.h>

#include <exos.h>

int main(int argc, char **argv, char **environment);

typedef void constructor(void);
extern constructor *__init_array_start[], *__init_array_end[];

/*
 * stack: argc, argv[], 0, environment[], 0, as on Linux.
 * The library OS comes first: from then on page faults are its business.
 */
_Noreturn void fugu_start(const struct fugu_boot_record *boot, uint64_t *stack)
{
    exos_start(boot);
    for (constructor **each = __init_array_start; each < __init_array_end; each++) (*each)();
    int argc = (int)stack[0];
    char **argv = (char **)(stack + 1);
    exit(main(argc, argv, argv + argc + 1));
}

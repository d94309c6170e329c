/*
 * A job that does nothing but wait: null [cycles]. It is what other programs share a machine with (target 8 of
 * ./fugu reproduce). Without an argument all ranks sleep for ever, and the run's limit ends it.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

int main(int argc, char **argv)
{
    unsigned long cycles = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    if (argc > 2 || (argc > 1 && cycles == 0)) {
        if (fugu_rank() == 0) printf("usage: null [cycles]\n");
        return 2;
    }
    if (fugu_rank() == 0 && cycles) while (fugu_cycles() < cycles) {}
    else for (;;) fugu_wait();
    return 0;
}

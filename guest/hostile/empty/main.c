/* Disposes of a message when there is none. Ends as trapped, by dispose_empty. */
#include <stdio.h>

#include <fugu/fugu.h>

int main(void)
{
    puts("About to dispose of no message.");
    fugu_csr_write(FUGU_CSR_UDISPOSE, 0);
    puts("This must not be seen.");
    return 0;
}

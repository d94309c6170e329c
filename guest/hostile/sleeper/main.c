/* Every rank waits for a message that nobody sends. Ends as deadlock. */
#include <stdio.h>

#include <fugu/fugu.h>

int main(void)
{
    if (fugu_rank() == 0) puts("About to wait for ever.");
    fugu_wait();
    return 0;
}

/* Sends to a rank the job does not have. Ends as trapped, by wrong_group. */
#include <stdio.h>

#include <fugu/fugu.h>

static void never(uint32_t source)
{
    (void)source;
}

int main(void)
{
    if (fugu_rank() != 0) return 0;
    puts("About to send to a rank that is not there.");
    fugu_send(fugu_ranks(), never);
    puts("This must not be seen.");
    return 0;
}

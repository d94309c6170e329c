/* Writes to a page it does not own. Ends as trapped, by a store_page_fault at the address below. */
#include <stdint.h>
#include <stdio.h>

#define NOT_OURS 0x3000000000

int main(void)
{
    puts("About to write where nothing is ours.");
    *(volatile uint64_t *)NOT_OURS = 1;
    puts("This must not be seen.");
    return 0;
}

/* Jumps to where there is no code. Ends as trapped, by a fetch_page_fault at that address. */
#include <stdint.h>
#include <stdio.h>

#define NOWHERE 0x2000000000

int main(void)
{
    puts("About to jump to nowhere.");
    ((void (*)(void))(uintptr_t)NOWHERE)();
    puts("This must not be seen.");
    return 0;
}

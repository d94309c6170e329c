/*
 * Calls itself until the stack is used up. Ends as trapped, by a store_page_fault just below the stack;
 * exos takes the exception on a stack of its own.
 */
#include <stdio.h>

static int descend(volatile int *above)
{
    volatile int here = *above + 1;
    return here > 0 ? descend(&here) + here : 0; /* it ends sooner, but the compiler cannot tell */
}

int main(void)
{
    volatile int start = 0;
    puts("About to call for ever.");
    return descend(&start);
}

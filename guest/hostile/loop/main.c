/* Loops for ever. Ends as cycle_limit. */
int main(void)
{
    for (;;) __asm__ volatile("");
}

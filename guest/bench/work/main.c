/*
 * The same work with and without a few more instructions, for trying out comparisons of two builds:
 * `make variant=a` and `make variant=b`, the second with -DEXTRA.
 */
#include <stdio.h>

#include <fugu/fugu.h>

#define STEPS 10000

/* One step of a shift-register generator. */
static uint64_t step(uint64_t state)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
#ifdef EXTRA
    __asm__ volatile("nop; nop");
#endif
    return state;
}

int main(void)
{
    uint64_t state = 1, start = fugu_cycles();
    for (int i = 0; i < STEPS; i++) state = step(state);
    fugu_metric("work_cycles", (int64_t)(fugu_cycles() - start));
    fugu_metric_unit("work_cycles", "cycles");
    printf("After %d steps: %016lx\n", STEPS, (unsigned long)state);
    return 0;
}

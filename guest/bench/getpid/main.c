/*
 * What it takes to learn the number of one's process. Under a monolithic kernel that is a system call; here it is a
 * procedure of the library OS, which finds the number in its own memory. A call with its loop, when everything is near.
 */
#include <stdio.h>
#include <unistd.h>

#include <fugu/fugu.h>

#define CALLS 1000
#define REPEATS 3

int main(void)
{
    uint64_t cycles = 0, sum = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        sum = 0;
        uint64_t before = fugu_cycles();
        for (uint64_t i = 0; i < CALLS; i++) sum += (uint64_t)getpid();
        cycles = fugu_cycles() - before;
    }
    if (sum != CALLS * (1ul + fugu_rank())) {
        printf("getpid: the numbers of %d calls add up to %lu\n", CALLS, (unsigned long)sum);
        return 1;
    }
    fugu_metric("getpid_hundredths", (int64_t)(cycles / (CALLS / 100)));
    fugu_metric_unit("getpid_hundredths", "cycles/100");
    printf("process %d, %lu cycles for %d calls\n", (int)getpid(), (unsigned long)cycles, CALLS);
    return 0;
}

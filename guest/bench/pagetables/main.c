/*
 * What the organisation of the library OS's page table costs and gains: the suite of Appel and Li (appel.h), and
 *
 *   refill  a page that the page table has and the kernel has forgotten, when it is touched: the exception, the
 *           lookup and the call that writes the translation
 *
 * All organisations are in the program, and the run says which one is used.
 */
#include "../appel.h"

#define REFILLS 256

static volatile uint64_t many[REFILLS][FUGU_PAGE_BYTES / sizeof(uint64_t)];

/* Each page at an offset of its own, so that their lines do not displace each other. */
static volatile uint64_t *word(uint32_t number)
{
    return &many[number][number * 2 % (FUGU_PAGE_BYTES / sizeof(uint64_t))];
}

static uint64_t refills(void)
{
    uint64_t cycles = 0;
    for (uint32_t i = 0; i < REFILLS; i++) {
        fugu_tlb_drop((uintptr_t)word(i));
        uint64_t before = fugu_cycles();
        *word(i) += 1;
        cycles += fugu_cycles() - before;
    }
    return cycles;
}

int main(void)
{
    for (uint32_t i = 0; i < REFILLS; i++) *word(i) = i;
    refills();
    report("refill_cycles", refills() / REFILLS);
    return appel_suite() ? 0 : 1;
}

/*
 * More pages than the TLB has translations, again and again: what a refill takes from the kernel's software TLB, and
 * what it takes by the library OS, where the kernel has been told to forget the page.
 */
#include <stdio.h>

#include <fugu/fugu.h>

#define PAGES 256
#define SWEEPS 4

static volatile uint64_t pages[PAGES][FUGU_PAGE_BYTES / sizeof(uint64_t)];

/* Each page at an offset of its own, so that their lines do not displace each other. */
static volatile uint64_t *word(int page)
{
    return &pages[page][page * 2 % (FUGU_PAGE_BYTES / sizeof(uint64_t))];
}

int main(void)
{
    /* The first time is more than a refill: a frame is found for each. */
    for (int i = 0; i < PAGES; i++) *word(i) = (uint64_t)i;

    uint64_t begun = 0;
    for (int sweep = 0; sweep <= SWEEPS; sweep++) {
        if (sweep == 1) begun = fugu_cycles(); /* the code is near now */
        for (int i = 0; i < PAGES; i++) *word(i) += 1;
    }
    uint64_t cycles = (fugu_cycles() - begun) / (SWEEPS * PAGES);

    uint64_t forgotten = 0;
    for (int sweep = 0; sweep <= SWEEPS; sweep++) {
        if (sweep == 1) forgotten = 0;
        for (int i = 0; i < PAGES; i++) {
            fugu_tlb_drop((uintptr_t)word(i));
            uint64_t before = fugu_cycles();
            *word(i) += 1;
            forgotten += fugu_cycles() - before;
        }
    }
    forgotten /= SWEEPS * PAGES;

    for (int i = 0; i < PAGES; i++) {
        if (*word(i) == (uint64_t)i + 2 * (SWEEPS + 1)) continue;
        printf("page %d holds %lu\n", i, (unsigned long)*word(i));
        return 1;
    }
    fugu_metric_unit("refill_cycles", "cycles");
    fugu_metric("refill_cycles", (int64_t)cycles);
    fugu_metric_unit("library_refill_cycles", "cycles");
    fugu_metric("library_refill_cycles", (int64_t)forgotten);
    puts("Every page was found again.");
    return 0;
}

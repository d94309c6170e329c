/*
 * What programs do with virtual memory, and what it takes (Appel and Li, ASPLOS 1991), as ExOS was measured by it: the
 * questions and changes by themselves, and two sequences as a garbage collector or a checkpoint makes them. All of
 * them on the same hundred pages.
 *
 *   dirty      asking whether a page was stored to
 *   prot1      taking the right to write from a page, one after the other in random order
 *   prot100    taking it from all hundred, in one call
 *   unprot100  giving it back to them
 *   trap       a store into a page that may not be written, up to the handler and back behind the store
 *   appel1     a store into a page without the right; the handler takes it from another page and gives it to this one
 *   appel2     the same, where all hundred have lost it in one call before; that is counted too
 *
 * Figures are cycles: of a call, or of a page where the name ends in _page. Everything is done twice, and counts the
 * second time.
 */
#ifndef FUGU_BENCH_APPEL_H
#define FUGU_BENCH_APPEL_H

#include <stdio.h>
#include <stdlib.h>

#include <fugu/memory.h>

#define PAGES 100
#define BYTES (PAGES * FUGU_PAGE_BYTES)
#define READ FUGU_RIGHT_READ

static char *pages;
static uint32_t order[PAGES]; /* random, without one twice */
static uint32_t another;      /* the place in the order of the page that loses its right next */

static volatile uint64_t *page(uint32_t number)
{
    return (volatile uint64_t *)(pages + (size_t)number * FUGU_PAGE_BYTES);
}

static void expect(int64_t is, int64_t ought, const char *what)
{
    if (is == ought) return;
    printf("%s: %ld, not %ld\n", what, (long)is, (long)ought);
    exit(1);
}

static void shuffle(void)
{
    uint64_t random = fugu_boot->seed | 1;
    for (uint32_t i = 0; i < PAGES; i++) order[i] = i;
    for (uint32_t i = PAGES - 1; i > 0; i--) {
        random = random * 6364136223846793005ul + 1442695040888963407ul;
        uint32_t other = (uint32_t)((random >> 33) % (i + 1));
        uint32_t kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

static uint64_t dirty(void)
{
    uint64_t begun = fugu_cycles();
    int64_t were = 0;
    for (uint32_t i = 0; i < PAGES; i++) were += fugu_dirty(pages + order[i] * FUGU_PAGE_BYTES);
    uint64_t cycles = fugu_cycles() - begun;
    expect(were, PAGES, "dirty pages");
    return cycles;
}

static uint64_t protect_each(void)
{
    uint64_t begun = fugu_cycles();
    int64_t answers = 0;
    for (uint32_t i = 0; i < PAGES; i++) answers |= fugu_protect(pages + order[i] * FUGU_PAGE_BYTES, FUGU_PAGE_BYTES, READ);
    uint64_t cycles = fugu_cycles() - begun;
    expect(answers, 0, "protecting each page");
    expect(fugu_unprotect(pages, BYTES), 0, "unprotecting all pages");
    return cycles;
}

static uint64_t protect_all(void)
{
    uint64_t begun = fugu_cycles();
    int64_t answer = fugu_protect(pages, BYTES, READ);
    uint64_t cycles = fugu_cycles() - begun;
    expect(answer, 0, "protecting all pages");
    return cycles;
}

static uint64_t unprotect_all(void)
{
    uint64_t begun = fugu_cycles();
    int64_t answer = fugu_unprotect(pages, BYTES);
    uint64_t cycles = fugu_cycles() - begun;
    expect(answer, 0, "unprotecting all pages");
    return cycles;
}

/* The store is an instruction of four bytes. */
static bool skip(struct fugu_fault *fault)
{
    fault->pc += 4;
    return true;
}

static inline void store(volatile uint64_t *at, uint64_t value)
{
    __asm__ volatile(".option push\n\t.option norvc\n\tsd %0, 0(%1)\n\t.option pop" : : "r"(value), "r"(at) : "memory");
}

/* Nothing is unprotected meanwhile. */
static uint64_t trap(void)
{
    fugu_fault_handler_integer(skip);
    expect(fugu_protect(pages, BYTES, READ), 0, "protecting all pages");
    uint64_t begun = fugu_cycles();
    for (uint32_t i = 0; i < PAGES; i++) store(page(order[i]), ~0ul);
    uint64_t cycles = fugu_cycles() - begun;
    expect(fugu_unprotect(pages, BYTES), 0, "unprotecting all pages");
    for (uint32_t i = 0; i < PAGES; i++) expect((int64_t)*page(i), i, "what was not stored");
    return cycles;
}

static const void *page_of(uint64_t address)
{
    return (const void *)(address & ~(uint64_t)(FUGU_PAGE_BYTES - 1));
}

static bool protect_another(struct fugu_fault *fault)
{
    fugu_protect(pages + order[another] * FUGU_PAGE_BYTES, FUGU_PAGE_BYTES, READ);
    return fugu_unprotect(page_of(fault->address), FUGU_PAGE_BYTES) >= 0;
}

static uint64_t first_sequence(void)
{
    fugu_fault_handler_integer(protect_another);
    expect(fugu_protect(pages + order[0] * FUGU_PAGE_BYTES, FUGU_PAGE_BYTES, READ), 0, "protecting the first page");
    uint64_t begun = fugu_cycles();
    for (uint32_t i = 0; i < PAGES; i++) {
        another = (i + 1) % PAGES;
        store(page(order[i]), i);
    }
    uint64_t cycles = fugu_cycles() - begun;
    expect(fugu_rights(pages + order[0] * FUGU_PAGE_BYTES), READ, "the first page's rights");
    for (uint32_t i = 0; i < PAGES; i++) expect((int64_t)*page(order[i]), i, "what was stored");
    expect(fugu_unprotect(pages, BYTES), 0, "unprotecting all pages");
    return cycles;
}

static bool unprotect(struct fugu_fault *fault)
{
    return fugu_unprotect(page_of(fault->address), FUGU_PAGE_BYTES) >= 0;
}

static uint64_t second_sequence(void)
{
    fugu_fault_handler_integer(unprotect);
    uint64_t begun = fugu_cycles();
    int64_t answer = fugu_protect(pages, BYTES, READ);
    for (uint32_t i = 0; i < PAGES; i++) store(page(order[i]), 2 * i);
    uint64_t cycles = fugu_cycles() - begun;
    expect(answer, 0, "protecting all pages");
    expect(fugu_rights(pages), READ | FUGU_RIGHT_WRITE | FUGU_RIGHT_EXECUTE, "the pages' rights");
    for (uint32_t i = 0; i < PAGES; i++) expect((int64_t)*page(order[i]), 2 * i, "what was stored");
    return cycles;
}

static void report(const char *name, uint64_t cycles)
{
    fugu_metric_unit(name, "cycles");
    fugu_metric(name, (int64_t)cycles);
    printf("%s %lu\n", name, (unsigned long)cycles);
}

/* Answers whether there was room for the pages. */
static bool appel_suite(void)
{
    uint64_t cycles[7];
    int64_t mapped = fugu_map(BYTES, READ | FUGU_RIGHT_WRITE);
    if (mapped < 0) return false;
    pages = (char *)mapped;
    shuffle();
    for (int time = 0; time < 2; time++) {
        for (uint32_t i = 0; i < PAGES; i++) *page(i) = i;
        cycles[0] = dirty() / PAGES;
        cycles[1] = protect_each() / PAGES;
        cycles[2] = protect_all();
        cycles[3] = unprotect_all();
        for (uint32_t i = 0; i < PAGES; i++) *page(i) = i;
        cycles[4] = trap() / PAGES;
        cycles[5] = first_sequence() / PAGES;
        cycles[6] = second_sequence() / PAGES;
    }
    report("dirty_cycles", cycles[0]);
    report("prot1_cycles", cycles[1]);
    report("prot100_cycles", cycles[2]);
    report("unprot100_cycles", cycles[3]);
    report("trap_cycles", cycles[4]);
    report("appel1_page_cycles", cycles[5]);
    report("appel2_page_cycles", cycles[6]);
    return true;
}

#endif

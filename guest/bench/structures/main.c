/*
 * An application that asks its operating system for what applications ask for, to be run on one library OS in three
 * places: in the program, in an environment of its own, behind the crossing of a monolithic kernel.
 *
 *   call        the cheapest question: which rights a page has
 *   fault       a page of the heap, touched for the first time
 *   trap        a store to a protected page: the program's handler gives the right back, and the page is protected again
 *   write       64 bytes to the console
 *   compute     the work of the application: an index of words, in memory that is there already. Asks nothing
 *   checkpoint  one of the index: which pages were stored to since the last one, and copies of them
 *
 * Each is the mean of many. What the program prints does not depend on where the library OS is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fugu/fugu.h>
#include <fugu/memory.h>

#define CALLS 100
#define FAULTS 32
#define TRAPS 32
#define WRITES 8
#define ROUNDS 8
#define WORDS 512 /* of a round */
#define PLACES 4096
#define APART 2 /* places between words that follow each other */
#define BYTES (PLACES * sizeof(struct place))
#define PAGES (BYTES / FUGU_PAGE_BYTES)

struct place {
    uint32_t word;
    uint32_t count;
};

static struct place *index_of_words;
static struct place *saved;
static uint64_t draws = 88172645463325252u;

/* Marsaglia's xorshift. A text has words of its own subject, which lie side by side, and few of them are most of it. */
static uint32_t draw(uint32_t subject)
{
    draws ^= draws << 13;
    draws ^= draws >> 7;
    draws ^= draws << 17;
    uint32_t a = (uint32_t)draws & 0x1ff, b = (uint32_t)(draws >> 20) & 0x1ff;
    return 1 + subject * 200 + (a < b ? a : b);
}

static void enter(uint32_t word)
{
    uint32_t at = word * APART % PLACES;
    while (index_of_words[at].word && index_of_words[at].word != word) at = (at + 1) % PLACES;
    index_of_words[at].word = word;
    index_of_words[at].count++;
}

static uint64_t calls(void)
{
    uint64_t begin = fugu_cycles();
    for (int i = 0; i < CALLS; i++) fugu_rights(index_of_words);
    return (fugu_cycles() - begin) / CALLS;
}

static uint64_t faults(void)
{
    volatile char *pages = sbrk(FAULTS * FUGU_PAGE_BYTES);
    uint64_t begin = fugu_cycles();
    for (int i = 0; i < FAULTS; i++) pages[i * FUGU_PAGE_BYTES] = 1;
    return (fugu_cycles() - begin) / FAULTS;
}

static bool give_back(struct fugu_fault *fault)
{
    return fugu_unprotect((void *)(fault->address & ~(uint64_t)(FUGU_PAGE_BYTES - 1)), FUGU_PAGE_BYTES) == 0;
}

static uint64_t traps(void)
{
    volatile uint32_t *first = &index_of_words[0].count;
    fugu_fault_handler_integer(give_back);
    uint64_t begin = fugu_cycles();
    for (int i = 0; i < TRAPS; i++) {
        fugu_protect(index_of_words, FUGU_PAGE_BYTES, FUGU_RIGHT_READ);
        *first = *first;
    }
    uint64_t cycles = fugu_cycles() - begin;
    fugu_fault_handler_integer(NULL);
    return cycles / TRAPS;
}

static uint64_t writes(void)
{
    static const char line[] = "the same line in each place, sixty-four bytes with what ends it\n";
    uint64_t begin = fugu_cycles();
    for (int i = 0; i < WRITES; i++) fugu_console_write(line, 64);
    return (fugu_cycles() - begin) / WRITES;
}

/* Copies what was stored to since the last one. */
static unsigned checkpoint(void)
{
    unsigned dirty = 0;
    for (unsigned i = 0; i < PAGES; i++) {
        char *page = (char *)index_of_words + i * FUGU_PAGE_BYTES;
        if (fugu_dirty(page) != 1) continue;
        memcpy((char *)saved + i * FUGU_PAGE_BYTES, page, FUGU_PAGE_BYTES);
        dirty++;
    }
    fugu_clean(index_of_words, BYTES);
    return dirty;
}

static void report(const char *name, uint64_t cycles)
{
    fugu_metric(name, (int64_t)cycles);
    fugu_metric_unit(name, "cycles");
}

int main(void)
{
    uint64_t begin = fugu_cycles();
    index_of_words = aligned_alloc(FUGU_PAGE_BYTES, BYTES);
    saved = aligned_alloc(FUGU_PAGE_BYTES, BYTES);
    memset(index_of_words, 0, BYTES);
    memset(saved, 0, BYTES);

    uint64_t call = calls();
    uint64_t fault = faults();
    uint64_t trap = traps();
    uint64_t write = writes();
    uint64_t compute = 0, checkpoints = 0;
    unsigned dirty = 0;
    checkpoint();
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t before = fugu_cycles();
        for (int i = 0; i < WORDS; i++) enter(draw((uint32_t)round));
        uint64_t between = fugu_cycles();
        dirty += checkpoint();
        compute += between - before;
        checkpoints += fugu_cycles() - between;
    }

    uint64_t sum = 0;
    for (int i = 0; i < PLACES; i++) sum = sum * 31 + saved[i].word * 7u + saved[i].count;
    printf("%u words, %u pages saved, sum %016llx\n", ROUNDS * WORDS, dirty, (unsigned long long)sum);
    fflush(stdout);
    report("call_cycles", call);
    report("fault_cycles", fault);
    report("trap_cycles", trap);
    report("write_cycles", write);
    report("compute_cycles", compute / ROUNDS);
    report("checkpoint_cycles", checkpoints / ROUNDS);
    report("cycles", fugu_cycles() - begin);
    return memcmp(index_of_words, saved, BYTES) ? 1 : 0;
}

/*
 * The program's virtual memory (fugu/memory.h), against a model: pages are mapped, given other rights, cleaned, read,
 * written and unmapped at random, and after each step what the library says, what loads find and which accesses fault
 * are compared with an array that says what ought to be. All organisations of the page table are in the program.
 *
 *   memory [steps]   1,200 without it
 *   memory decline   a fault that the handler does not take, which ends the job
 *   memory deep      faults in handlers of faults without end, which end the job too
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/memory.h>

#define PAGES 96 /* of the model */
#define READ FUGU_RIGHT_READ
#define WRITE FUGU_RIGHT_WRITE
#define EXECUTE FUGU_RIGHT_EXECUTE
#define ALL (READ | WRITE | EXECUTE)

static void expect(int64_t is, int64_t ought, const char *what)
{
    if (is == ought) return;
    printf("%s: %ld, not %ld\n", what, (long)is, (long)ought);
    exit(1);
}

/* ---- accesses that may fault */

static uint64_t faults;
static struct fugu_fault latest;

/* Leaves the instruction out, which is four bytes long. */
static bool skip(struct fugu_fault *fault)
{
    faults++;
    latest = *fault;
    fault->pc += 4;
    return true;
}

static bool store(volatile void *at, uint64_t value)
{
    uint64_t before = faults;
    __asm__ volatile(".option push\n\t.option norvc\n\tsd %0, 0(%1)\n\t.option pop" : : "r"(value), "r"(at) : "memory");
    return faults == before;
}

static bool load(const volatile void *at, uint64_t *value)
{
    uint64_t before = faults;
    uint64_t loaded = ~0ul;
    __asm__ volatile(".option push\n\t.option norvc\n\tld %0, 0(%1)\n\t.option pop" : "+r"(loaded) : "r"(at) : "memory");
    *value = loaded;
    return faults == before;
}

/* ---- the model */

static struct page {
    bool mapped;
    bool dirty;
    uint32_t rights;
    uint64_t value;
} model[PAGES];

static char *base; /* of page 0 */
static uint64_t state;

static uint32_t below(uint32_t limit)
{
    state = state * 6364136223846793005ul + 1442695040888963407ul;
    return (uint32_t)((state >> 33) % limit);
}

static char *address(uint32_t page)
{
    return base + (size_t)page * FUGU_PAGE_BYTES;
}

static bool all_mapped(uint32_t first, uint32_t pages)
{
    for (uint32_t i = first; i < first + pages; i++) if (!model[i].mapped) return false;
    return true;
}

static bool none_mapped(uint32_t first, uint32_t pages)
{
    for (uint32_t i = first; i < first + pages; i++) if (model[i].mapped) return false;
    return true;
}

/* What is free first. */
static void map(uint32_t pages, uint32_t rights)
{
    uint32_t first = 0;
    while (first + pages <= PAGES && !none_mapped(first, pages)) first++;
    if (first + pages > PAGES) return;
    expect(fugu_map((size_t)pages * FUGU_PAGE_BYTES, rights), (int64_t)(uintptr_t)address(first), "mapping");
    for (uint32_t i = first; i < first + pages; i++) model[i] = (struct page){true, false, rights, 0};
}

static void unmap(uint32_t first, uint32_t pages)
{
    bool whole = all_mapped(first, pages);
    expect(fugu_unmap(address(first), (size_t)pages * FUGU_PAGE_BYTES), whole ? 0 : FUGU_E_BAD_ADDRESS, "unmapping");
    if (whole) memset(&model[first], 0, pages * sizeof model[0]);
}

static void protect(uint32_t first, uint32_t pages, uint32_t rights)
{
    bool whole = all_mapped(first, pages);
    size_t bytes = (size_t)pages * FUGU_PAGE_BYTES - below(FUGU_PAGE_BYTES);
    int64_t answer = rights == ALL ? fugu_unprotect(address(first), bytes) : fugu_protect(address(first), bytes, rights);
    expect(answer, whole ? 0 : FUGU_E_BAD_ADDRESS, "protecting");
    for (uint32_t i = first; whole && i < first + pages; i++) model[i].rights = rights;
}

static void clean(uint32_t first, uint32_t pages)
{
    bool whole = all_mapped(first, pages);
    expect(fugu_clean(address(first), (size_t)pages * FUGU_PAGE_BYTES), whole ? 0 : FUGU_E_BAD_ADDRESS, "cleaning");
    for (uint32_t i = first; whole && i < first + pages; i++) model[i].dirty = false;
}

static void write(uint32_t page)
{
    struct page *it = &model[page];
    uint64_t value = state;
    bool may = it->mapped && (it->rights & WRITE);
    expect(store(address(page) + 8 * (page % 64), value), may, "whether a store is done");
    if (!may) {
        expect((int64_t)latest.address, (int64_t)(uintptr_t)(address(page) + 8 * (page % 64)), "the address of a fault");
        expect(fugu_fault_right(&latest), WRITE, "the right of a store that faults");
        return;
    }
    it->dirty = true;
    it->value = value;
}

static void read(uint32_t page)
{
    const struct page *it = &model[page];
    uint64_t value;
    bool may = it->mapped && (it->rights & READ);
    expect(load(address(page) + 8 * (page % 64), &value), may, "whether a load is done");
    if (may) expect((int64_t)value, (int64_t)it->value, "what is loaded");
    else expect(fugu_fault_right(&latest), READ, "the right of a load that faults");
}

static void ask(uint32_t page)
{
    const struct page *it = &model[page];
    expect(fugu_rights(address(page) + 5), it->mapped ? (int64_t)it->rights : FUGU_E_BAD_ADDRESS, "rights");
    expect(fugu_dirty(address(page) + 5), it->mapped ? (int64_t)it->dirty : FUGU_E_BAD_ADDRESS, "dirty");
}

/* Rights that a machine can give: who may write may read. */
static uint32_t some_rights(void)
{
    static const uint32_t rights[] = {0, READ, READ | WRITE, READ | EXECUTE, ALL};
    return rights[below(5)];
}

static void step(void)
{
    uint32_t first = below(PAGES);
    uint32_t pages = 1 + below(below(4) ? 3 : 24);
    if (first + pages > PAGES) pages = PAGES - first;
    switch (below(12)) {
    case 0: map(pages, some_rights()); break;
    case 1: unmap(first, pages > 6 ? 6 : pages); break;
    case 2:
    case 3: protect(first, pages, some_rights()); break;
    case 4: clean(first, pages); break;
    case 5:
    case 6:
    case 7: write(first); break;
    default: read(first); break;
    }
    ask(below(PAGES));
}

static void compare_at_random(uint32_t steps)
{
    int64_t free = fugu_map(PAGES * FUGU_PAGE_BYTES, READ);
    base = (char *)free;
    expect(free > 0, true, "finding free addresses");
    expect(fugu_unmap(base, PAGES * FUGU_PAGE_BYTES), 0, "giving them back");
    for (uint32_t i = 0; i < steps; i++) step();
    for (uint32_t i = 0; i < PAGES; i++) {
        ask(i);
        read(i);
    }
    for (uint32_t i = 0; i < PAGES; i++) if (model[i].mapped) unmap(i, 1);
    puts("Pages are as the model says.");
}

/* ---- what is refused */

static const char constant[] = "the kernel maps it";
static char variables[3 * FUGU_PAGE_BYTES] __attribute__((aligned(FUGU_PAGE_BYTES)));

static const void *page_of(const void *at)
{
    return (const void *)((uintptr_t)at & ~(uintptr_t)(FUGU_PAGE_BYTES - 1));
}

static void refuse(void)
{
    char here;
    expect(fugu_protect(variables + 1, 1, READ), FUGU_E_BAD_ARGUMENT, "an address within a page");
    expect(fugu_protect(variables, 0, READ), FUGU_E_BAD_ARGUMENT, "no bytes");
    expect(fugu_protect(variables, ~0ul, READ), FUGU_E_BAD_ARGUMENT, "more bytes than there are");
    expect(fugu_protect(variables, 1, 8), FUGU_E_BAD_ARGUMENT, "no right to access");
    expect(fugu_protect(variables, 1, ALL), FUGU_E_MISSING_RIGHT, "executing variables");
    expect(fugu_protect(page_of(constant), 1, READ), FUGU_E_BAD_ADDRESS, "constants");
    expect(fugu_protect(page_of(&here), 1, READ), FUGU_E_BAD_ARGUMENT, "the stack");
    expect(fugu_protect(0, 1, READ), FUGU_E_BAD_ADDRESS, "nothing");
    expect(fugu_protect((void *)0x3ffff000, FUGU_PAGE_BYTES + 1, READ), FUGU_E_BAD_ARGUMENT, "behind the heap");
    expect(fugu_unmap(variables, 1), FUGU_E_BAD_ADDRESS, "unmapping variables");
    expect(fugu_map(0, READ), FUGU_E_BAD_ARGUMENT, "mapping nothing");
    expect(fugu_map(1ul << 30, READ), FUGU_E_OUT_OF_FRAMES, "mapping more than there is");
    expect(fugu_map(1ul << 62, READ), FUGU_E_BAD_ARGUMENT, "mapping more than addresses");
    expect(fugu_rights(variables), READ | WRITE, "rights of variables");
    puts("What is refused changes nothing.");
}

/* Every second page: as many regions as there may be, and then no more. */
static void fragment(void)
{
    int64_t mapped = fugu_map(300 * FUGU_PAGE_BYTES, READ | WRITE);
    expect(mapped > 0, true, "mapping many pages");
    char *pages = (char *)mapped;
    int64_t answer = 0;
    uint32_t done = 0;
    for (; done < 150 && !answer; done++) answer = fugu_protect(pages + 2 * done * FUGU_PAGE_BYTES, 1, READ);
    expect(answer, FUGU_E_OUT_OF_SLOTS, "too many regions");
    expect(fugu_rights(pages + 2 * (done - 1) * FUGU_PAGE_BYTES), READ | WRITE, "rights that were refused");
    expect(fugu_map(FUGU_PAGE_BYTES, READ), FUGU_E_OUT_OF_SLOTS, "mapping with too many regions");
    for (uint32_t i = done - 1; i > 0; i--) {
        expect(fugu_rights(pages + 2 * (i - 1) * FUGU_PAGE_BYTES), READ, "rights of every second page");
        expect(fugu_unprotect(pages + 2 * (i - 1) * FUGU_PAGE_BYTES, 1), 0, "joining");
    }
    expect(fugu_unmap(pages, 300 * FUGU_PAGE_BYTES), 0, "unmapping many pages");
}

/* ---- variables, the heap, and handlers */

static void protect_variables(void)
{
    uint64_t value;
    for (int i = 0; i < 3; i++) variables[i * FUGU_PAGE_BYTES] = (char)i;
    expect(fugu_protect(variables + FUGU_PAGE_BYTES, FUGU_PAGE_BYTES, 0), 0, "protecting a variable");
    expect(load(variables + FUGU_PAGE_BYTES, &value), false, "loading it");
    expect(store(variables + FUGU_PAGE_BYTES, 0), false, "storing to it");
    expect(store(variables, 5) && store(variables + 2 * FUGU_PAGE_BYTES, 5), true, "storing beside it");
    expect(fugu_unprotect(variables, sizeof variables), 0, "unprotecting variables");
    expect(variables[FUGU_PAGE_BYTES], 1, "what was protected");
    expect(fugu_dirty(variables), 1, "a variable that was stored to");
    expect(fugu_clean(variables, sizeof variables), 0, "cleaning variables");
    expect(fugu_dirty(variables), 0, "a clean variable");
    variables[9] = 7;
    expect(fugu_dirty(variables), 1, "a variable that was stored to again");
    expect(fugu_dirty(variables + FUGU_PAGE_BYTES), 0, "the one beside");

    char *heap = aligned_alloc(FUGU_PAGE_BYTES, 4 * FUGU_PAGE_BYTES);
    memset(heap, 1, 4 * FUGU_PAGE_BYTES);
    expect(fugu_protect(heap, 4 * FUGU_PAGE_BYTES, READ), 0, "protecting some of the heap");
    expect(store(heap + 3 * FUGU_PAGE_BYTES, 5), false, "storing to it");
    expect(load(heap + 3 * FUGU_PAGE_BYTES, &value), true, "loading it");
    expect(fugu_unprotect(heap, 4 * FUGU_PAGE_BYTES), 0, "unprotecting it");
    free(heap);
}

static volatile char *inner, *outer;
static volatile int depth;

/* Is stopped by a page of its own on the way. */
static bool through_another(struct fugu_fault *fault)
{
    depth++;
    if ((char *)fault->address == outer) *inner = 1;
    return fugu_unprotect(page_of((void *)fault->address), 1) == 0;
}

static double halve(double value)
{
    return value / 2;
}

static volatile double halved = 3;

static bool with_floats(struct fugu_fault *fault)
{
    halved = halve(halved);
    return fugu_unprotect(page_of((void *)fault->address), 1) == 0;
}

static void handle(void)
{
    outer = (volatile char *)fugu_map(2 * FUGU_PAGE_BYTES, READ);
    inner = outer + FUGU_PAGE_BYTES;
    fugu_fault_handler_integer(through_another);
    *outer = 2;
    expect(depth, 2, "a fault in a handler");
    expect(*inner + *outer, 3, "what both have stored");

    expect(fugu_protect((void *)outer, 1, READ), 0, "protecting it again");
    fugu_fault_handler(with_floats);
    register double kept __asm__("fa0") = 1.5;
    __asm__ volatile("sb zero, 0(%1)" : "+f"(kept) : "r"(outer) : "memory");
    expect(kept == 1.5 && halved == 1.5, true, "floating point across a handler that uses it");
    fugu_fault_handler(0);
    expect(fugu_unmap((void *)outer, 2 * FUGU_PAGE_BYTES), 0, "giving them back");
    puts("Handlers take their faults.");
}

/* ---- the ends of jobs */

static bool declines(struct fugu_fault *fault)
{
    (void)fault;
    return false;
}

/* Never comes to an end: the page stays as it is. */
static bool falls(struct fugu_fault *fault)
{
    *(volatile char *)(uintptr_t)fault->address = 1;
    return true;
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "decline")) {
        fugu_fault_handler(declines);
        *(volatile char *)fugu_map(1, READ) = 1;
    } else if (argc > 1 && !strcmp(argv[1], "deep")) {
        fugu_fault_handler_integer(falls);
        *(volatile char *)fugu_map(1, READ) = 1;
    }
    state = fugu_boot->seed + fugu_rank();
    fugu_fault_handler_integer(skip);
    refuse();
    compare_at_random(argc > 1 ? (uint32_t)atoi(argv[1]) : 1200);
    fragment();
    protect_variables();
    handle();
    return 0;
}

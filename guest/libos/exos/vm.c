/*
 * The program's virtual memory, for fugu/memory.h: which rights its pages have, and pages that it maps itself.
 *
 * The addresses that exos manages are divided into regions, in the order of their addresses, in an array. Each is as
 * long as it can be: pages that lie side by side and are alike are one. A change of rights cuts regions at its ends and
 * joins what is alike then. What is already in the page table is changed there, and what the kernel still translates by
 * follows: afterwards no TLB holds what the table does not say.
 *
 * Kept in guaranteed memory, because page faults look here (vm_page).
 */
#include <fugu/memory.h>

#include <exos.h>
#include <page_table.h>
#include <placement.h>

#define MOST_REGIONS 256
#define MOST_DROPPED 128 /* pages of one call of the kernel */
#define ACCESS (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE | FUGU_RIGHT_EXECUTE)
#define UNPROTECTED ~0u /* in place of rights: those that a region began with */

/* Where a frame is looked at that has no page: the last one before the heap. */
#define SCRATCH (HEAP_BASE - FUGU_PAGE_BYTES)

/* From a page up to the next region. The last one is the end of all, and nobody's. */
struct region {
    uint32_t first;
    uint32_t kind;
};

/* A kind: the rights that the pages have, those that they began with and may have, and whether they are fugu_map's. 0 is nobody's. */
#define OWNED 0x20000
#define MOST_SHIFT 8
#define ANONYMOUS 0x10000

static uint32_t with_rights(uint32_t kind, uint32_t rights)
{
    return (kind & ~(uint32_t)ACCESS) | (rights == UNPROTECTED ? kind >> MOST_SHIFT & ACCESS : rights);
}

static fugu_guaranteed __attribute__((aligned(8))) struct region regions[MOST_REGIONS];
static fugu_guaranteed struct region *last;
static fugu_guaranteed uint32_t map_first; /* pages that may be mapped lie from here */
static fugu_guaranteed uint32_t map_end;

/* Frames of pages that were unmapped: the entry of the first, whose first word is the entry of the next one. */
static fugu_guaranteed uint64_t free_frames;
static fugu_guaranteed uint64_t scratch;

/* ---- the array */

/* The region that a page lies in. */
static inline __attribute__((always_inline)) struct region *position(uint64_t page)
{
    struct region *low = regions;
    for (uint64_t left = last - regions, half; left > 1; left -= half) {
        half = left / 2;
        if (low[half].first <= page) low += half;
    }
    return low;
}

static uint32_t kind_of(uint64_t address)
{
    if (!last || address >= HEAP_LIMIT) return 0;
    return position(address >> FUGU_PAGE_SHIFT)->kind;
}

/* As one word, since they are moved by the dozen. */
typedef uint64_t __attribute__((may_alias)) region_word;

/* Makes room for some more behind a region. */
static void make_room(struct region *at, uint64_t how_many)
{
    for (struct region *each = last; each > at; each--) *(region_word *)(each + how_many) = *(region_word *)each;
    last += how_many;
}

static void take_away(struct region *from, uint64_t how_many)
{
    for (struct region *end = last - how_many; from <= end; from++) *(region_word *)from = *(region_word *)(from + how_many);
    last -= how_many;
}

static bool may_have(uint64_t more)
{
    return last + more < &regions[MOST_REGIONS];
}

static bool is_before(const struct region *at, uint32_t kind)
{
    return at > regions && at[-1].kind == kind;
}

/*
 * Pages of one region become another kind. What lies beside them and is of that kind is one region with them. Answers
 * the region that the page behind them lies in.
 */
static struct region *mark(struct region *at, uint64_t first, uint64_t end, uint32_t kind)
{
    bool from_first = at->first == first;
    bool to_end = at[1].first == end;
    bool goes_on = at[1].kind == kind;
    if (at->kind == kind) return at + to_end;
    if (from_first && to_end) {
        at->kind = kind;
        bool joins = is_before(at, kind);
        if (joins || goes_on) take_away(joins ? at : at + 1, joins + goes_on);
        return at + 1 - joins - goes_on;
    }
    if (from_first) {
        at->first = (uint32_t)end;
        if (is_before(at, kind)) return at;
        make_room(at, 1);
        at[1].kind = at->kind;
        *at = (struct region){(uint32_t)first, kind};
        at[1].first = (uint32_t)end;
        return at + 1;
    }
    if (to_end) {
        at[1].first = (uint32_t)first;
        if (goes_on) return at + 1;
        make_room(at, 1);
        at[1].kind = kind;
        at[2].first = (uint32_t)end;
        return at + 2;
    }
    make_room(at, 2);
    at[1] = (struct region){(uint32_t)first, kind};
    at[2] = (struct region){(uint32_t)end, at->kind};
    return at + 2;
}

/* ---- what there is at first */

static void add(uint64_t address, uint64_t end, uint32_t rights)
{
    uint64_t first = address >> FUGU_PAGE_SHIFT;
    mark(position(first), first, end >> FUGU_PAGE_SHIFT, OWNED | rights << MOST_SHIFT | rights);
}

/* The kernel always maps what may not be written, and what is guaranteed: the segment of our own variables. */
static bool is_changeable(const struct fugu_segment *segment)
{
    bool is_guaranteed = (uintptr_t)regions - segment->address < segment->bytes;
    return (segment->rights & FUGU_RIGHT_WRITE) && !is_guaranteed && segment->address + segment->bytes <= SCRATCH
           && !placement_keeps(segment);
}

/* When it is first needed. */
static void start(void)
{
    if (last) return;
    last = regions + 1;
    last->first = HEAP_LIMIT >> FUGU_PAGE_SHIFT;
    add(HEAP_BASE, HEAP_LIMIT, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE);
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++) {
        const struct fugu_segment *segment = &fugu_boot->segments[i];
        uint64_t end = segment->address + segment->bytes;
        if (end <= SCRATCH && end >> FUGU_PAGE_SHIFT > map_first) map_first = (uint32_t)(end >> FUGU_PAGE_SHIFT);
        if (is_changeable(segment)) add(segment->address, end, segment->rights & ACCESS);
    }
    uint64_t window = page_table_in_use.window;
    map_end = (uint32_t)((window < SCRATCH ? window : SCRATCH) >> FUGU_PAGE_SHIFT);
}

/* ---- pages */

/* A range of whole pages below the heap's limit, or none. */
struct range {
    uint64_t first;
    uint64_t end;
};

static struct range range_of(const void *address, size_t bytes)
{
    uint64_t from = (uintptr_t)address;
    if ((from & (FUGU_PAGE_BYTES - 1)) || from >= HEAP_LIMIT || !bytes || bytes > HEAP_LIMIT - from) return (struct range){0};
    return (struct range){from >> FUGU_PAGE_SHIFT, (from + bytes + FUGU_PAGE_BYTES - 1) >> FUGU_PAGE_SHIFT};
}

static void drop(struct range range)
{
    for (uint64_t page = range.first; page < range.end; page += MOST_DROPPED) {
        uint64_t pages = range.end - page;
        placement_drop(page << FUGU_PAGE_SHIFT, pages < MOST_DROPPED ? pages : MOST_DROPPED);
    }
}

/*
 * The kernel's translations follow. One page is about to be used, most probably, so its translation is written anew:
 * that takes about as long as dropping it, and saves an exception. Pages without an entry have no translation.
 *
 * entry: the last one in the range, or 0.
 */
static void follow(struct range range, uint64_t entry)
{
    if (!entry) return;
    if (range.end - range.first == 1 && page_entry_rights(entry)
        && placement_translate(entry, range.first << FUGU_PAGE_SHIFT) >= 0) {
        return;
    }
    drop(range);
}

/* ---- rights */

/* How many regions a range cuts at its ends. */
static __attribute__((noinline, cold)) uint64_t cuts(struct range range)
{
    const struct region *at = position(range.first);
    uint64_t begins = at->first < range.first;
    while (at->first < range.end) at++;
    return begins + (at->first > range.end);
}

/* Whether all of a range that begins in a region is of a kind, and can have the rights; or an error. */
static inline __attribute__((always_inline)) int64_t check(const struct region *at, struct range range, uint32_t rights, uint32_t kind)
{
    uint32_t needed = rights == UNPROTECTED ? 0 : rights;
    do {
        if (!(at->kind & kind)) return FUGU_E_BAD_ADDRESS;
        if (needed & ~(at->kind >> MOST_SHIFT)) return FUGU_E_MISSING_RIGHT;
        at++;
    } while (at->first < range.end);
    return may_have(2) || may_have(cuts(range)) ? 0 : FUGU_E_OUT_OF_SLOTS;
}

/* Region by region, since each may become another kind. */
static int64_t change(struct range range, uint32_t rights)
{
    struct region *at = position(range.first);
    int64_t answer = check(at, range, rights, OWNED);
    if (answer < 0) return answer;
    uint64_t entry = 0;
    for (uint64_t page = range.first;;) {
        uint64_t end = at[1].first < range.end ? at[1].first : range.end;
        uint32_t kind = with_rights(at->kind, rights);
        at = mark(at, page, end, kind);
        uint64_t changed = page_table_protect(page << FUGU_PAGE_SHIFT, end - page, kind & ACCESS);
        if (changed) entry = changed;
        if (end == range.end) break;
        page = end;
    }
    follow(range, entry);
    return 0;
}

static int64_t protect(const void *address, size_t bytes, uint32_t rights)
{
    struct range range = range_of(address, bytes);
    exos_cross();
    if (range.first == range.end) return FUGU_E_BAD_ARGUMENT;
    uint64_t before = fugu_atomic_begin();
    start();
    int64_t answer = change(range, rights);
    fugu_atomic_end(before);
    return answer;
}

int64_t fugu_protect(const void *address, size_t bytes, uint32_t rights)
{
    return rights & ~ACCESS ? FUGU_E_BAD_ARGUMENT : protect(address, bytes, rights);
}

int64_t fugu_unprotect(const void *address, size_t bytes)
{
    return protect(address, bytes, UNPROTECTED);
}

int64_t fugu_rights(const void *address)
{
    uint64_t before = fugu_atomic_begin();
    start();
    uint32_t kind = kind_of((uintptr_t)address);
    int64_t answer = kind ? (int64_t)(kind & ACCESS) : FUGU_E_BAD_ADDRESS;
    fugu_atomic_end(before);
    return answer;
}

/* ---- anonymous pages */

int64_t fugu_map(size_t bytes, uint32_t rights)
{
    exos_cross();
    if (!bytes || bytes > HEAP_LIMIT || (rights & ~ACCESS)) return FUGU_E_BAD_ARGUMENT;
    uint64_t pages = (bytes + FUGU_PAGE_BYTES - 1) >> FUGU_PAGE_SHIFT;
    uint64_t before = fugu_atomic_begin();
    start();
    uint64_t page = map_first;
    struct region *at = position(page);
    while (at < last && (at->kind || at[1].first < page + pages)) {
        at++;
        page = at->first;
    }
    int64_t answer = FUGU_E_OUT_OF_FRAMES;
    if (!may_have(2)) {
        answer = FUGU_E_OUT_OF_SLOTS;
    } else if (page + pages <= map_end && heap_reserve((int64_t)(pages << FUGU_PAGE_SHIFT))) {
        mark(at, page, page + pages, OWNED | ANONYMOUS | ACCESS << MOST_SHIFT | rights);
        answer = (int64_t)(page << FUGU_PAGE_SHIFT);
    }
    fugu_atomic_end(before);
    return answer;
}

/* In the address space that this code has, which is the program's unless the library OS is a server. */
static int64_t write_translation(uint64_t entry, uint64_t address)
{
    return fugu_tlb_write(page_entry_cap(entry), page_entry_page(entry), address, page_entry_rights(entry));
}

/* A frame's page need not be writable any more. */
static void give_back(uint64_t address)
{
    uint64_t entry = page_table_lookup(address);
    if (!entry) return;
    entry = page_entry(page_entry_cap(entry), page_entry_page(entry), FUGU_RIGHT_READ | FUGU_RIGHT_WRITE);
    page_table_insert(address, entry);
    write_translation(entry, address);
    *(volatile uint64_t *)address = free_frames;
    free_frames = entry;
    page_table_insert(address, 0);
}

int64_t fugu_unmap(void *address, size_t bytes)
{
    exos_cross();
    struct range range = range_of(address, bytes);
    if (range.first == range.end) return FUGU_E_BAD_ARGUMENT;
    uint64_t before = fugu_atomic_begin();
    start();
    int64_t answer = check(position(range.first), range, UNPROTECTED, ANONYMOUS);
    if (answer >= 0) {
        for (uint64_t page = range.first; page < range.end; page++) give_back(page << FUGU_PAGE_SHIFT);
        drop(range);
        struct region *at = position(range.first);
        for (uint64_t page = range.first, end; page < range.end; page = end) {
            end = at[1].first < range.end ? at[1].first : range.end;
            at = mark(at, page, end, 0);
        }
        heap_reserve(-(int64_t)((range.end - range.first) << FUGU_PAGE_SHIFT));
    }
    fugu_atomic_end(before);
    return answer;
}

/* A frame of zeros. */
static uint64_t take_frame(void)
{
    if (!free_frames) return region_take_frame();
    uint64_t taken = free_frames;
    scratch = taken;
    write_translation(taken, SCRATCH);
    volatile uint64_t *word = (volatile uint64_t *)SCRATCH;
    free_frames = *word;
    for (unsigned i = 0; i < FUGU_PAGE_BYTES / sizeof *word; i++) word[i] = 0;
    scratch = 0;
    page_table_insert(SCRATCH, 0); /* it is there if the kernel has forgotten it meanwhile */
    fugu_tlb_drop(SCRATCH);
    return page_entry(page_entry_cap(taken), page_entry_page(taken), ACCESS);
}

uint64_t vm_page(uint64_t address, uint64_t entry)
{
    if (scratch && address >> FUGU_PAGE_SHIFT == SCRATCH >> FUGU_PAGE_SHIFT) return scratch;
    uint32_t kind = kind_of(address);
    if (!kind) return entry;
    if (kind & ANONYMOUS) {
        entry = take_frame();
        if (entry) entry |= PAGE_ENTRY_CLEAN;
    }
    return entry ? page_entry_with(entry, kind & ACCESS) : 0;
}

/* ---- what was stored to */

int64_t fugu_dirty(const void *address)
{
    exos_cross();
    uint64_t entry = page_table_lookup((uintptr_t)address);
    if (entry) return !(entry & PAGE_ENTRY_CLEAN);
    return fugu_rights(address) < 0 ? FUGU_E_BAD_ADDRESS : 0;
}

int64_t fugu_clean(const void *address, size_t bytes)
{
    exos_cross();
    struct range range = range_of(address, bytes);
    if (range.first == range.end) return FUGU_E_BAD_ARGUMENT;
    uint64_t before = fugu_atomic_begin();
    start();
    int64_t answer = check(position(range.first), range, UNPROTECTED, OWNED);
    if (answer >= 0) {
        for (uint64_t page = range.first; page < range.end; page++) {
            uint64_t entry = page_table_lookup(page << FUGU_PAGE_SHIFT);
            if (entry) page_table_insert(page << FUGU_PAGE_SHIFT, page_entry_clean(entry));
        }
        drop(range);
    }
    fugu_atomic_end(before);
    return answer;
}

/* ---- faults */

fugu_guaranteed fugu_fault_function *vm_floats_handler;

bool vm_handle_with_floats(void *fault); /* fault_floats.S */

void fugu_fault_handler(fugu_fault_function *handler)
{
    vm_floats_handler = handler;
    exception_handler = handler ? vm_handle_with_floats : 0;
}

void fugu_fault_handler_integer(fugu_fault_function *handler)
{
    exception_handler = (exception_function *)handler;
}

/*
 * An inverted page table: as many entries as the node has frames for the program, and not as many as it has
 * addresses. An entry says which page it is of, and is found by hashing the page's number.
 *
 *   +----------------+--------+
 *   | page, 0: free  | entry  |   x a power of two
 *   +----------------+--------+
 *
 * Pages that hash alike follow each other (linear probing), and what is taken away leaves no gap between them. At
 * most three quarters are in use. The table is one run of frames at TABLE; where it misses the TLB itself, no table is
 * needed to resolve that. page_table_inverted_refill.h is the same lookup for the refill.
 */
#include <page_table.h>

#include <exos.h>

#define REACH 0x40000000ul
#define TABLE 0x40000000ul
#define ENTRY_BYTES 16
#define MOST_FRAMES 1024 /* of a run; enough for a page table of 1 GiB */

struct slot {
    uint64_t page;
    uint64_t entry;
};

/* The refill knows that the mask comes first. */
fugu_guaranteed struct {
    uint64_t mask; /* of the byte at which a slot lies */
    uint64_t free; /* slots that may still be taken */
    uint32_t cap;
    uint32_t frames;
} page_table_inverted;

/* Segments' pages take slots too, and those of shared ones are no frames of this node alone. */
static uint64_t pages_at_most(const struct fugu_boot_record *boot)
{
    uint64_t pages = boot->frames_available;
    for (uint32_t i = 0; i < boot->segment_count; i++) pages += boot->segments[i].bytes >> FUGU_PAGE_SHIFT;
    return pages;
}

struct page_table page_table_start(const struct fugu_boot_record *boot)
{
    uint64_t pages = pages_at_most(boot);
    uint32_t frames = 1;
    while (frames < MOST_FRAMES && (uint64_t)frames * FUGU_PAGE_BYTES / ENTRY_BYTES * 3 / 4 < pages) frames *= 2;
    int64_t cap = fugu_frame_allocate(boot->cap_memory, frames);
    if (cap < 0) __builtin_trap();
    page_table_inverted.mask = (uint64_t)frames * FUGU_PAGE_BYTES - ENTRY_BYTES;
    page_table_inverted.free = (uint64_t)frames * FUGU_PAGE_BYTES / ENTRY_BYTES * 3 / 4;
    page_table_inverted.cap = (uint32_t)cap;
    page_table_inverted.frames = frames;
    return (struct page_table){
        .exception_entry = (uintptr_t)exos_exception_entry, .window = HEAP_BASE, .frames = frames};
}

/* Neighbours stay neighbours, and the heap is not on top of the program. */
static inline uint64_t offset_of(uint64_t page)
{
    return (page ^ page >> 7) * ENTRY_BYTES & page_table_inverted.mask;
}

static inline struct slot *slot_at(uint64_t offset)
{
    return (struct slot *)(TABLE + offset);
}

static inline uint64_t after(uint64_t offset)
{
    return (offset + ENTRY_BYTES) & page_table_inverted.mask;
}

/* The slot of a page, or the free one where it would be looked for last. */
static inline struct slot *find(uint64_t page)
{
    uint64_t offset = offset_of(page);
    for (;; offset = after(offset)) {
        struct slot *slot = slot_at(offset);
        if (slot->page == page || !slot->page) return slot;
    }
}

uint64_t page_table_lookup(uint64_t address)
{
    if (address < REACH) return find(address >> FUGU_PAGE_SHIFT)->entry;
    uint64_t index = (address - TABLE) >> FUGU_PAGE_SHIFT;
    if (index >= page_table_inverted.frames) return 0;
    return page_entry(page_table_inverted.cap, index, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE);
}

/* Moves what would not be found behind a gap into it. */
static void take_away(struct slot *gap)
{
    uint64_t hole = (uintptr_t)gap - TABLE;
    for (uint64_t offset = after(hole); slot_at(offset)->page; offset = after(offset)) {
        uint64_t wanted = offset_of(slot_at(offset)->page);
        uint64_t mask = page_table_inverted.mask;
        if (((offset - wanted) & mask) < ((offset - hole) & mask)) continue;
        *slot_at(hole) = *slot_at(offset);
        hole = offset;
    }
    *slot_at(hole) = (struct slot){0};
    page_table_inverted.free++;
}

/* Page 0 is nobody's: its number is that of a free slot, whose entry is 0. */
bool page_table_insert(uint64_t address, uint64_t entry)
{
    uint64_t page = address >> FUGU_PAGE_SHIFT;
    if (!page || address >= REACH) return !entry;
    struct slot *slot = find(page);
    if (!entry) {
        if (slot->page) take_away(slot);
        return true;
    }
    if (!slot->page) {
        if (!page_table_inverted.free) return false;
        page_table_inverted.free--;
        slot->page = page;
    }
    slot->entry = entry;
    return true;
}

uint64_t page_table_protect(uint64_t address, uint64_t pages, uint32_t rights)
{
    uint64_t last_entry = 0;
    uint64_t page = address >> FUGU_PAGE_SHIFT;
    for (uint64_t end = page + pages; page < end; page++) {
        struct slot *slot = find(page);
        if (!slot->page) continue;
        slot->entry = last_entry = page_entry_with(slot->entry, rights);
    }
    return last_entry;
}

/*
 * What the addresses of the program mean: the segments of its image, and the heap.
 * Kept in guaranteed memory, because page faults end here.
 */
#include <exos.h>
#include <page_table.h>

/*
 * Frames are taken by the run: one capability, one call of the kernel. A run is twice as long as the one
 * before, since the kernel zeroes all of it and a small program needs but a few.
 */
#define RUN_MOST 16

static fugu_guaranteed struct fugu_segment segments[FUGU_BOOT_MOST_SEGMENTS];
static fugu_guaranteed uint32_t segment_count;

/* The run that frames are taken from, and the memory right that a new one is allocated by. */
static fugu_guaranteed uint32_t cap_memory;
static fugu_guaranteed uint32_t run_cap;
static fugu_guaranteed uint32_t run_next;
static fugu_guaranteed uint32_t run_frames;

void region_start(const struct fugu_boot_record *boot)
{
    cap_memory = boot->cap_memory;
    segment_count = boot->segment_count;
    for (uint32_t i = 0; i < segment_count; i++) segments[i] = boot->segments[i];
}

/* Near the limit there may be shorter runs left where there is no long one. */
static bool start_run(void)
{
    uint32_t frames = run_frames == 0 ? 1 : run_frames < RUN_MOST ? 2 * run_frames : RUN_MOST;
    for (; frames > 0; frames /= 2) {
        int64_t cap = fugu_frame_allocate(cap_memory, frames);
        if (cap < 0) continue;
        run_cap = (uint32_t)cap;
        run_next = 0;
        run_frames = frames;
        return true;
    }
    return false;
}

uint64_t region_take_frame(void)
{
    if (run_next == run_frames && !start_run()) return 0;
    return page_entry(run_cap, run_next++, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE | FUGU_RIGHT_EXECUTE);
}

/* Linked in only if the program asks for other pages or rights than those. */
#pragma weak vm_page

static uint64_t page_of(uint64_t address)
{
    for (uint32_t i = 0; i < segment_count; i++) {
        const struct fugu_segment *segment = &segments[i];
        uint64_t offset = address - segment->address;
        if (address < segment->address || offset >= segment->bytes) continue;
        return page_entry(segment->cap, offset >> FUGU_PAGE_SHIFT, segment->rights & 7);
    }
    if (address < HEAP_BASE || address >= heap_break()) return 0;
    uint64_t entry = region_take_frame();
    return entry ? entry & ~(uint64_t)FUGU_RIGHT_EXECUTE : 0;
}

uint64_t region_page(uint64_t address)
{
    uint64_t entry = page_of(address);
    return vm_page ? vm_page(address, entry) : entry;
}

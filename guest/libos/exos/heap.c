/*
 * The heap's end. Frames come when a page is first touched (region.c); what the node could not
 * provide then is refused before, so that malloc answers 0 where a later fault would end the job.
 */
#include <exos.h>

static fugu_guaranteed uint64_t end;
static fugu_guaranteed uint64_t limit;

/* One run is held back for what was begun. */
void heap_start(const struct fugu_boot_record *boot, uint64_t window, uint64_t frames)
{
    uint64_t held_back = frames + 16;
    uint64_t bytes = boot->frames_available > held_back ? (boot->frames_available - held_back) << FUGU_PAGE_SHIFT : 0;
    end = HEAP_BASE;
    limit = HEAP_BASE + (bytes < window ? bytes : window);
}

bool heap_reserve(int64_t bytes)
{
    if (bytes > 0 && (uint64_t)bytes > limit - end) return false;
    limit -= (uint64_t)bytes;
    return true;
}

uint64_t heap_break(void)
{
    return end;
}

int64_t exos_break(int64_t bytes)
{
    if (bytes > 0 && (uint64_t)bytes > limit - end) return FUGU_E_OUT_OF_FRAMES;
    if (bytes < 0 && (uint64_t)-bytes > end - HEAP_BASE) return FUGU_E_BAD_ARGUMENT;
    int64_t before = (int64_t)end;
    end += (uint64_t)bytes;
    return before;
}

/*
 * The heap's end. Frames come when a page is first touched (region.c); sbrk refuses what the node
 * could not provide then, so that malloc answers 0 where a later fault would end the job.
 */
#include <errno.h>
#include <stddef.h>

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

static void *refuse(void)
{
    errno = ENOMEM;
    return (void *)-1;
}

/* Linux answers the break it has in any case. */
static void *linux_sbrk(ptrdiff_t bytes)
{
    uint64_t before = (uint64_t)fugu_call(LINUX_BRK, 0, 0, 0, 0, 0);
    uint64_t after = (uint64_t)fugu_call(LINUX_BRK, before + (uint64_t)bytes, 0, 0, 0, 0);
    return after == before + (uint64_t)bytes ? (void *)before : refuse();
}

/* Moves the heap's end and answers where it was. Frames that fall out stay for when it grows again. */
void *sbrk(ptrdiff_t bytes)
{
    if (!exos_on_fugu()) return linux_sbrk(bytes);
    if (bytes > 0 && (uint64_t)bytes > limit - end) return refuse();
    if (bytes < 0 && (uint64_t)-bytes > end - HEAP_BASE) return refuse();
    void *before = (void *)end;
    end += (uint64_t)bytes;
    return before;
}

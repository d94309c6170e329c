/*
 * The heap's end. Frames come when a page is first touched (region.c); sbrk refuses what the node
 * could not provide then, so that malloc answers 0 where a later fault would end the job.
 */
#include <errno.h>
#include <stddef.h>

#include <exos.h>

static fugu_guaranteed uint64_t end;
static fugu_guaranteed uint64_t limit;

/* One frame in 256 is held back for the page table's leaves, and one run for what was begun. */
void heap_start(const struct fugu_boot_record *boot)
{
    uint64_t frames = boot->frames_available;
    uint64_t held_back = frames / 256 + 16;
    uint64_t bytes = frames > held_back ? (frames - held_back) << FUGU_PAGE_SHIFT : 0;
    end = HEAP_BASE;
    limit = bytes < HEAP_LIMIT - HEAP_BASE ? HEAP_BASE + bytes : HEAP_LIMIT;
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

/* Step 3: a page table of one's own. Pages come when they are touched. */
#include "../pages.h"
#include "../print.h"

static uint64_t in_the_image = 5; /* its page is the program's affair from now on, too */

static volatile uint64_t *word_of(uint64_t page)
{
    return (volatile uint64_t *)(WINDOW + page * FUGU_PAGE_BYTES);
}

/* Touches so many pages, and says how many of them the table was asked for. */
static void touch(uint32_t console, const char *when, uint64_t pages)
{
    uint64_t before = TABLE->faults;
    for (uint64_t page = 0; page < pages; page++) *word_of(page) += page;
    print(console, "%s: %u pages, %u faults\n", when, (unsigned)pages, (unsigned)(TABLE->faults - before));
}

int step(const struct fugu_boot_record *boot)
{
    uint32_t console = boot->cap_console;
    start_pages(boot);
    touch(console, "the first time", 100);
    touch(console, "the second time", 100);
    touch(console, "some more", 120);

    /* A page is unmapped by whoever owns the table: the entry goes, and the frame with what was mapped to it. */
    uint32_t frame = (uint32_t)TABLE->entry[3];
    TABLE->entry[3] = 0;
    if (give_frames_back(frame) != 0) return 1;
    uint64_t before = TABLE->faults;
    print(console, "page 3 was %u and is %u now\n", 9u, (unsigned)*word_of(3));
    if (TABLE->faults != before + 1) return 2;

    in_the_image++;
    print(console, "in the image: %u\n", (unsigned)in_the_image);
    return *word_of(99) == 3 * 99 ? 0 : 3;
}

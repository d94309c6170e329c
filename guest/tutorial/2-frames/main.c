/* Step 2: what the program is made of, and more memory by a capability. */
#include "../frames.h"

#define HERE 0x50000000ul
#define THERE 0x50001000ul

/* A number of one digit, with a text before and behind it. */
static void write_count(uint32_t console, const char *before, uint64_t count, const char *behind)
{
    char digit[2] = {(char)('0' + count % 10), 0};
    write_text(console, before);
    write_text(console, digit);
    write_text(console, behind);
}

int step(const struct fugu_boot_record *boot)
{
    uint32_t console = boot->cap_console;
    uint64_t executable = 0;
    for (uint32_t i = 0; i < boot->segment_count; i++)
        if (boot->segments[i].rights & FUGU_RIGHT_EXECUTE) executable++;
    write_count(console, "segments with code: ", executable, "\n");

    int64_t frames = take_frames(boot, 2);
    if (frames < 0) return 1;
    if (bind((uint32_t)frames, 0, HERE, READ | WRITE) < 0) return 2;
    if (bind((uint32_t)frames, 0, THERE, READ) < 0) return 3;
    *(volatile uint64_t *)HERE = 7;
    write_count(console, "one frame at two addresses: ", *(volatile uint64_t *)THERE, "\n");

    int64_t readable = kernel(FUGU_SYS_CAP_DERIVE, (uint64_t)frames, READ, 0, 0, 0, 0);
    if (bind((uint32_t)readable, 1, HERE, READ | WRITE) != FUGU_E_MISSING_RIGHT) return 4;
    write_text(console, "a capability to read is not enough to write\n");

    if (give_frames_back((uint32_t)frames) != 0) return 5;
    if (bind((uint32_t)readable, 1, HERE, READ) != FUGU_E_BAD_HANDLE) return 6;
    write_text(console, "and is gone with what it was derived from\n");
    return 0;
}

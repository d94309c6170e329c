/*
 * Extents of the disk by the kernel's calls alone. Blocks are moved both ways and compared; what is not the
 * program's is refused; capabilities go while blocks are under way, and nothing of those moves any more; and
 * random transfers are compared with what the program knows. The argument says how many.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/capability.h>
#include <fugu/disk.h>
#include <fugu/environment.h>
#include <fugu/reclaim.h>

#define READ_WRITE (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)
#define WINDOW 0x50000000
#define PAGES 8
#define WORD(page, offset) (*(volatile uint64_t *)(uintptr_t)(WINDOW + (page) * FUGU_PAGE_BYTES + (offset)))
#define MOST_TOLD 64
#define SOME_BLOCKS 200

static uint32_t frames;
static uint32_t disk;
static uint64_t block_bytes;

static fugu_guaranteed uint64_t told[MOST_TOLD];
static fugu_guaranteed volatile uint64_t told_count;

void fugu_upcall(uint64_t cause, uint64_t value)
{
    if (cause == FUGU_CAUSE_EXTENT_DONE && told_count < MOST_TOLD) told[told_count++] = value;
}

static void expect(int64_t found, int64_t wanted, const char *what)
{
    if (found == wanted) return;
    printf("%s: %lld, not %lld\n", what, (long long)found, (long long)wanted);
    exit(1);
}

static uint32_t handle(int64_t answer, const char *what)
{
    if (answer > 0) return (uint32_t)answer;
    expect(answer, 1, what);
    return 0;
}

static void wait_for(uint32_t extent)
{
    while (fugu_extent_under_way(extent) > 0) fugu_message_wait();
}

static void move(uint32_t extent, uint64_t block, uint64_t blocks, uint64_t page, int way, const char *what)
{
    handle(fugu_extent_transfer(extent, block, blocks, frames, page, way), what);
    wait_for(extent);
}

/* A word that no other block has, and no other time. */
static uint64_t mark(uint64_t block, uint64_t time)
{
    return (block + 1) * 0x9e3779b97f4a7c15 + time;
}

static void fill(uint64_t page, uint64_t count, uint64_t time)
{
    for (uint64_t i = 0; i < count; i++)
        for (uint64_t at = 0; at < FUGU_PAGE_BYTES; at += 8) WORD(page + i, at) = mark(i * 512 + at / 8, time);
}

static void check(uint64_t page, uint64_t count, uint64_t time, const char *what)
{
    for (uint64_t i = 0; i < count; i++)
        for (uint64_t at = 0; at < FUGU_PAGE_BYTES; at += 8)
            expect((int64_t)WORD(page + i, at), (int64_t)mark(i * 512 + at / 8, time), what);
}

static void there_and_back(void)
{
    uint64_t blocks = 3 * FUGU_PAGE_BYTES / block_bytes;
    fill(0, 3, 1);
    move(disk, 5, blocks, 0, FUGU_TRANSFER_WRITE, "writing");
    fill(0, 3, 2);
    fill(4, 3, 3); /* what is in caches must not hide what comes */
    uint64_t begin = fugu_cycles();
    move(disk, 5, blocks, 4, FUGU_TRANSFER_READ, "reading");
    fugu_metric("read_cycles", (int64_t)(fugu_cycles() - begin));
    fugu_metric_unit("read_cycles", "cycles");
    check(0, 3, 2, "what was written from");
    check(4, 3, 1, "what was read");
    uint32_t part = handle(fugu_cap_part(disk, FUGU_KIND_EXTENT, 3, SOME_BLOCKS), "a part");
    expect(fugu_extent_first(part), 3, "where it begins");
    expect(fugu_extent_blocks(part), SOME_BLOCKS, "how large it is");
    move(part, 2, blocks, 0, FUGU_TRANSFER_READ, "reading the part");
    check(0, 3, 1, "the same by another name");
    expect(fugu_cap_delete(part), 0, "giving it up");
}

static void refused(void)
{
    uint32_t part = handle(fugu_cap_part(disk, FUGU_KIND_EXTENT, 10, 4), "four blocks");
    uint32_t readable = handle(fugu_cap_derive(part, FUGU_RIGHT_READ), "for reading");
    uint32_t constant = handle(fugu_cap_derive(frames, FUGU_RIGHT_READ), "frames for reading");
    uint64_t outside[][2] = {{4, 1}, {3, 2}, {0, 5}, {0, 0}, {UINT64_MAX, 1}, {0, 65}, {1ull << 32, 1}, {0, 1ull << 32 | 1}};
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++)
        expect(fugu_extent_transfer(part, outside[i][0], outside[i][1], frames, 0, FUGU_TRANSFER_READ),
            FUGU_E_BAD_ARGUMENT, "outside the extent");
    expect(fugu_extent_transfer(part, 0, 1, frames, PAGES, 0), FUGU_E_BAD_ARGUMENT, "outside the frames");
    expect(fugu_extent_transfer(part, 0, 1, frames, UINT64_MAX, 0), FUGU_E_BAD_ARGUMENT, "before the frames");
    expect(fugu_extent_transfer(part, 0, 1, frames, 0, 2), FUGU_E_BAD_ARGUMENT, "another way");
    expect(fugu_extent_transfer(readable, 0, 1, frames, 0, 1), FUGU_E_MISSING_RIGHT, "writing what is for reading");
    expect(fugu_extent_transfer(part, 0, 1, constant, 0, 0), FUGU_E_MISSING_RIGHT, "reading into what is constant");
    expect(fugu_extent_transfer(part, 0, 1, fugu_boot->segments[0].cap, 0, 0), FUGU_E_MISSING_RIGHT, "into the code");
    expect(fugu_extent_transfer(part, 0, 1, part, 0, 0), FUGU_E_WRONG_OBJECT, "into the disk");
    expect(fugu_extent_transfer(frames, 0, 1, frames, 0, 0), FUGU_E_WRONG_OBJECT, "from memory");
    expect(fugu_extent_transfer(0, 0, 1, frames, 0, 0), FUGU_E_BAD_HANDLE, "from nowhere");
    expect(fugu_cap_part(part, FUGU_KIND_EXTENT, 1, 4), FUGU_E_BAD_ARGUMENT, "a part that is none");
    expect(fugu_cap_grant(part, FUGU_RIGHT_READ, FUGU_ENVIRONMENT_OF_RANK(fugu_rank())) > 0, 1, "to the rank itself");
    expect(fugu_cap_revoke(disk), 0, "taking it back");
    expect(fugu_extent_transfer(part, 0, 1, frames, 0, 0), FUGU_E_BAD_HANDLE, "what is gone");
    expect(fugu_cap_delete(constant), 0, "giving it up");
}

/* Whatever was under way, the disk has done with it when it has done what was asked for last. */
static void let_the_disk_finish(void)
{
    move(disk, 0, 1, PAGES - 1, FUGU_TRANSFER_READ, "the last one");
}

static void gone_under_way(void)
{
    uint64_t blocks = FUGU_PAGE_BYTES / block_bytes;
    fill(0, 1, 5);
    move(disk, 40, blocks, 0, FUGU_TRANSFER_WRITE, "something to read");
    for (int i = 0; i < 6; i++) {
        uint32_t extent = handle(fugu_cap_part(disk, FUGU_KIND_EXTENT, 40, blocks), "a part");
        uint32_t some = handle(fugu_cap_part(frames, FUGU_KIND_FRAMES, 1, 2), "two pages");
        fill(1, 2, 6);
        handle(fugu_extent_transfer(extent, 0, blocks, some, 0, FUGU_TRANSFER_READ), "to be cancelled");
        handle(fugu_extent_transfer(extent, 0, blocks, some, 1, FUGU_TRANSFER_WRITE), "to be cancelled too");
        if (i & 1) for (uint64_t now = fugu_cycles(); fugu_cycles() - now < 100000u * (unsigned)i;) {}
        if (fugu_extent_under_way(extent) < 2) {
            wait_for(extent); /* it was too late */
            fill(0, 1, 5);
            move(disk, 40, blocks, 0, FUGU_TRANSFER_WRITE, "again");
            fill(1, 2, 6);
        }
        expect(fugu_cap_delete(i < 3 ? extent : some), 0, "giving up what is in use");
        let_the_disk_finish();
        check(1, 2, 6, "what the disk must not have touched");
        move(disk, 40, blocks, 3, FUGU_TRANSFER_READ, "what is there");
        check(3, 1, 5, "what must not have been written");
        expect(fugu_cap_delete(i < 3 ? some : extent), 0, "giving up the other");
    }
    uint32_t own = handle(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a frame");
    handle(fugu_extent_transfer(disk, 0, 1, own, 0, FUGU_TRANSFER_READ), "into it");
    expect(fugu_frame_free(own), FUGU_E_IN_USE, "freeing it meanwhile");
    wait_for(disk);
    expect(fugu_frame_free(own), 0, "freeing it then");
}

static void told_in_order(void)
{
    expect(fugu_call(FUGU_SYS_ENVIRONMENT_SET, 0, FUGU_CONTEXT_INTERRUPT, (uintptr_t)fugu_upcall_entry, 0, 0), 0,
        "an interrupt context");
    int64_t first = 0;
    for (int i = 0; i < FUGU_TRANSFER_MOST; i++) {
        int64_t number = fugu_extent_transfer(disk, (uint64_t)i, 1, frames, 0, FUGU_TRANSFER_READ);
        if (!first) first = number;
        expect(number, first + i, "numbers rise");
    }
    expect(fugu_extent_transfer(disk, 0, 1, frames, 0, 0), FUGU_E_NOT_READY, "one too many");
    while (told_count < FUGU_TRANSFER_MOST) fugu_message_wait();
    for (int i = 0; i < FUGU_TRANSFER_MOST; i++) expect((int64_t)told[i], first + i, "told in order");
    told_count = 0;
    uint32_t extent = handle(fugu_cap_part(disk, FUGU_KIND_EXTENT, 0, 1), "one block");
    int64_t number = fugu_extent_transfer(extent, 0, 1, frames, 0, FUGU_TRANSFER_READ);
    expect(fugu_cap_delete(extent), 0, "giving it up");
    while (!told_count) fugu_message_wait();
    expect((int64_t)told[0], number | (int64_t)FUGU_TRANSFER_CANCELLED, "told that it was cancelled");
    expect(fugu_call(FUGU_SYS_ENVIRONMENT_SET, 0, FUGU_CONTEXT_INTERRUPT, 0, 0, 0), 0, "no interrupt context");
}

/* One word of each block is known. */
static void at_random(uint64_t rounds)
{
    static uint64_t known[SOME_BLOCKS];
    uint64_t random = fugu_boot->seed | 1;
    uint64_t each = block_bytes;
    for (uint64_t block = 0; block < SOME_BLOCKS; block++) known[block] = 0;
    uint32_t extent = handle(fugu_cap_part(disk, FUGU_KIND_EXTENT, 300, SOME_BLOCKS), "a part");
    uint64_t fit = (PAGES - 1) * FUGU_PAGE_BYTES / each < 16 ? (PAGES - 1) * FUGU_PAGE_BYTES / each : 16;
    for (uint64_t round = 0; round < rounds; round++) {
        random = random * 6364136223846793005 + 1442695040888963407;
        uint64_t blocks = 1 + (random >> 33) % fit;
        uint64_t block = (random >> 40) % (SOME_BLOCKS - blocks);
        int way = random >> 62 & 1;
        for (uint64_t i = 0; i < blocks; i++) {
            uint64_t value = mark(block + i, round);
            WORD(0, i * each) = value;
            if (way == FUGU_TRANSFER_WRITE) known[block + i] = value;
        }
        move(extent, block, blocks, 0, way, "a transfer");
        for (uint64_t i = 0; i < blocks; i++)
            expect((int64_t)WORD(0, i * each), (int64_t)known[block + i], "a block");
    }
    expect(fugu_cap_delete(extent), 0, "giving it up");
}

int main(int count, char **arguments)
{
    disk = fugu_boot->cap_disk;
    if (!disk) {
        puts("no disk");
        return 2;
    }
    block_bytes = (uint64_t)fugu_extent_block_bytes(disk);
    expect(fugu_extent_blocks(disk), fugu_boot->disk_blocks, "blocks");
    frames = handle(fugu_frame_allocate(fugu_boot->cap_memory, PAGES), "frames");
    handle(fugu_environment_map(0, WINDOW, frames, READ_WRITE), "mapping them");
    there_and_back();
    refused();
    gone_under_way();
    told_in_order();
    at_random(count > 1 ? strtoul(arguments[1], 0, 10) : 20);
    puts("extents are as they should be");
    return 0;
}

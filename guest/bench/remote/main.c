/*
 * Kernel-served access to another node's memory: remote.
 *
 * Rank 0 reads, swaps and writes the memory of rank 1, whose program takes no part in it. Needs a machine whose
 * kernels serve it (now-remote-access).
 */
#include <stdio.h>
#include <string.h>

#include <fugu/fugu.h>

#define ROUNDS 50
#define BLOCKS 16
#define NANOSECONDS 1000000000u

/* Pages in turn at rank 0 and rank 1: whatever the first is, the second is the other's. */
static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) uint64_t pages[2][FUGU_PAGE_BYTES / 8];

static uint8_t block[FUGU_PAGE_BYTES] __attribute__((aligned(FUGU_PAGE_BYTES)));

static uint32_t cap;
static uint64_t page_of[2]; /* offset in the segment of the page that is at home on a rank */

static bool find_segment(void)
{
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++) {
        const struct fugu_segment *segment = &fugu_boot->segments[i];
        if (segment->address != fugu_boot->shared_base) continue;
        cap = segment->cap;
        uint64_t offset = (uintptr_t)pages - segment->address;
        uint32_t home = (uint32_t)(offset / FUGU_PAGE_BYTES % 2);
        page_of[home] = offset;
        page_of[1 - home] = offset + FUGU_PAGE_BYTES;
        return true;
    }
    return false;
}

static uint64_t *own_page(void)
{
    return (uint64_t *)(fugu_boot->shared_base + page_of[fugu_rank()]);
}

static uint64_t nanoseconds(uint64_t cycles)
{
    return cycles * (NANOSECONDS / 1000) / (fugu_boot->clock_hertz / 1000);
}

static void report(const char *name, uint64_t value, const char *unit)
{
    fugu_metric(name, (int64_t)value);
    fugu_metric_unit(name, unit);
    printf("%-24s %8lu\n", name, (unsigned long)value);
}

static uint64_t read_other(uint64_t offset)
{
    uint64_t value = 0;
    fugu_remote_read(cap, page_of[1] + offset, &value);
    return value;
}

/* Rank 0 writes a word of rank 1 and waits for its own to change, which rank 1 writes. */
static uint64_t write_to_and_fro(uint64_t rounds)
{
    volatile uint64_t *mine = own_page();
    uint64_t other = page_of[1 - fugu_rank()], start = 0;
    for (uint64_t round = 1; round <= rounds + 1; round++) {
        if (round == 2) start = fugu_cycles();
        if (fugu_rank() == 1)
            while (*mine != round) {}
        memcpy(block, &round, sizeof round);
        fugu_remote_write(cap, other, block, sizeof round);
        if (fugu_rank() == 0)
            while (*mine != round) {}
    }
    return (fugu_cycles() - start) / (2 * rounds);
}

int main(void)
{
    if (fugu_ranks() != 2 || !find_segment()) {
        if (fugu_rank() == 0) printf("remote runs on 2 nodes.\n");
        return 2;
    }
    memset(block, 7, sizeof block);
    *(volatile uint64_t *)own_page() = 0; /* mapped, and in the cache */
    if (fugu_rank() == 1) {
        write_to_and_fro(ROUNDS);
        return 0;
    }
    uint64_t value;
    int64_t refused = fugu_remote_read(cap, page_of[1], &value);
    if (refused < 0) {
        printf("The kernels of this machine do not serve other nodes' memory (%ld).\n", (long)refused);
        return 1;
    }
    uint64_t one_way = write_to_and_fro(ROUNDS);

    uint64_t start = fugu_cycles();
    for (unsigned i = 0; i < ROUNDS; i++) read_other(0);
    uint64_t read = (fugu_cycles() - start) / ROUNDS;

    start = fugu_cycles();
    for (uint64_t i = 0; i < ROUNDS; i++) fugu_remote_swap(cap, page_of[1] + 8, i, i + 1, &value);
    uint64_t swap = (fugu_cycles() - start) / ROUNDS;
    bool right = read_other(8) == ROUNDS;

    start = fugu_cycles();
    for (unsigned i = 0; i < BLOCKS; i++) fugu_remote_write(cap, page_of[1], block, sizeof block);
    right &= read_other(FUGU_PAGE_BYTES - 8) == 0x0707070707070707; /* behind all of it */
    uint64_t cycles = fugu_cycles() - start;

    report("read_ns", nanoseconds(read), "nanoseconds");
    report("write_ns", nanoseconds(one_way), "nanoseconds");
    report("swap_ns", nanoseconds(swap), "nanoseconds");
    report("kilobytes_a_second", BLOCKS * sizeof block * (fugu_boot->clock_hertz / 1000) / cycles, "KB/s");
    return right ? 0 : 1;
}

/*
 * How much data a second go from rank 1 to rank 0: stream WAY.
 *
 *   messages   as operands of messages, 48 bytes in each, as fast as they can be sent
 *   lines      read from the other's memory, one line after the other
 *   prefetch   the same, with the next eight lines asked for in advance
 *   dma        as bulk data of messages, 4 KiB in each, moved by the message units
 */
#include <stdio.h>
#include <string.h>

#include <fugu/fugu.h>

#define MESSAGES 400
#define MESSAGE_DATA 48
#define WARM_UP 40
#define LINES 2000

static volatile uint64_t received;

#define BULK_MESSAGES 40
#define BULK_BYTES 4096
#define BULK_WARM_UP 4

static __attribute__((aligned(FUGU_PAGE_BYTES))) uint8_t out[BULK_BYTES], in[BULK_BYTES];

static void on_bulk(uint32_t source, uint64_t a, uint64_t b)
{
    (void)source, (void)a, (void)b;
    fugu_sink(in);
    received++;
}

static void on_data(uint32_t source, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
    (void)source, (void)a, (void)b, (void)c, (void)d, (void)e, (void)f;
    received++;
}

static void report(uint64_t bytes, uint64_t cycles)
{
    uint64_t rate = bytes * (fugu_boot->clock_hertz / 1000) / cycles;
    fugu_metric("kilobytes_a_second", (int64_t)rate);
    fugu_metric_unit("kilobytes_a_second", "KB/s");
    printf("%lu bytes in %lu cycles: %lu KB/s\n", (unsigned long)bytes, (unsigned long)cycles, (unsigned long)rate);
}

/* From one message at the receiver to another one. */
static void messages(void)
{
    if (fugu_rank() == 1) {
        for (unsigned i = 0; i < WARM_UP + MESSAGES; i++) fugu_send(0, on_data, 1, 2, 3, 4, 5, 6);
        return;
    }
    while (received < WARM_UP) fugu_poll();
    uint64_t start = fugu_cycles();
    while (received < WARM_UP + MESSAGES) fugu_poll();
    report(MESSAGES * MESSAGE_DATA, fugu_cycles() - start);
}

/* The page that is read is the one that is read again: the unit reads memory, not the cache. */
static void dma(void)
{
    in[0] = out[0] = 1; /* mapped */
    fugu_barrier();
    if (fugu_rank() == 1) {
        for (unsigned i = 0; i < BULK_WARM_UP + BULK_MESSAGES; i++) fugu_send_bulk(0, on_bulk, out, BULK_BYTES, 0, 0);
        while (received == 0) fugu_poll(); /* the memory stays until all of it has come */
        return;
    }
    while (received < BULK_WARM_UP) fugu_poll();
    uint64_t start = fugu_cycles();
    while (received < BULK_WARM_UP + BULK_MESSAGES) fugu_poll();
    report((uint64_t)BULK_MESSAGES * BULK_BYTES, fugu_cycles() - start);
    fugu_send(1, on_data, 0, 0, 0, 0, 0, 0);
}

/* Pages in turn at each rank: those of the other are every second one. */
static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES)))
uint8_t pages[6 + 2 * (LINES * FUGU_LINE_BYTES / FUGU_PAGE_BYTES)][FUGU_PAGE_BYTES];

static uintptr_t first_line(void)
{
    uint64_t first = ((uintptr_t)pages - fugu_boot->shared_base) / FUGU_PAGE_BYTES;
    return (uintptr_t)pages[first % 2 ? 0 : 1];
}

/* Lines are read by the chunk, so that the loop costs little. */
#define CHUNK_LINES 8
#define CHUNK_BYTES (CHUNK_LINES * FUGU_LINE_BYTES)

/* The next chunk; the last of a page is left out, and so is the page between, which is rank 0's own. */
static inline uintptr_t next_chunk(uintptr_t chunk)
{
    chunk += CHUNK_BYTES;
    return chunk % FUGU_PAGE_BYTES == FUGU_PAGE_BYTES - CHUNK_BYTES ? chunk + CHUNK_BYTES + FUGU_PAGE_BYTES : chunk;
}

static inline __attribute__((always_inline)) void read_chunks(unsigned count, uintptr_t *chunk, uintptr_t *asked)
{
    while (count--) {
#pragma GCC unroll 8
        for (unsigned i = 0; i < CHUNK_LINES; i++) {
            if (asked) fugu_prefetch((const volatile void *)(*asked + i * FUGU_LINE_BYTES));
            (void)*(const volatile uint64_t *)(*chunk + i * FUGU_LINE_BYTES);
        }
        if (asked) *asked = next_chunk(*asked);
        *chunk = next_chunk(*chunk);
    }
}

/* All pages are mapped before, each by its last line. */
static void lines(bool ahead)
{
    if (fugu_rank() != 0) return;
    uintptr_t chunk = first_line(), asked = next_chunk(chunk);
    uintptr_t end = (uintptr_t)pages + sizeof pages;
    for (uintptr_t page = chunk; page < end; page += 2 * FUGU_PAGE_BYTES)
        (void)*(const volatile uint64_t *)(page + FUGU_PAGE_BYTES - FUGU_LINE_BYTES);
    read_chunks(WARM_UP / CHUNK_LINES, &chunk, ahead ? &asked : NULL);
    uint64_t start = fugu_cycles();
    if (ahead) read_chunks(LINES / CHUNK_LINES, &chunk, &asked);
    else read_chunks(LINES / CHUNK_LINES, &chunk, NULL);
    report(LINES * FUGU_LINE_BYTES, fugu_cycles() - start);
}

int main(int argc, char **argv)
{
    const char *way = argc == 2 ? argv[1] : "";
    if (fugu_ranks() == 2 && !strcmp(way, "messages")) messages();
    else if (fugu_ranks() == 2 && !strcmp(way, "lines")) lines(false);
    else if (fugu_ranks() == 2 && !strcmp(way, "prefetch")) lines(true);
    else if (fugu_ranks() == 2 && !strcmp(way, "dma")) dma();
    else {
        if (fugu_rank() == 0) printf("usage, on 2 nodes: stream messages|lines|prefetch|dma\n");
        return 2;
    }
    return 0;
}

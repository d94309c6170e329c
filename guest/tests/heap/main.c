/*
 * The heap and its page table: blocks of all sizes over several leaves of the table, kept through frees
 * and allocations; fresh memory is zero; too much is refused. Ends with what else the C library offers.
 */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fugu/fugu.h>

#define BLOCKS 64
#define STEPS 150
#define BYTES_MOST 32768
#define FRESH_BYTES (4 << 20) /* two leaves of the page table */

static unsigned char *blocks[BLOCKS];
static size_t sizes[BLOCKS];

/* The same on every machine. */
static uint32_t draw(void)
{
    static uint64_t state = 88172645463325252;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
}

/* What byte i of a block holds: only a few are looked at, on different pages. */
static unsigned char mark(size_t block, size_t i)
{
    return (unsigned char)(block * 31 + i * 7 + sizes[block]);
}

static void fill(size_t block)
{
    for (size_t i = 0; i < sizes[block]; i += 509) blocks[block][i] = mark(block, i);
}

static void check(size_t block)
{
    for (size_t i = 0; i < sizes[block]; i += 509) assert(blocks[block][i] == mark(block, i));
}

static void replace(size_t block)
{
    if (blocks[block]) check(block);
    free(blocks[block]);
    sizes[block] = 1 + draw() % BYTES_MOST;
    blocks[block] = malloc(sizes[block]);
    assert(blocks[block]);
    fill(block);
}

int main(void)
{
    for (int step = 0; step < STEPS; step++) replace(draw() % BLOCKS);
    for (size_t block = 0; block < BLOCKS; block++) if (blocks[block]) check(block);
    puts("Blocks are as they were left.");

    const unsigned char *zeros = sbrk(FRESH_BYTES);
    assert(zeros != (void *)-1);
    for (size_t i = 0; i < FRESH_BYTES; i += 997) assert(zeros[i] == 0);
    puts("Fresh memory is zero.");

    errno = 0;
    assert(!malloc(1ul << 40) && errno == ENOMEM);
    puts("Too much is refused.");

    char text[64];
    snprintf(text, sizeof text, "%.6f %-5d|%5s|%#lx", sqrt(2.0), 42, "abc", 0xfedcba9876543210ul);
    assert(!strcmp(text, "1.414214 42   |  abc|0xfedcba9876543210"));
    printf("%s\n", text);
    return 0;
}

/*
 * Telling a group of ranks something long, through shared memory. It goes down a tree: each rank writes it into the
 * memory of the next ones. So a line has one writer and one reader, however many ranks there are, and no node is asked
 * for the same by all. Between two uses of the same boxes there is a barrier.
 */
#ifndef FUGU_BENCH_RELAY_H
#define FUGU_BENCH_RELAY_H

#include <fugu/fugu.h>

#define RELAY_RANKS_MOST 1024
#define RELAY_WORDS_MOST 504

typedef union {
    double real;
    int64_t integer;
} relay_word_t;

/* A page at home at its rank. */
typedef struct {
    __attribute__((aligned(FUGU_PAGE_BYTES))) relay_word_t words[RELAY_WORDS_MOST];
    fugu_line_aligned uint32_t given; /* the number of what is in it */
} relay_box_t;

/* The ranks as a grid: the most columns that divide them and are no more than its rows. */
static inline uint32_t relay_columns(uint32_t ranks)
{
    uint32_t columns = 1;
    for (uint32_t i = 2; i * i <= ranks; i++)
        if (ranks % i == 0) columns = i;
    return columns;
}

static relay_box_t *relay_box(relay_box_t *boxes, uint32_t rank)
{
    return &boxes[fugu_page_of(boxes, rank)];
}

static void relay_give(relay_box_t *to, const relay_box_t *from, unsigned first, unsigned end, uint32_t number)
{
    for (unsigned i = first; i < end; i++) {
        if (i % 2 == 0) fugu_prefetch_to_write(&to->words[i + 6]); /* three lines ahead */
        to->words[i] = from->words[i];
    }
    __atomic_store_n(&to->given, number, __ATOMIC_RELEASE);
}

/*
 * The group is ranks base, base + stride, and so on. Its member `owner` has put words first to end - 1 into its own
 * box; all members call this and find them in theirs. Counted from the owner on, member m gives them to m + 1, m + 2,
 * m + 4 and so on, below the lowest bit that is set in m, the farthest first.
 */
static const relay_word_t *relay(
    relay_box_t *boxes, uint32_t base, uint32_t stride, uint32_t members, uint32_t owner,
    unsigned first, unsigned end, uint32_t number)
{
    uint32_t self = (fugu_rank() - base) / stride;
    uint32_t place = self >= owner ? self - owner : self + members - owner;
    relay_box_t *own = relay_box(boxes, fugu_rank());
    if (place) {
        while (__atomic_load_n(&own->given, __ATOMIC_ACQUIRE) != number) fugu_pause();
    }
    uint32_t step = 1;
    while (step < members && !(place & step)) step *= 2;
    while ((step /= 2)) {
        if (place + step < members)
            relay_give(relay_box(boxes, base + (self + step) % members * stride), own, first, end, number);
    }
    return own->words;
}

#endif

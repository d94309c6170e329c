/* Step 4: a heap. It begins where the window does, and its pages come when they are touched. */
#ifndef TUTORIAL_HEAP_H
#define TUTORIAL_HEAP_H

#include "pages.h"

/* A piece that was given back: those of a size are a list. */
struct piece {
    struct piece *next;
};

#define SIZES 9 /* 16 bytes to 4 KiB */

struct heap {
    uint64_t end; /* of what was ever given */
    struct piece *free[SIZES];
};

/* In the first page of the window itself. */
#define HEAP ((struct heap *)WINDOW)

static inline unsigned size_class(uint64_t bytes)
{
    unsigned class = 0;
    while (16ul << class < bytes) class++;
    return class;
}

/* Memory of so many bytes, at an address that they are aligned to up to 16; or 0. */
static inline void *allocate(uint64_t bytes)
{
    unsigned class = size_class(bytes);
    if (class >= SIZES) return 0;
    struct piece *piece = HEAP->free[class];
    if (piece) {
        HEAP->free[class] = piece->next;
        return piece;
    }
    if (!HEAP->end) HEAP->end = WINDOW + sizeof(struct heap) + 8;
    uint64_t found = (HEAP->end + 15) & -16ul;
    if (found + (16ul << class) > WINDOW + WINDOW_PAGES * FUGU_PAGE_BYTES) return 0;
    HEAP->end = found + (16ul << class);
    return (void *)found;
}

/* Gives back what was allocated with so many bytes. */
static inline void give_back(void *memory, uint64_t bytes)
{
    struct piece *piece = memory;
    piece->next = HEAP->free[size_class(bytes)];
    HEAP->free[size_class(bytes)] = piece;
}

#endif

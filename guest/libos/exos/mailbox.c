/*
 * Messages through shared memory, for machines without a message unit.
 *
 * Each rank has a box, at home in its own memory: a ring of slots that all others fill. A sender takes the next
 * number, by which the slot is its own, writes the operands, and last the word by which the receiver knows the slot
 * is full. The receiver looks at that word of the next slot only, on its own copy of the line. So a message takes
 * the sender one line to own and the receiver one to fetch, and another for each two operands after the first;
 * when several send to one rank, the line with the next number goes round between them. All contexts of a rank may
 * send; one of them polls.
 */
#include <exos.h>

#define SLOTS 32 /* a power of two */
#define MOST_RANKS 64 /* boxes are memory of every program that sends */

/*
 * The word that tells: handler [63:32], source [31:16], operands [15:13], lap [12:0]. Only the lap must differ from
 * what the slot held before; the first is 1, since memory begins as 0. One word, written by one store: a
 * receiver that looks for it can take the line away between two.
 */
#define HANDLER_SHIFT 32
#define SOURCE_SHIFT 16
#define OPERANDS_SHIFT 13
#define LAP_MASK ((1ul << OPERANDS_SHIFT) - 1)

#ifdef EXOS_APART
/* Where the library OS is apart, its own handlers have addresses of more than 32 bits: they are counted from its first. */
#define LIBRARY 0x80000000ul

static inline uint64_t short_of(uint64_t handler)
{
    return handler < FUGU_ADDRESS_LIBRARY_START ? handler : handler - FUGU_ADDRESS_LIBRARY_START + LIBRARY;
}

static inline uint64_t handler_of(uint64_t word)
{
    uint64_t handler = word >> HANDLER_SHIFT;
    return handler < LIBRARY ? handler : handler - LIBRARY + FUGU_ADDRESS_LIBRARY_START;
}

/* Its shared memory is a segment of its own, whose first page is at home with rank 0. */
static uint32_t home_of(const volatile void *address)
{
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++) {
        uint64_t offset = (uintptr_t)address - fugu_boot->segments[i].address;
        if (offset < fugu_boot->segments[i].bytes) return (uint32_t)(offset / FUGU_PAGE_BYTES % fugu_ranks());
    }
    return 0;
}
#else
static inline uint64_t short_of(uint64_t handler)
{
    return handler;
}

static inline uint64_t handler_of(uint64_t word)
{
    return word >> HANDLER_SHIFT;
}

static inline uint32_t home_of(const volatile void *address)
{
    return fugu_home(address);
}
#endif

struct slot {
    fugu_line_aligned uint64_t word;
    uint64_t operands[FUGU_OPERANDS];
};

/* What senders write, what the receiver writes, and the slots lie on lines of their own. */
struct box {
    __attribute__((aligned(FUGU_PAGE_BYTES))) struct slot slots[SLOTS];
    fugu_line_aligned uint64_t given; /* numbers that senders have taken */
    fugu_line_aligned uint64_t taken; /* messages that the receiver has handled, now and then */
};

_Static_assert(sizeof(struct box) == FUGU_PAGE_BYTES, "a box is a page of its own");

static fugu_shared struct box boxes[MOST_RANKS];

static struct box *own; /* once the boxes are open */
static uint32_t first;  /* the rank at which boxes[0] is at home */
static uint64_t taken;

static struct box *box_of(uint32_t rank)
{
    return &boxes[rank < first ? rank + fugu_ranks() - first : rank - first];
}

/* Answers whether there are boxes for all. */
static bool open(void)
{
    if (fugu_ranks() > MOST_RANKS) return false;
    first = home_of(boxes);
    own = box_of(fugu_rank());
    return true;
}

static inline uint64_t lap_of(uint64_t number)
{
    return (number / SLOTS + 1) & LAP_MASK;
}

static void check(uint32_t rank)
{
    if (!own && !open())
        exos_end("this machine has no message unit, and messages through shared memory join 64 ranks at most.");
    if (rank >= fugu_ranks()) exos_end("a message was sent to a rank that the job does not have.");
}

/* Takes a number only if its slot is free: what has a number must not wait, since others wait for it. */
static struct slot *next_slot(struct box *box, uint64_t *number)
{
    *number = __atomic_load_n(&box->given, __ATOMIC_RELAXED);
    do {
        if ((int64_t)(*number - __atomic_load_n(&box->taken, __ATOMIC_ACQUIRE)) >= SLOTS) return NULL;
    } while (!__atomic_compare_exchange_n(&box->given, number, *number + 1, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return &box->slots[*number % SLOTS];
}

bool mailbox_send(unsigned operands)
{
    uint32_t rank = (uint16_t)fugu_csr_read(FUGU_CSR_UO0);
    check(rank);
    uint64_t number;
    struct slot *slot = next_slot(box_of(rank), &number);
    if (!slot) return false;
    uint64_t word = short_of(fugu_csr_read(FUGU_CSR_UO1)) << HANDLER_SHIFT | (uint64_t)fugu_rank() << SOURCE_SHIFT
        | (uint64_t)operands << OPERANDS_SHIFT | lap_of(number);
    /* The word's line last, and in one go: the receiver wants it back. */
    switch (operands) {
    case 6: slot->operands[5] = fugu_csr_read(FUGU_CSR_UO7); /* fall through */
    case 5: slot->operands[4] = fugu_csr_read(FUGU_CSR_UO6); /* fall through */
    case 4: slot->operands[3] = fugu_csr_read(FUGU_CSR_UO5); /* fall through */
    case 3: slot->operands[2] = fugu_csr_read(FUGU_CSR_UO4); /* fall through */
    case 2: slot->operands[1] = fugu_csr_read(FUGU_CSR_UO3); /* fall through */
    case 1: slot->operands[0] = fugu_csr_read(FUGU_CSR_UO2);
    }
    __atomic_thread_fence(__ATOMIC_RELEASE);
    __atomic_store_n(&slot->word, word, __ATOMIC_RELAXED);
    return true;
}

/* The place in the ring is free before the handler runs, as in the unit. */
static void handle(struct slot *slot, uint64_t word)
{
    uint64_t before = fugu_atomic_begin();
    uint64_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0;
    switch (word >> OPERANDS_SHIFT & 7) {
    case 6: f = slot->operands[5]; /* fall through */
    case 5: e = slot->operands[4]; /* fall through */
    case 4: d = slot->operands[3]; /* fall through */
    case 3: c = slot->operands[2]; /* fall through */
    case 2: b = slot->operands[1]; /* fall through */
    case 1: a = slot->operands[0];
    }
    taken++;
    /* Half a ring at a time: a sender's copy of the count is worth something. */
    if (taken % (SLOTS / 2) == 0) {
        __atomic_thread_fence(__ATOMIC_RELEASE);
        __atomic_store_n(&own->taken, taken, __ATOMIC_RELAXED);
    }
    ((message_handler *)handler_of(word))(word >> SOURCE_SHIFT & 0xffff, a, b, c, d, e, f);
    fugu_atomic_end(before);
}

bool mailbox_poll(void)
{
    if (!own && !open()) return false;
    struct slot *slot = &own->slots[taken % SLOTS];
    uint64_t word = __atomic_load_n(&slot->word, __ATOMIC_RELAXED);
    if ((word & LAP_MASK) != lap_of(taken)) return false;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    handle(slot, word);
    return true;
}

/* A message unit drops what comes for a program that has ended; so others may send on, into the void. */
void mailbox_close(void)
{
    if (!message_has_unit() && (own || open())) __atomic_store_n(&own->taken, INT64_MAX, __ATOMIC_RELAXED);
}

/*
 * Mailboxes in shared memory, for machines without a message unit.
 *
 * Each rank has a ring for each sender, at home in its own memory, so that it spins on its own copy of the line
 * that comes next. A slot is one line: operand, and handler with the number of the message, which is written
 * last. The receiver writes nothing into the ring: its count of what it has taken is a line of its own, which a
 * sender reads when the ring looks full. So a message takes the sender one line to own, and the receiver one to fetch.
 */
#include <exos.h>
#include <fugu/mailbox.h>

#define SLOTS 8
#define HANDLER_BITS 48
#define HAS_OPERAND 1ul /* functions lie at even addresses */
#define ADDRESS_MASK ((1ul << HANDLER_BITS) - 1 - HAS_OPERAND)

struct slot {
    fugu_line_aligned uint64_t operand;
    uint64_t handler; /* number of the message << 48 | address of the handler | 1 if there is an operand */
};

struct ring {
    struct slot slots[SLOTS];
    fugu_line_aligned uint64_t taken;
};

struct boxes {
    __attribute__((aligned(FUGU_PAGE_BYTES))) struct ring from[FUGU_MAIL_RANKS];
};

/* Page i is at home on rank i mod n; one page a rank. */
static fugu_shared struct boxes boxes[FUGU_MAIL_RANKS];

bool fugu_mail_is_shared;

/* This rank's rings, and its place in the others'. */
static struct ring *incoming;
static struct ring *outgoing[FUGU_MAIL_RANKS];

static uint16_t sent[FUGU_MAIL_RANKS];
static uint16_t taken[FUGU_MAIL_RANKS];

_Static_assert(sizeof(struct boxes) == FUGU_PAGE_BYTES, "the boxes of a rank are a page of its own");

static struct ring *rings_of(uint32_t rank)
{
    uint64_t first = ((uintptr_t)boxes - fugu_boot->shared_base) / FUGU_PAGE_BYTES;
    return boxes[(rank + fugu_ranks() - first % fugu_ranks()) % fugu_ranks()].from;
}

/* A unit that is there says at the start that the network takes something. */
void fugu_mail_start(void)
{
    fugu_mail_is_shared = !(fugu_csr_read(FUGU_CSR_USTAT) & 2);
    if (!fugu_mail_is_shared) return;
    incoming = rings_of(fugu_rank());
    for (uint32_t rank = 0; rank < fugu_ranks() && rank < FUGU_MAIL_RANKS; rank++)
        outgoing[rank] = &rings_of(rank)[fugu_rank()];
}

/* The next free slot of a ring, and the number that goes with it. */
static struct slot *next_slot(uint32_t rank, uint64_t *stamp)
{
    struct ring *ring = outgoing[rank];
    uint16_t number = ++sent[rank];
    while ((uint16_t)(number - __atomic_load_n(&ring->taken, __ATOMIC_RELAXED)) > SLOTS) fugu_mailbox_poll();
    *stamp = (uint64_t)number << HANDLER_BITS;
    return &ring->slots[number % SLOTS];
}

/* One store: a receiver that looks for it can take the line away between two. */
void fugu_mailbox_send(uint32_t rank, fugu_mail_handler *handler)
{
    uint64_t stamp;
    struct slot *slot = next_slot(rank, &stamp);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    __atomic_store_n(&slot->handler, stamp | (uintptr_t)handler, __ATOMIC_RELAXED);
}

void fugu_mailbox_send_word(uint32_t rank, fugu_mail_handler *handler, uint64_t operand)
{
    uint64_t stamp;
    struct slot *slot = next_slot(rank, &stamp);
    slot->operand = operand;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    __atomic_store_n(&slot->handler, stamp | (uintptr_t)handler | HAS_OPERAND, __ATOMIC_RELAXED);
}

static bool take(uint32_t source)
{
    struct ring *ring = &incoming[source];
    uint16_t number = (uint16_t)(taken[source] + 1);
    struct slot *slot = &ring->slots[number % SLOTS];
    uint64_t handler = __atomic_load_n(&slot->handler, __ATOMIC_RELAXED);
    if (handler >> HANDLER_BITS != number) return false;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    uint64_t operand = handler & HAS_OPERAND ? slot->operand : 0;
    taken[source] = number;
    /* Half a ring at a time: a sender's copy of the count is worth something. */
    if (number % (SLOTS / 2) == 0) __atomic_store_n(&ring->taken, number, __ATOMIC_RELAXED);
    ((fugu_mail_handler *)(handler & ADDRESS_MASK))(source, operand);
    return true;
}

bool fugu_mailbox_poll(void)
{
    for (uint32_t source = 0; source < fugu_ranks(); source++)
        if (take(source)) return true;
    return false;
}

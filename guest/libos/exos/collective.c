/*
 * Collectives by messages. One rank brings another one bytes in three steps: who is to receive grants, by a message
 * that says where to; who sends waits for the grant; and the bytes go, a few as operands of one message, more as a
 * store. A grant is what bounds messages here: of two ranks one has one grant of the other at most, and answers with as
 * many bytes as were asked for.
 *
 * Trees are binomial, over ranks counted from the root: r has r + 1, r + 2, r + 4 and so on below it, up to the lowest
 * bit of r that is set, and hangs below the rank without that bit.
 */
#include <string.h>

#include <exos.h>
#include <fugu/collective.h>

#define MOST_RANKS 1024
#define LEVELS 10 /* of a tree over those */
#define OPERAND_BYTES 32

/* Bytes that are to come, or have. */
typedef volatile uint64_t arrivals;

struct grant {
    arrivals *arrived; /* of the receiver; 0 if there is no grant */
    char *to;
    uint64_t bytes;
    uint64_t number; /* of the collective, counted by the receiver */
};

static volatile struct grant grants[MOST_RANKS]; /* by receiver */
static uint64_t number;
static struct fugu_counter sent;

/* What comes from below in a tree, or from further to the left in a scan, until it is combined. */
static _Alignas(16) char incoming[LEVELS][FUGU_ELEMENT_MOST];

static void begin(uint32_t root)
{
    if (fugu_ranks() > MOST_RANKS) exos_end("a collective joins 1,024 ranks at most.");
    if (root >= fugu_ranks()) exos_end("the root of a collective is a rank that the job does not have.");
    number++;
}

static void take_grant(uint32_t source, uint64_t arrived, uint64_t to, uint64_t bytes, uint64_t of)
{
    volatile struct grant *grant = &grants[source];
    grant->to = (char *)to;
    grant->bytes = bytes;
    grant->number = of;
    grant->arrived = (arrivals *)arrived;
}

static void take_operands(
    uint32_t source, uint64_t arrived, uint64_t to_and_bytes, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    (void)source;
    uint64_t words[] = {a, b, c, d};
    size_t bytes = to_and_bytes >> 48;
    memcpy((void *)(to_and_bytes & 0xffffffffffff), words, bytes);
    *(arrivals *)arrived += bytes;
}

/* Lets a rank bring so many bytes to an address. */
static void grant(uint32_t source, void *to, size_t bytes, arrivals *arrived)
{
    fugu_send(source, take_grant, (uintptr_t)arrived, (uintptr_t)to, bytes, number);
}

static void await(const arrivals *arrived, uint64_t bytes)
{
    fugu_active_wait_until(*arrived == bytes);
}

static void receive(uint32_t source, void *to, size_t bytes)
{
    arrivals arrived = 0;
    grant(source, to, bytes, &arrived);
    await(&arrived, bytes);
}

/* Brings bytes to a rank when it has granted that. They may change when `sent` is 0. */
static void bring(uint32_t rank, const void *from, size_t bytes)
{
    volatile struct grant *grant = &grants[rank];
    fugu_active_wait_until(grant->arrived);
    if (grant->number != number) exos_end("ranks have called different collectives.");
    if (grant->bytes != bytes) exos_end("ranks do not agree how many bytes a collective is of.");
    char *to = grant->to;
    arrivals *arrived = grant->arrived;
    grant->arrived = NULL;
    if (bytes <= OPERAND_BYTES) {
        uint64_t words[2 + OPERAND_BYTES / 8] = {(uintptr_t)arrived, (uintptr_t)to | bytes << 48};
        memcpy(words + 2, from, bytes);
        fugu_offer_until_sent(rank, (uintptr_t)take_operands, words, 2 + (bytes + 7) / 8);
    } else {
        fugu_store(rank, to, from, bytes, &sent, arrived);
    }
}

/* The rank that is so far from another one. */
static uint32_t rank_at(uint32_t from, uint32_t distance)
{
    uint32_t ranks = fugu_ranks();
    return distance < ranks - from ? from + distance : distance - (ranks - from);
}

static uint32_t distance_of(uint32_t rank, uint32_t from)
{
    return rank >= from ? rank - from : rank + (fugu_ranks() - from);
}

/* How far above a rank in its tree the next one is; the root is at a distance of its own from everybody. */
static uint32_t step_up(uint32_t place)
{
    uint32_t step = 1;
    while (step < fugu_ranks() && !(place & step)) step *= 2;
    return step;
}

void fugu_broadcast(uint32_t root, void *data, size_t bytes)
{
    begin(root);
    if (!bytes) return;
    uint32_t place = distance_of(fugu_rank(), root), step = step_up(place);
    if (place) receive(rank_at(root, place - step), data, bytes);
    while (step > 1) {
        step /= 2;
        if (step < fugu_ranks() - place) bring(rank_at(root, place + step), data, bytes);
    }
    fugu_counter_wait(&sent);
}

/* ---- combining */

/* Elements that go at a time. */
static size_t chunk_of(size_t count, size_t size)
{
    if (size > FUGU_ELEMENT_MOST) exos_end("an element that is combined has 1,024 bytes at most.");
    size_t most = FUGU_ELEMENT_MOST / size;
    return count < most ? count : most;
}

/* Rank 0 has the chunk combined then. All below are asked at once, and combined in the order of ranks. */
static void combine_to_first(char *values, size_t count, size_t size, fugu_combine *combine)
{
    uint32_t rank = fugu_rank(), up = step_up(rank);
    arrivals arrived[LEVELS] = {0};
    unsigned level = 0;
    for (uint32_t step = 1; step < up && step < fugu_ranks() - rank; step *= 2, level++)
        grant(rank + step, incoming[level], count * size, &arrived[level]);
    for (unsigned i = 0; i < level; i++) {
        await(&arrived[i], count * size);
        combine(values, incoming[i], count);
    }
    if (rank) bring(rank - up, values, count * size);
    fugu_counter_wait(&sent);
}

static void combine_all_to_first(char *values, size_t count, size_t size, fugu_combine *combine)
{
    while (count && size) {
        size_t chunk = chunk_of(count, size);
        combine_to_first(values, chunk, size, combine);
        values += chunk * size;
        count -= chunk;
    }
}

void fugu_reduce(uint32_t root, void *values, size_t count, size_t size, fugu_combine *combine)
{
    begin(root);
    combine_all_to_first(values, count, size, combine);
    if (root == 0 || count == 0 || size == 0) return;
    if (fugu_rank() == 0) bring(root, values, count * size);
    else if (fugu_rank() == root) receive(0, values, count * size);
    fugu_counter_wait(&sent);
}

void fugu_allreduce(void *values, size_t count, size_t size, fugu_combine *combine)
{
    begin(0);
    combine_all_to_first(values, count, size, combine);
    fugu_broadcast(0, values, count * size);
}

/* After round i each rank has what it and the 2^(i + 1) - 1 ranks before it have brought (Hillis and Steele, 1986). */
static void scan_chunk(char *values, size_t count, size_t size, fugu_combine *combine)
{
    uint32_t rank = fugu_rank();
    size_t bytes = count * size;
    arrivals arrived[LEVELS] = {0};
    unsigned round = 0;
    for (uint32_t step = 1; step <= rank; step *= 2, round++)
        grant(rank - step, incoming[round], bytes, &arrived[round]);
    round = 0;
    for (uint32_t step = 1; step < fugu_ranks(); step *= 2, round++) {
        if (step < fugu_ranks() - rank) bring(rank + step, values, bytes);
        fugu_counter_wait(&sent);
        if (step > rank) continue;
        await(&arrived[round], bytes);
        combine(incoming[round], values, count);
        memcpy(values, incoming[round], bytes);
    }
}

void fugu_scan(void *values, size_t count, size_t size, fugu_combine *combine)
{
    begin(0);
    char *next = values;
    while (count && size) {
        size_t chunk = chunk_of(count, size);
        scan_chunk(next, chunk, size, combine);
        next += chunk * size;
        count -= chunk;
    }
}

/* ---- parts: each goes straight to where it belongs, so that none is copied on its way */

void fugu_gather(uint32_t root, void *all, const void *own, size_t bytes)
{
    begin(root);
    if (!bytes) return;
    if (fugu_rank() != root) {
        bring(root, own, bytes);
        fugu_counter_wait(&sent);
        return;
    }
    arrivals arrived = 0;
    for (uint32_t rank = 0; rank < fugu_ranks(); rank++) {
        char *part = (char *)all + rank * bytes;
        if (rank == root) memmove(part, own, bytes);
        else grant(rank, part, bytes, &arrived);
    }
    await(&arrived, (fugu_ranks() - 1) * bytes);
}

void fugu_scatter(uint32_t root, void *own, const void *all, size_t bytes)
{
    begin(root);
    if (!bytes) return;
    if (fugu_rank() != root) {
        receive(root, own, bytes);
        return;
    }
    for (uint32_t i = 1; i < fugu_ranks(); i++) {
        uint32_t rank = rank_at(root, i);
        bring(rank, (const char *)all + rank * bytes, bytes);
    }
    fugu_counter_wait(&sent);
    memmove(own, (const char *)all + root * bytes, bytes);
}

/* In step i each rank sends to the i-th after it, so that nobody is sent to by two. */
void fugu_all_to_all(void *in, const void *out, size_t bytes)
{
    begin(0);
    if (!bytes) return;
    uint32_t own = fugu_rank();
    for (uint32_t i = 1; i < fugu_ranks(); i++) {
        uint32_t to = rank_at(own, i), source = rank_at(own, fugu_ranks() - i);
        arrivals arrived = 0;
        grant(source, (char *)in + source * bytes, bytes, &arrived);
        bring(to, (const char *)out + to * bytes, bytes);
        await(&arrived, bytes);
    }
    memcpy((char *)in + own * bytes, (const char *)out + own * bytes, bytes);
    fugu_counter_wait(&sent);
}

/* ---- what is combined most */

#define COMBINE(name, type, expression)                                                   \
    void name(void *a, const void *b, size_t count)                                       \
    {                                                                                     \
        type *left = a;                                                                   \
        const type *right = b;                                                            \
        for (size_t i = 0; i < count; i++) {                                              \
            type x = left[i], y = right[i];                                               \
            left[i] = (expression);                                                       \
        }                                                                                 \
    }

COMBINE(fugu_combine_sum, int64_t, (int64_t)((uint64_t)x + (uint64_t)y))
COMBINE(fugu_combine_min, int64_t, y < x ? y : x)
COMBINE(fugu_combine_max, int64_t, y > x ? y : x)
COMBINE(fugu_combine_sum_double, double, x + y)
COMBINE(fugu_combine_min_double, double, y < x ? y : x)
COMBINE(fugu_combine_max_double, double, y > x ? y : x)

int64_t fugu_sum_of_all(int64_t value)
{
    fugu_allreduce(&value, 1, sizeof value, fugu_combine_sum);
    return value;
}

double fugu_sum_of_all_double(double value)
{
    fugu_allreduce(&value, 1, sizeof value, fugu_combine_sum_double);
    return value;
}

/*
 * Requests, replies and memory of other ranks. The first operand of each message is a head: an address, the credit that
 * the request has, and a count.
 *
 * Why nothing waits for ever is said in fugu/active.h; here is what it rests on. Handlers never take a credit, and are
 * told if they try. A credit is taken before its request is sent and given back by the reply, and the place of a reply
 * in shared memory belongs to the credit.
 */
#include <string.h>

#include <exos.h>
#include <fugu/active.h>

#define PUT_BYTES 32 /* as operands of one message */
#define GET_BYTES 40
#define BULK_LEAST 64 /* fewer go as operands */
#define MOST_PLACES 64 /* ranks that messages through shared memory join */

#define ALL_CREDITS ((1u << FUGU_CREDITS) - 1)

/* ---- heads */

#define HEAD_FULL (1ul << 63) /* a head is never 0 */
#define CREDIT_SHIFT 56
#define COUNT_SHIFT 48
#define ADDRESS_MASK ((1ul << COUNT_SHIFT) - 1)

static uint64_t head_of(unsigned credit, unsigned count, const volatile void *address)
{
    return HEAD_FULL | (uint64_t)credit << CREDIT_SHIFT | (uint64_t)count << COUNT_SHIFT | (uintptr_t)address;
}

static unsigned credit_of(uint64_t head)
{
    return head >> CREDIT_SHIFT & 0x7f;
}

static unsigned count_of(uint64_t head)
{
    return head >> COUNT_SHIFT & 0xff;
}

static void *address_of(uint64_t head)
{
    return (void *)(head & ADDRESS_MASK);
}

/* ---- credits */

/* What this rank waits for. */
struct request {
    void *to;
    struct fugu_counter *counter;
    uint32_t rank;
    uint16_t bytes; /* that the reply brings for `to` */
    uint8_t skipped; /* bytes of double-words before those */
    bool bounced; /* by way of bounce_buffer */
};

static struct request requests[FUGU_CREDITS];
static volatile uint32_t credits = ALL_CREDITS; /* a bit for each that can be taken */
static bool handling;

/* For bulk data that do not lie as double-words on both sides. Belongs to one request at a time. */
static uint64_t bounce_buffer[FUGU_BULK_MOST / 8];
static volatile bool bounce_taken;

static unsigned take_credit(struct request request)
{
    if (handling) exos_end("a handler has asked another rank for something: handlers can only reply.");
    if (request.rank >= fugu_ranks()) exos_end("a rank was asked that the job does not have.");
    uint64_t before = fugu_atomic_begin();
    while (!credits) fugu_active_wait();
    unsigned credit = 0;
    while (!(credits >> credit & 1)) credit++;
    credits &= ~(1u << credit);
    requests[credit] = request;
    if (request.counter) request.counter->under_way++;
    fugu_atomic_end(before);
    return credit;
}

static void give_back(unsigned credit)
{
    struct request *request = &requests[credit];
    if (request->bounced) bounce_taken = false;
    if (request->counter) request->counter->under_way--;
    credits |= 1u << credit;
}

/* ---- bytes */

typedef uint64_t __attribute__((may_alias)) any_word;

/* What fits a message: mostly a double-word or two. */
static void copy_few(void *to, const void *from, size_t bytes)
{
    if (((uintptr_t)to | (uintptr_t)from | bytes) & 7) {
        memcpy(to, from, bytes);
        return;
    }
    for (size_t i = 0; i < bytes / 8; i++) ((any_word *)to)[i] = ((const any_word *)from)[i];
}

/* Copies whole double-words from where they lie across others. */
static void copy_across(any_word *to, const void *from, size_t bytes)
{
    const any_word *words = (const any_word *)((uintptr_t)from & ~7ul);
    unsigned shift = 8 * ((uintptr_t)from & 7);
    uint64_t word = *words;
    for (size_t i = 0; i < bytes / 8; i++) {
        uint64_t next = words[i + 1];
        to[i] = word >> shift | next << (64 - shift);
        word = next;
    }
}

/* ---- replies */

/* Without a message unit: a place for the reply to each credit, in the memory of who asks. */
struct place {
    __attribute__((aligned(64))) uint64_t head; /* 0 if nothing is there */
    uint64_t operands[FUGU_REQUEST_OPERANDS];
};

static fugu_shared struct {
    __attribute__((aligned(FUGU_PAGE_BYTES))) struct place places[FUGU_CREDITS];
} replies[MOST_PLACES];

static struct place *place_of(uint32_t rank, unsigned credit)
{
    return &replies[fugu_page_of(replies, rank)].places[credit];
}

static void answered(uint32_t source, uint64_t head, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
    unsigned credit = credit_of(head);
    void (*handler)(uint32_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t) = address_of(head);
    if (requests[credit].bytes) {
        uint64_t words[] = {a, b, c, d, e};
        copy_few(requests[credit].to, words, requests[credit].bytes);
    }
    give_back(credit);
    if (!handler) return;
    handling = true;
    handler(source, a, b, c, d, e);
    handling = false;
}

/* In a handler. */
static void answer(uint32_t rank, unsigned credit, uintptr_t handler, const uint64_t *operands, unsigned count)
{
    uint64_t head = head_of(credit, count, (void *)handler);
    if (message_has_unit()) {
        uint64_t words[FUGU_OPERANDS] = {head};
        for (unsigned i = 0; i < count; i++) words[i + 1] = operands[i];
        fugu_offer_until_sent(rank, (uintptr_t)answered, words, count + 1);
        return;
    }
    struct place *place = place_of(rank, credit);
    for (unsigned i = 0; i < count; i++) place->operands[i] = operands[i];
    __atomic_store_n(&place->head, head, __ATOMIC_RELEASE);
}

static bool take_reply(unsigned credit)
{
    struct place *place = place_of(fugu_rank(), credit);
    uint64_t head = __atomic_load_n(&place->head, __ATOMIC_ACQUIRE);
    if (!head) return false;
    uint64_t before = fugu_atomic_begin();
    uint64_t words[FUGU_REQUEST_OPERANDS] = {0};
    for (unsigned i = 0; i < count_of(head); i++) words[i] = place->operands[i];
    __atomic_store_n(&place->head, 0, __ATOMIC_RELAXED);
    answered(requests[credit].rank, head, words[0], words[1], words[2], words[3], words[4]);
    fugu_atomic_end(before);
    return true;
}

static bool take_replies(void)
{
    if (message_has_unit()) return false;
    bool any = false;
    for (unsigned credit = 0; credit < FUGU_CREDITS; credit++)
        if (!(credits >> credit & 1)) any |= take_reply(credit);
    return any;
}

bool fugu_active_poll(void)
{
    bool any = fugu_poll();
    return take_replies() || any;
}

/* To sleep is a call of the kernel, and often something is there already. */
void fugu_active_wait(void)
{
    if (fugu_active_poll()) return;
    fugu_wait();
    take_replies();
}

/* ---- requests */

static void asked(uint32_t source, uint64_t head, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
    struct fugu_caller caller = {.rank = source, .credit = credit_of(head)};
    void (*handler)(struct fugu_caller *, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t) = address_of(head);
    handling = true;
    handler(&caller, a, b, c, d, e);
    handling = false;
    if (!caller.answered) answer(source, caller.credit, 0, NULL, 0);
}

void fugu_request_(uint32_t rank, uintptr_t handler, const uint64_t *operands, unsigned count)
{
    unsigned credit = take_credit((struct request){.rank = rank});
    uint64_t words[FUGU_OPERANDS] = {head_of(credit, count, (void *)handler)};
    for (unsigned i = 0; i < count; i++) words[i + 1] = operands[i];
    fugu_offer_until_sent(rank, (uintptr_t)asked, words, count + 1);
}

void fugu_reply_(struct fugu_caller *caller, uintptr_t handler, const uint64_t *operands, unsigned count)
{
    if (caller->answered) exos_end("a handler has replied twice to a request.");
    caller->answered = true;
    answer(caller->rank, caller->credit, handler, operands, count);
}

/* ---- memory of other ranks */

static bool is_shared(const void *address, size_t bytes)
{
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++) {
        const struct fugu_segment *segment = &fugu_boot->segments[i];
        if (segment->rights & FUGU_BOOT_SEGMENT_SHARED && (uintptr_t)address < segment->address + segment->bytes
            && segment->address < (uintptr_t)address + bytes)
            return true;
    }
    return false;
}

static bool goes_as_bulk(const void *to, const void *from, size_t bytes)
{
    return bytes >= BULK_LEAST && message_has_unit() && !is_shared(to, bytes) && !is_shared(from, bytes);
}

/*
 * How many bytes go next: up to `operands` as operands, and first those before the receiver's first whole double-word;
 * more than that as bulk data.
 */
static size_t piece_of(bool bulk, const void *to, size_t bytes, size_t operands)
{
    if (bulk && bytes >= BULK_LEAST) {
        size_t before = -(uintptr_t)to & 7;
        if (before) return before;
        return bytes < FUGU_BULK_MOST ? bytes & ~7ul : FUGU_BULK_MOST;
    }
    return bytes < operands ? bytes : operands;
}

static void take_bounce_buffer(void)
{
    fugu_active_wait_until(!bounce_taken);
    bounce_taken = true;
}

static void acknowledge(uint32_t source, uint64_t head, volatile uint64_t *arrived, uint64_t bytes)
{
    if (arrived) *arrived += bytes;
    answer(source, credit_of(head), 0, NULL, 0);
}

static void take_operands(
    uint32_t source, uint64_t head, volatile uint64_t *arrived, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    uint64_t words[] = {a, b, c, d};
    copy_few(address_of(head), words, count_of(head));
    acknowledge(source, head, arrived, count_of(head));
}

static void take_bulk(uint32_t source, uint64_t head, uint64_t arrived)
{
    uint32_t bytes = fugu_bulk_bytes();
    fugu_sink(address_of(head));
    acknowledge(source, head, (volatile uint64_t *)arrived, bytes);
}

static void put_operands(
    struct request request, void *to, const void *from, size_t bytes, volatile uint64_t *arrived)
{
    uint64_t words[2 + PUT_BYTES / 8] = {0};
    copy_few(words + 2, from, bytes);
    words[0] = head_of(take_credit(request), bytes, to);
    words[1] = (uintptr_t)arrived;
    fugu_offer_until_sent(request.rank, (uintptr_t)take_operands, words, 2 + (bytes + 7) / 8);
}

static void put_bulk(struct request request, void *to, const void *from, size_t bytes, volatile uint64_t *arrived)
{
    if ((uintptr_t)from & 7) {
        take_bounce_buffer();
        request.bounced = true;
        copy_across(bounce_buffer, from, bytes);
        from = bounce_buffer;
    }
    unsigned credit = take_credit(request);
    fugu_send_bulk(request.rank, take_bulk, from, bytes, head_of(credit, 0, to), (uintptr_t)arrived);
}

void fugu_store(uint32_t rank, void *to, const void *from, size_t bytes, struct fugu_counter *counter,
    volatile uint64_t *arrived)
{
    bool bulk = goes_as_bulk(to, from, bytes);
    struct request request = {.rank = rank, .counter = counter};
    while (bytes) {
        size_t piece = piece_of(bulk, to, bytes, PUT_BYTES);
        if (piece > PUT_BYTES) put_bulk(request, to, from, piece, arrived);
        else put_operands(request, to, from, piece, arrived);
        to = (char *)to + piece;
        from = (const char *)from + piece;
        bytes -= piece;
    }
}

void fugu_put(uint32_t rank, void *to, const void *from, size_t bytes, struct fugu_counter *counter)
{
    fugu_store(rank, to, from, bytes, counter, NULL);
}

static void give_operands(uint32_t source, uint64_t head)
{
    uint64_t words[GET_BYTES / 8] = {0};
    copy_few(words, address_of(head), count_of(head));
    answer(source, credit_of(head), 0, words, (count_of(head) + 7) / 8);
}

/* The reply is bulk data. */
static void bulk_answered(uint32_t source, uint64_t head, uint64_t unused)
{
    (void)source, (void)unused;
    struct request *request = &requests[credit_of(head)];
    fugu_sink(request->bounced ? bounce_buffer : request->to);
    if (request->bounced) copy_across(request->to, (char *)bounce_buffer + request->skipped, request->bytes);
    give_back(credit_of(head));
}

static void give_bulk(uint32_t source, uint64_t head, uint64_t bytes)
{
    fugu_send_bulk(source, bulk_answered, address_of(head), bytes, head, 0);
}

/* If the other side's bytes do not lie as double-words, all double-words that they are part of come. */
static void get_bulk(struct request request, const void *from)
{
    request.skipped = (uintptr_t)from & 7;
    if (request.skipped) {
        take_bounce_buffer();
        request.bounced = true;
    }
    size_t bytes = request.bytes + (request.skipped ? 8 : 0);
    fugu_send(request.rank, give_bulk, head_of(take_credit(request), 0, (const char *)from - request.skipped), bytes);
}

void fugu_get(uint32_t rank, void *to, const void *from, size_t bytes, struct fugu_counter *counter)
{
    bool bulk = goes_as_bulk(to, from, bytes);
    while (bytes) {
        size_t piece = piece_of(bulk, to, bytes, GET_BYTES);
        if (piece == FUGU_BULK_MOST) piece -= 8; /* room in the bounce buffer for one double-word more */
        struct request request = {.rank = rank, .bytes = piece, .to = to, .counter = counter};
        if (piece > GET_BYTES) get_bulk(request, from);
        else fugu_send(rank, give_operands, head_of(take_credit(request), piece, from));
        to = (char *)to + piece;
        from = (const char *)from + piece;
        bytes -= piece;
    }
}

void fugu_counter_wait(const struct fugu_counter *counter)
{
    fugu_active_wait_until(counter->under_way == 0);
}

void fugu_sync(void)
{
    fugu_active_wait_until(credits == ALL_CREDITS);
}

/* What a rank has begun is done when it has heard so; so when all have, all is. */
void fugu_sync_all(void)
{
    fugu_sync();
    fugu_barrier();
}

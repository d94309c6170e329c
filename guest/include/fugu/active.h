/*
 * Active messages with replies, and other ranks' memory in two phases, by exos, on top of fugu_send. Active messages
 * are von Eicken, Culler, Goldstein and Schauser's (ISCA 1992): a request calls a function where it arrives, and that
 * function may reply. fugu_put, fugu_get and fugu_store begin to move bytes and return; counters tell when it is done,
 * as in Split-C (Culler and others, Supercomputing 1993).
 *
 * At most FUGU_CREDITS requests of a rank are under way, to all ranks together. Who has no credit left handles messages
 * until a reply has brought one back; so a rank is never asked for more than FUGU_CREDITS things by each of the others.
 *
 * Why it cannot lock up. Handlers do not ask and do not wait, so a handler has nothing to wait for but its own reply.
 * By a message unit a reply is launched until the network takes it, in an atomic section. If messages wait for this
 * rank meanwhile, the kernel takes them in when the section has lasted too long (two-case delivery), so every rank's
 * queue empties, and the network takes the reply. What comes in so is bounded by the credits of the rank it comes to.
 * Without a unit each credit has a place for its reply in shared memory, which is free before the request is sent; a
 * reply is never refused. Who asks is outside handlers, and handles messages while it is refused.
 *
 * For that to hold, every rank has to poll or wait now and then, by fugu_active_... or as fugu.h has it, and to end only
 * when nobody asks it any more: after fugu_sync_all, for example. One hardware context of a rank uses these functions.
 */
#ifndef FUGU_ACTIVE_H
#define FUGU_ACTIVE_H

#include <fugu/fugu.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FUGU_CREDITS 8

/* ---- requests and replies */

#define FUGU_REQUEST_OPERANDS 5

/* Whom a handler of a request replies to. It is gone when the handler returns. */
struct fugu_caller {
    uint32_t rank;
    uint32_t credit;
    bool answered;
};

#define FUGU_REQUEST_CHECK_(...)                                                          \
    static_assert(sizeof FUGU_LIST(__VA_ARGS__) <= (FUGU_REQUEST_OPERANDS + 1) * 8,       \
                  "a request or a reply has at most five operands")

void fugu_request_(uint32_t rank, uintptr_t handler, const uint64_t *operands, unsigned count);
void fugu_reply_(struct fugu_caller *caller, uintptr_t handler, const uint64_t *operands, unsigned count);

/*
 * fugu_request(rank, handler, operands...): has a function called on a rank, which may be this one:
 *
 *     void handler(struct fugu_caller *caller, uint64_t first, ...)
 *
 * with up to five operands, as a handler of fugu_send. It may reply once and must not ask, wait or print; where it
 * does not reply, the library does, so that the credit comes back. Returns when the request is sent.
 */
#define fugu_request(rank, handler, ...)                                                  \
    ({                                                                                    \
        FUGU_REQUEST_CHECK_(__VA_ARGS__);                                                 \
        fugu_request_(rank, (uintptr_t)(handler), FUGU_FIRST(__VA_ARGS__), FUGU_COUNT(__VA_ARGS__)); \
    })

/*
 * fugu_reply(caller, handler, operands...): in a handler of a request, has a function called on the rank that asked:
 *
 *     void handler(uint32_t source, uint64_t first, ...)
 *
 * It must not ask, reply, wait or print. A second reply ends the job.
 */
#define fugu_reply(caller, handler, ...)                                                  \
    ({                                                                                    \
        FUGU_REQUEST_CHECK_(__VA_ARGS__);                                                 \
        fugu_reply_(caller, (uintptr_t)(handler), FUGU_FIRST(__VA_ARGS__), FUGU_COUNT(__VA_ARGS__)); \
    })

/* ---- waiting: as fugu_poll, fugu_wait and fugu_wait_until, for what replies bring too */

bool fugu_active_poll(void);
void fugu_active_wait(void);

#define fugu_active_wait_until(condition)                                                 \
    do {                                                                                  \
        uint64_t before_ = fugu_atomic_begin();                                           \
        while (!(condition)) fugu_active_wait();                                          \
        fugu_atomic_end(before_);                                                         \
    } while (0)

/* ---- memory of other ranks, in two phases */

/* How much of what it was given to is under way. All zeros is a counter of nothing. */
struct fugu_counter {
    volatile uint64_t under_way;
};

/*
 * fugu_put copies bytes of this rank to an address of another rank, fugu_get the other way. Any number of bytes, and
 * any alignment. Both return at once, or when there are credits again; until the counter is 0 what is read must stay as
 * it is and what is written may not be looked at. Several may have one counter; NULL leaves it to fugu_sync.
 *
 * A few bytes go as operands. More go as bulk data, in pieces of up to FUGU_BULK_MOST bytes, where there is a message
 * unit, and both addresses are no shared variables. An address that a rank cannot touch is a page fault of that rank,
 * which ends the job.
 */
void fugu_put(uint32_t rank, void *to, const void *from, size_t bytes, struct fugu_counter *counter);
void fugu_get(uint32_t rank, void *to, const void *from, size_t bytes, struct fugu_counter *counter);

/*
 * The same as fugu_put, and tells the other rank: bytes that have come are added to *arrived, an address over there,
 * which is waited for with fugu_active_wait_until.
 */
void fugu_store(uint32_t rank, void *to, const void *from, size_t bytes, struct fugu_counter *counter,
    volatile uint64_t *arrived);

/* Handles messages until what a counter was given to is done. */
void fugu_counter_wait(const struct fugu_counter *counter);

/* The same for all that this rank has begun and asked for: every handler has run, and every reply's. */
void fugu_sync(void);

/* All ranks call it: for all that any of them has begun before. */
void fugu_sync_all(void);

#ifdef __cplusplus
}
#endif

#endif

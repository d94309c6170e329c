/*
 * Remote invocation: a handler finds a place for what is asked, and a thread that serves begins it. Handlers may
 * interrupt a change of threads, so they touch places only.
 */
#include <exos.h>
#include <fugu/invoke.h>

#define PENDING 1

/* One invocation that this rank runs for another. */
struct place {
    enum { FREE, ACCEPTED, BEGUN } state;
    uint32_t source;
    uint64_t (*function)(uint64_t);
    uint64_t argument;
    uint64_t future; /* over there */
};

static volatile struct place places[FUGU_INVOKE_THREADS];
static struct fugu_thread threads[FUGU_INVOKE_THREADS];
static fugu_guaranteed _Alignas(16) char stacks[FUGU_INVOKE_THREADS][FUGU_INVOKE_STACK];

/* Places in the order in which they were accepted; as many as there are places always fit. */
static volatile uint32_t accepted[FUGU_INVOKE_THREADS], accepted_in, accepted_out;

/* Of this rank's own invocations. */
static volatile uint64_t asked, settled;

/* ---- on the rank that is asked */

static void refused(uint32_t source, uint64_t future)
{
    (void)source;
    ((struct fugu_future *)future)->state = FUGU_E_OUT_OF_SLOTS;
    settled++;
}

static void ended(uint32_t source, uint64_t future, uint64_t result)
{
    (void)source;
    ((struct fugu_future *)future)->result = result;
    ((struct fugu_future *)future)->state = 0;
    settled++;
}

static void accept(struct fugu_caller *caller, uint64_t function, uint64_t argument, uint64_t future)
{
    uint32_t i = 0;
    while (i < FUGU_INVOKE_THREADS && places[i].state != FREE) i++;
    if (i == FUGU_INVOKE_THREADS) {
        fugu_reply(caller, refused, future);
        return;
    }
    volatile struct place *place = &places[i];
    place->state = ACCEPTED;
    place->source = caller->rank;
    place->function = (uint64_t (*)(uint64_t))function;
    place->argument = argument;
    place->future = future;
    accepted[accepted_in++ % FUGU_INVOKE_THREADS] = i;
}

/*
 * The place is free while this thread still runs on its stack. It may be given away at once; but what is put there
 * begins only when another thread serves, and then this one does not run any more.
 */
static void *run(void *argument)
{
    volatile struct place *place = argument;
    uint64_t result = place->function(place->argument);
    fugu_send(place->source, ended, place->future, result);
    place->state = FREE;
    return NULL;
}

static void begin_accepted(void)
{
    while (accepted_out != accepted_in) {
        uint32_t i = accepted[accepted_out++ % FUGU_INVOKE_THREADS];
        places[i].state = BEGUN;
        fugu_thread_make(&threads[i], run, (void *)&places[i], stacks[i], FUGU_INVOKE_STACK);
    }
}

void fugu_invoke_serve(void)
{
    fugu_active_poll();
    begin_accepted();
    fugu_pause();
    fugu_thread_yield();
}

/* ---- on the rank that asks */

int64_t fugu_invoke(uint32_t rank, uint64_t (*function)(uint64_t), uint64_t argument, struct fugu_future *future)
{
    if (rank >= fugu_ranks()) return FUGU_E_BAD_ARGUMENT;
    future->state = PENDING;
    asked++;
    fugu_request(rank, accept, (uintptr_t)function, argument, (uintptr_t)future);
    return 0;
}

int64_t fugu_future_wait(const struct fugu_future *future)
{
    while (future->state == PENDING) fugu_invoke_serve();
    return future->state;
}

/*
 * ---- whether all is settled
 *
 * Rank 0 asks each rank whether it is in fugu_invoke_settle, how many invocations it has asked for, and how many of
 * them are pending, and does so again. If all are there, nothing was pending in either wave and nothing was asked for
 * between the two, then no thread of an invocation ran between them, since somebody would have waited for it; and so
 * none is left to ask for another (Mattern, 1987, has the argument for messages).
 */
static volatile uint64_t entered, left; /* how often this rank has entered fugu_invoke_settle, and was let go */

static struct {
    volatile uint32_t answers;
    volatile uint64_t asked, pending, missing;
} wave;

static void take_report(uint32_t source, uint64_t times, uint64_t invocations, uint64_t pending)
{
    (void)source;
    wave.missing += times != entered;
    wave.asked += invocations;
    wave.pending += pending;
    wave.answers++;
}

static void report(struct fugu_caller *caller)
{
    fugu_reply(caller, take_report, entered, asked, asked - settled);
}

static void leave(uint32_t source)
{
    (void)source;
    left++;
}

/* Answers how many invocations there have been, if none is pending and all ranks are here; or -1. */
static int64_t ask_all(void)
{
    wave.answers = 0;
    wave.asked = wave.pending = wave.missing = 0;
    for (uint32_t rank = 0; rank < fugu_ranks(); rank++) fugu_request(rank, report);
    while (wave.answers < fugu_ranks()) fugu_invoke_serve();
    return wave.pending || wave.missing ? -1 : (int64_t)wave.asked;
}

static void let_all_go(void)
{
    int64_t before = -1, now = -1;
    do {
        before = now;
        now = ask_all();
    } while (now < 0 || now != before);
    for (uint32_t rank = 0; rank < fugu_ranks(); rank++) fugu_send(rank, leave);
}

void fugu_invoke_settle(void)
{
    entered++;
    if (fugu_rank() == 0) let_all_go();
    while (left != entered) fugu_invoke_serve();
}

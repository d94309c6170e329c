/*
 * Handlers that run while their rank does not. Rank 1 makes processes that have the processor nearly all the time;
 * what rank 0 sends to it is put where it wants it, answered, left to it or thrown away by handlers meanwhile. What
 * cannot be a handler is refused.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/environment.h>
#include <fugu/handler.h>

#define SLICE 20000
#define REQUESTS 24
#define PLACES 16
#define MARKED 8 /* a request that a handler answers */
#define STRAYS 4
#define PAUSE 3000
#define CHILD_FRAMES 4

struct data {
    uint64_t place[PLACES];
    uint64_t by_handler, reply, ranks, notes;
    uint64_t stack[8];
};

static fugu_guaranteed __attribute__((aligned(1024))) struct data data;
static volatile uint64_t answers, answered, by_rank, odd, ended, failures;

static void check(bool good, const char *what)
{
    if (good) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static void expect(int64_t found, int64_t wanted, const char *what)
{
    if (found == wanted) return;
    printf("rank %u: %s: %lld, not %lld\n", (unsigned)fugu_rank(), what, (long long)found, (long long)wanted);
    exit(1);
}

/* ------------------------------------------------------------------ what rank 0 hears */

static void on_answer(uint32_t source, uint64_t index, uint64_t value)
{
    check(source == 1 && index == answers, "an answer came out of turn");
    answered = value;
    answers++;
}

/* ------------------------------------------------------------------ what rank 1 is asked, by itself and by handlers */

/* An operand is put where it belongs, and answered. */
FUGU_HANDLER(put, struct data *, mine)
{
    uint64_t index = fugu_handler_operand(0);
    uint64_t value = fugu_handler_operand(1);
    mine->place[index % PLACES] = value;
    mine->by_handler++;
    return fugu_handler_reply(mine->reply, index, value + 1) ? FUGU_HANDLER_DONE : FUGU_HANDLER_PASS;
}

static void on_put(uint32_t source, uint64_t index, uint64_t value)
{
    data.place[index % PLACES] = value;
    by_rank++;
    fugu_send(source, on_answer, index, value + 1);
}

/* Even numbers are thrown away, odd ones left to the rank. It has more variables than registers. */
FUGU_HANDLER(sort, struct data *, mine)
{
    uint64_t number = fugu_handler_operand(0);
    mine->notes += number;
    return number % 2 == 0 ? FUGU_HANDLER_DONE : FUGU_HANDLER_PASS;
}

static void on_sort(uint32_t source, uint64_t number)
{
    (void)source;
    if (number % 2) odd += number;
}

/* Wakes the rank. */
FUGU_HANDLER(end, struct data *, mine)
{
    mine->place[0] = fugu_handler_operand(0);
    mine->ranks = 0;
    return FUGU_HANDLER_WAKE;
}

static void on_end(uint32_t source, uint64_t value)
{
    (void)source;
    data.place[0] = value;
    data.ranks = 0;
}

/* Sends to a rank that there is not. */
FUGU_HANDLER(stray, struct data *, mine)
{
    mine->by_handler++;
    return fugu_handler_send((uint32_t)mine->ranks, mine->reply) ? FUGU_HANDLER_DONE : FUGU_HANDLER_PASS;
}

static void on_stray(uint32_t source)
{
    (void)source;
    failures++;
}

/* ------------------------------------------------------------------ what is refused */

FUGU_HANDLER(beyond, struct data *, mine)
{
    return mine->place[fugu_handler_operand(0)];
}

FUGU_HANDLER(loop, volatile struct data *, mine)
{
    while (!mine->notes) {}
    return FUGU_HANDLER_DONE;
}

FUGU_HANDLER(global, struct data *, mine)
{
    (void)mine;
    by_rank = 0;
    return FUGU_HANDLER_DONE;
}

FUGU_HANDLER(call, struct data *, mine)
{
    return (uint64_t)fugu_call(FUGU_SYS_NULL, (uintptr_t)mine, 0, 0, 0, 0);
}

static void refuse(void)
{
    expect(fugu_handler_set(0, beyond, &data, sizeof data, on_put), FUGU_E_UNSAFE_CODE, "an index without a bound");
    expect(fugu_handler_set(0, loop, &data, sizeof data, on_put), FUGU_E_UNSAFE_CODE, "a loop");
    expect(fugu_handler_set(0, global, &data, sizeof data, on_put), FUGU_E_UNSAFE_CODE, "an address of its own");
    expect(fugu_handler_set(0, call, &data, sizeof data, on_put), FUGU_E_UNSAFE_CODE, "a system call");
    expect(fugu_handler_set(0, put, &data, 64, on_put), FUGU_E_UNSAFE_CODE, "more data than it has");
    expect(fugu_handler_set(0, put, &data, 4097, on_put), FUGU_E_BAD_ARGUMENT, "more than a page");
    expect(fugu_handler_set(0, put, &data, 0, on_put), FUGU_E_BAD_ARGUMENT, "no data");
    expect(fugu_handler_set(4, put, &data, sizeof data, on_put), FUGU_E_BAD_ARGUMENT, "a number that there is not");
    expect(fugu_handler_set(0, put, (char *)&data + 4, 64, on_put), FUGU_E_BAD_ADDRESS, "data at an odd address");
    expect(fugu_handler_set(0, put, (char *)&data + 8, 4096, on_put), FUGU_E_BAD_ADDRESS, "data in two pages");
    expect(fugu_handler_set(0, put, (void *)&answers, 64, on_put), FUGU_E_BAD_ADDRESS, "data that may be away");
    struct fugu_handler nowhere = {.code = 0x1000, .code_bytes = 8, .data = (uintptr_t)&data, .data_bytes = 64};
    expect(fugu_handler_install(0, &nowhere), FUGU_E_BAD_ADDRESS, "code that is not there");
    nowhere.code_bytes = FUGU_HANDLER_BYTES + 2;
    expect(fugu_handler_install(0, &nowhere), FUGU_E_BAD_ARGUMENT, "too much code");
    expect(fugu_handler_remove(3), 0, "taking away what is not there");
}

/* ------------------------------------------------------------------ the ranks */

static _Noreturn int spin(uint64_t argument)
{
    (void)argument;
    for (volatile uint64_t i = 0;; i++) {}
}

static void serve(void)
{
    struct fugu_process others[2];
    uint32_t processor = fugu_boot->cap_processor;
    data.reply = (uintptr_t)on_answer;
    data.ranks = fugu_ranks();
    refuse();
    expect(fugu_handler_set(0, put, &data, sizeof data, on_put), 0, "a handler that answers");
    expect(fugu_handler_set(1, sort, &data, sizeof data, on_sort), 0, "one that sorts");
    expect(fugu_handler_set(2, end, &data, sizeof data, on_end), 0, "one that wakes");
    expect(fugu_handler_set(3, stray, &data, sizeof data, on_stray), 0, "one that fails");
    for (int i = 0; i < 2; i++) {
        expect(fugu_process_make(&others[i], spin, 0, CHILD_FRAMES), 0, "a process");
        expect(fugu_slice_take(processor, 2 + i, SLICE, others[i].environment), 0, "its slice");
    }
    expect(fugu_slice_take(processor, 1, 2000, 0), 0, "a slice for oneself");
    fugu_barrier();
    uint64_t before = fugu_atomic_begin();
    while (data.ranks) fugu_wait();
    fugu_atomic_end(before);
    while (fugu_poll()) {}
    expect((int64_t)data.place[0], 99, "the last note");
    for (uint64_t i = 1; i < PLACES; i++) check(data.place[i] % 1000 == i, "an operand is not in its place");
    expect((int64_t)odd, 1 + 3 + 5 + 7, "what was left");
    expect((int64_t)failures, STRAYS, "what no handler took");
    check(data.by_handler > by_rank, "handlers have answered less than the rank");
    for (int i = 0; i < 2; i++) fugu_process_end(&others[i]);
    for (uint32_t i = 0; i < FUGU_HANDLER_MOST; i++) expect(fugu_handler_remove(i), 0, "taking a handler away");
}

static void pause(uint64_t cycles)
{
    for (uint64_t until = fugu_cycles() + cycles; fugu_cycles() < until;) {}
}

static void ask(void)
{
    fugu_barrier();
    for (uint64_t i = 0; i < REQUESTS; i++) {
        uint64_t value = 1000 * i + i % PLACES;
        if (i == MARKED) fugu_metric("marked_request", (int64_t)fugu_cycles());
        fugu_send(1, on_put, i, value);
        fugu_wait_until(answers == i + 1);
        expect((int64_t)answered, (int64_t)value + 1, "an answer");
        pause(PAUSE);
    }
    for (uint64_t i = 1; i <= 8; i++) {
        fugu_send(1, on_sort, i);
        pause(PAUSE);
    }
    for (int i = 0; i < STRAYS; i++) {
        fugu_send(1, on_stray);
        pause(PAUSE);
    }
    fugu_send(1, on_end, 99);
}

int main(void)
{
    if (fugu_rank() == 1) serve();
    else if (fugu_rank() == 0) ask();
    else fugu_barrier();
    fugu_barrier();
    if (fugu_rank() == 0) printf("handlers have put, answered, sorted and ended\n");
    return 0;
}

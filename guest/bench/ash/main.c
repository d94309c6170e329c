/*
 * What a request to a node takes on which several processes are runnable: ash [requests].
 *
 * Rank 0 asks rank 1, which has one process of several on its node. The others compute in slices of the same length;
 * that of rank 1 looks for a message in its own and gives the rest of it away. program_N is the mean of a request and its answer, in cycles, beside N others, if rank 1's program
 * answers: it has to have its slice. handler_N is the same with a handler in the kernel, which answers while others
 * have theirs (application-specific safe handlers; Exokernel, SOSP 1995, section 6.3).
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/environment.h>
#include <fugu/handler.h>

#define OTHERS 4
#define SLICE 2000
#define REQUESTS 16
#define WARM 2
#define LEAST_PAUSE 2500 /* what handlers take is at most an eighth */

struct echo {
    uint64_t reply, count, stack[6];
};

static fugu_guaranteed __attribute__((aligned(64))) struct echo echo;
static volatile uint64_t answers, others, handled, changes, ready;

static int64_t must(int64_t answer, const char *what)
{
    if (answer >= 0) return answer;
    printf("%s: %lld\n", what, (long long)answer);
    exit(1);
}

static void on_answer(uint32_t source, uint64_t count)
{
    (void)source;
    (void)count;
    answers++;
}

FUGU_HANDLER(answer, struct echo *, mine)
{
    mine->count++;
    return fugu_handler_reply(mine->reply, mine->count) ? FUGU_HANDLER_DONE : FUGU_HANDLER_PASS;
}

static void on_request(uint32_t source)
{
    echo.count++;
    fugu_send(source, on_answer, echo.count);
}

static void on_change(uint32_t source, uint64_t count, uint64_t by_handler)
{
    (void)source;
    others = count;
    handled = by_handler;
    changes++;
}

static void on_ready(uint32_t source)
{
    (void)source;
    ready++;
}

static _Noreturn int compute(uint64_t argument)
{
    (void)argument;
    for (volatile uint64_t i = 0;; i++) {}
}

/* Rank 1 answers, and is told how many others there shall be. */
static void serve(void)
{
    struct fugu_process made[OTHERS];
    uint64_t count = 0, seen = 0;
    uint32_t processor = fugu_boot->cap_processor;
    echo.reply = (uintptr_t)on_answer;
    must(fugu_slice_take(processor, 0, SLICE, 0), "a slice");
    for (;;) {
        while (changes == seen) {
            if (!fugu_poll()) fugu_slice_yield(0);
        }
        seen++;
        if (others == 0) break;
        for (; count < others; count++) {
            must(fugu_process_make(&made[count], compute, 0, 2), "a process");
            must(fugu_slice_take(processor, (uint32_t)count + 1, SLICE, made[count].environment), "its slice");
        }
        if (handled) must(fugu_handler_set(0, answer, &echo, sizeof echo, on_request), "the handler");
        else must(fugu_handler_remove(0), "taking the handler away");
        fugu_send(0, on_ready);
    }
    while (count > 0) fugu_process_end(&made[--count]);
}

/* Another time each time, so that requests come at all times of a slice. */
static void pause(void)
{
    static uint64_t random = 1995;
    random = random * 6364136223846793005u + 1442695040888963407u;
    uint64_t cycles = LEAST_PAUSE + (random >> 33) % SLICE;
    for (uint64_t until = fugu_cycles() + cycles; fugu_cycles() < until;) {}
}

static void change(uint64_t count, uint64_t by_handler)
{
    uint64_t before = ready;
    fugu_send(1, on_change, count, by_handler);
    if (count) fugu_wait_until(ready > before);
}

static void measure(uint64_t count, uint64_t by_handler, uint64_t requests)
{
    static char name[] = "program_0";
    uint64_t sum = 0;
    change(count, by_handler);
    for (uint64_t i = 0; i < WARM + requests; i++) {
        pause();
        uint64_t before = fugu_cycles(), seen = answers;
        fugu_send(1, on_request);
        while (answers == seen) fugu_poll();
        if (i >= WARM) sum += fugu_cycles() - before;
    }
    snprintf(name, sizeof name, "%s_%u", by_handler ? "handler" : "program", (unsigned)count);
    uint64_t mean = (sum + requests / 2) / requests;
    fugu_metric(name, (int64_t)mean);
    fugu_metric_unit(name, "cycles");
    printf("%s %lu\n", name, (unsigned long)mean);
}

int main(int argc, char **argv)
{
    uint64_t requests = argc > 1 ? strtoull(argv[1], NULL, 10) : REQUESTS;
    if (requests < 1) requests = 1;
    if (fugu_rank() == 1) {
        serve();
    } else if (fugu_rank() == 0) {
        for (uint64_t count = 1; count <= OTHERS; count++) {
            measure(count, 0, requests);
            measure(count, 1, requests);
        }
        change(0, 0);
    }
    fugu_barrier();
    return 0;
}

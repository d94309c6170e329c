/*
 * Message interrupts in the middle of everything. The main line computes with floating point and walks
 * through more pages than the TLB holds; so do the handlers, which interrupt it at any place, miss the
 * TLB themselves, and send on. Nothing may be lost on either side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <fugu/fugu.h>

#define PAGES 160
#define WORDS (FUGU_PAGE_BYTES / 8)
#define TOKENS 4
#define HOPS 200
#define ROUND_UP 3 /* not what a program starts with, so that losing fcsr shows */

static uint64_t *main_pages, *handler_pages;
static volatile uint64_t taken; /* tokens that came by here */
static volatile uint64_t ended; /* tokens that ended their way here */
static double handler_sum;
static uint64_t touched;

static void check(bool good, const char *what)
{
    if (good) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

/* Leaves nothing in the floating-point registers that a function may change, nor in fcsr. */
static void spoil_floats(void)
{
    __asm__ volatile(
        "fscsr zero\n"
        ".irp register, ft0, ft1, ft2, ft3, ft4, ft5, ft6, ft7, ft8, ft9, ft10, ft11, "
        "fa0, fa1, fa2, fa3, fa4, fa5, fa6, fa7\n"
        "fmv.d.x \\register, %0\n"
        ".endr"
        :
        : "r"(-1l)
        : "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "ft8", "ft9", "ft10", "ft11", "fa0", "fa1", "fa2",
          "fa3", "fa4", "fa5", "fa6", "fa7");
}

/* A token goes from rank to rank until it has no hops left. */
static void token(uint32_t source, uint64_t hops)
{
    (void)source;
    taken++;
    handler_sum += 0.5 * (double)hops;
    spoil_floats();
    for (int i = 0; i < 7; i++) handler_pages[touched++ % PAGES * WORDS]++;
    if (hops == 0) ended++;
    else fugu_send((fugu_rank() + 1) % fugu_ranks(), token, hops - 1);
}

/* Some work with a result that shows any register gone wrong. */
static double work(unsigned steps)
{
    double a = 1.0, b = 0.5, c = 0.25, d = 2.0;
    for (unsigned i = 0; i < steps; i++) {
        main_pages[(size_t)(i * 37 % PAGES) * WORDS + 1]++;
        a = a * 0.75 + b;
        b = b * 0.5 + c * d;
        c = c * 0.875 + 1.0 / (a + 1.0);
        d = d * 0.5 + a;
    }
    return a + b + c + d;
}

static uint64_t sum_pages(const uint64_t *pages, size_t word)
{
    uint64_t sum = 0;
    for (size_t page = 0; page < PAGES; page++) sum += pages[page * WORDS + word];
    return sum;
}

static volatile unsigned stopped;

static void stop(uint32_t source)
{
    (void)source;
    fugu_interrupts_disable();
    stopped++;
}

/* A little longer for each number, by steps shorter than any loop. */
static void wait_about(unsigned number)
{
    for (volatile unsigned i = 0; i < number / 8; i++) {}
    if (number & 1) __asm__ volatile(".rept 9; nop; .endr");
    if (number & 2) __asm__ volatile(".rept 18; nop; .endr");
    if (number & 4) __asm__ volatile(".rept 36; nop; .endr");
}

/* A handler stops the interrupts wherever a polling main line is: what that has seen of the queue is no longer so. */
static void stop_while_polling(unsigned times)
{
    for (unsigned round = 0; round < times; round++) {
        fugu_barrier();
        fugu_interrupts_enable();
        if (fugu_rank() % 2) wait_about(round); /* its neighbour polls already */
        fugu_send((fugu_rank() + 1) % fugu_ranks(), stop);
        while (stopped <= round) fugu_poll();
    }
    fugu_barrier();
}

int main(void)
{
    main_pages = sbrk(PAGES * FUGU_PAGE_BYTES); /* zeroed frames, which calloc would zero again */
    handler_pages = sbrk(PAGES * FUGU_PAGE_BYTES);
    check(main_pages != (void *)-1 && handler_pages != (void *)-1, "no memory");
    __asm__ volatile("fsrmi %0" : : "i"(ROUND_UP));

    enum { STEPS = 400 };
    double expected = work(STEPS);
    uint64_t rounds = 1;
    fugu_interrupts_enable();
    fugu_barrier();
    for (unsigned i = 0; i < TOKENS; i++) fugu_send(fugu_rank(), token, HOPS);

    /* Each rank's tokens end on the same rank, so TOKENS end on each. */
    for (; ended < TOKENS; rounds++) check(work(STEPS) == expected, "the main line was disturbed");
    fugu_barrier();
    fugu_interrupts_disable();
    check(taken == TOKENS * (HOPS + 1), "a token was lost, or came twice");
    check(sum_pages(handler_pages, 0) == 7 * taken, "a handler's store was lost");
    check(sum_pages(main_pages, 1) == STEPS * rounds, "a store of the main line was lost");
    stop_while_polling(64);
    check(handler_sum == TOKENS * 0.5 * (HOPS * (HOPS + 1) / 2), "a handler's sum is wrong");
    fugu_barrier();
    if (fugu_rank() == 0) puts("Neither the main line nor a handler lost anything.");
    return 0;
}

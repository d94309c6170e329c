/*
 * User direct messaging, what its operations cost the processor: udm [kernel].
 *
 * Rank 0 measures on itself: sending a null message; taking one by polling, with the call of a null handler
 * and its return; and being interrupted by one, entry, null handler and return included. A sequence is measured
 * by the cycle counter around it, less the same without it, with its instructions near.
 *
 * Beside the least that each operation takes stands what the library's do: fugu_send, and fugu_poll, which keeps
 * the handler in an atomic section.
 *
 * With `kernel` the interrupt's entry is that of a kernel's own messages: the handler belongs to the kernel, so it
 * saves only the registers it uses, can take no fault, and looks for no second message.
 */
#include <stdio.h>
#include <string.h>

#include <fugu/fugu.h>

static void null_handler(uint32_t source)
{
    (void)source;
}

/* Lets what was launched come in, even where nodes take turns of 1,000 cycles. */
static void settle(void)
{
    for (uint64_t until = fugu_cycles() + 3000; fugu_cycles() < until;) {}
}

static void empty_queue(void)
{
    settle();
    while (fugu_poll()) {}
}

/* Two descriptor words and the launch. */
static __attribute__((noinline)) uint64_t send_once(uint64_t to, uint64_t handler)
{
    uint64_t before, after;
    __asm__ volatile(".balign 64\n\trdcycle %0\n\tcsrw %4, %2\n\tcsrw %5, %3\n\tcsrwi %6, 1\n\trdcycle %1"
                     : "=&r"(before), "=&r"(after)
                     : "r"(to), "r"(handler), "i"(FUGU_CSR_UO0), "i"(FUGU_CSR_UO1), "i"(FUGU_CSR_ULAUNCH)
                     : "memory");
    return after - before;
}

/*
 * Is there one (its handler is not 0), drop it, call its handler, which returns. The handler stands in the same
 * lines, so that nothing has to be fetched.
 */
static __attribute__((noinline)) uint64_t poll_once(void)
{
    uint64_t before, after;
    __asm__ volatile(".balign 64\n"
                     "\trdcycle %0\n"
                     "\tcsrr t0, %2\n"
                     "\tbeqz t0, 1f\n"
                     "\tjalr t1, t0\n"
                     "1:\trdcycle %1\n"
                     : "=&r"(before), "=&r"(after)
                     : "i"(FUGU_CSR_UI1)
                     : "t0", "t1", "memory");
    return after - before;
}

void polled(void);
__asm__(".text\n\t.balign 64\npolled:\n\tcsrw 0x80A, zero\n\tjr t1");

static __attribute__((noinline)) uint64_t library_send(void)
{
    uint64_t before = fugu_cycles();
    fugu_send(fugu_rank(), null_handler);
    return fugu_cycles() - before;
}

static __attribute__((noinline)) uint64_t library_poll(void)
{
    uint64_t before = fugu_cycles();
    fugu_poll();
    return fugu_cycles() - before;
}

void kernel_entry(void);
__asm__(".text\n"
        "\t.balign 64\n"
        "kernel_entry:\n"
        "\taddi sp, sp, -64\n"
        "\tsd ra, 0(sp)\n\tsd t0, 8(sp)\n\tsd t1, 16(sp)\n\tsd a0, 24(sp)\n\tsd a1, 32(sp)\n\tsd a2, 40(sp)\n"
        "\tcsrr a0, 0xCC0\n"
        "\tcsrr t0, 0xCC1\n"
        "\tcsrr a1, 0xCC2\n"
        "\tcsrr a2, 0xCC3\n"
        "\tcsrw 0x80A, zero\n"
        "\tjalr t0\n"
        "\tld ra, 0(sp)\n\tld t0, 8(sp)\n\tld t1, 16(sp)\n\tld a0, 24(sp)\n\tld a1, 32(sp)\n\tld a2, 40(sp)\n"
        "\taddi sp, sp, 64\n"
        "\tcsrw 0x80F, zero\n");

/* The time of a loop that does nothing, in which a message may come in. */
static __attribute__((noinline)) uint64_t spin(void)
{
    uint64_t before, after;
    __asm__ volatile(".balign 64\n"
                     "\tli t0, 400\n"
                     "\trdcycle %0\n"
                     "1:\taddi t0, t0, -1\n"
                     "\tbnez t0, 1b\n"
                     "\trdcycle %1\n"
                     : "=&r"(before), "=&r"(after)
                     :
                     : "t0", "memory");
    return after - before;
}

static uint64_t interrupted(bool kernel)
{
    uint64_t took = 0;
    if (kernel) fugu_csr_write(FUGU_CSR_UIVEC, (uintptr_t)kernel_entry);
    else fugu_interrupts_enable_integer();
    for (int i = 0; i < 3; i++) { /* the last time everything is near */
        uint64_t quiet = spin();
        fugu_send(fugu_rank(), null_handler);
        took = spin() - quiet;
    }
    fugu_interrupts_disable();
    return took;
}

static void report(const char *name, uint64_t cycles)
{
    fugu_metric(name, (int64_t)cycles);
    fugu_metric_unit(name, "cycles");
    printf("%s %lu\n", name, (unsigned long)cycles);
}

int main(int argc, char **argv)
{
    bool kernel = argc == 2 && !strcmp(argv[1], "kernel");
    if (argc > 2 || (argc == 2 && !kernel)) {
        if (fugu_rank() == 0) puts("usage: udm [kernel]");
        return 2;
    }
    fugu_barrier();
    if (fugu_rank() == 0) {
        uint64_t send = 0, poll = 0;
        for (int i = 0; i < 3; i++) {
            send = send_once(fugu_rank(), (uintptr_t)null_handler);
            empty_queue();
        }
        for (int i = 0; i < 3; i++) {
            send_once(fugu_rank(), (uintptr_t)polled);
            settle();
            poll = poll_once();
        }
        report("send_cycles", send - 1);
        report("poll_cycles", poll - 1);
        for (int i = 0; i < 3; i++) {
            send = library_send();
            settle();
            poll = library_poll();
        }
        report("library_send_cycles", send - 1);
        report("library_poll_cycles", poll - 1);
        report("interrupt_cycles", interrupted(kernel));
    }
    fugu_barrier();
    return 0;
}

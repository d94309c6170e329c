/*
 * What a program may not do to the network interface, and whether it is stopped: protection [rounds].
 *
 * Forged groups: a launch through each endpoint slot that is not bound, and to a rank that the job does not have; and a
 * message whose header claims a group, which has to arrive without it. Direct access: writes to the registers of the
 * interface that only show, to registers of the kernel, and to the page on which the machine describes itself. DMA:
 * bulk data from a page that is not there, and into it. Each has to raise its exception; a handler counts and goes on
 * behind the instruction.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define PAGE 0x30000000ul /* in nobody's segment */
#define NONE 63           /* no exception has this number */
#define SLOTS 16
#define MOST 1000000000
#define HEADER_CLAIM 0x7ff00000u /* every bit of a header that is neither rank, nor slot, nor the program's */
#define BULK_BYTES 64

static uint64_t fugu_guaranteed tried, stopped;

/* Goes on behind the instruction, which is four bytes long. */
void go_on(void);
__asm__(".text\n"
        "\t.balign 64\n"
        "go_on:\n"
        "\tcsrw 0x813, t0\n"
        "\tcsrr t0, 0x80E\n"
        "\taddi t0, t0, 4\n"
        "\tcsrw 0x80E, t0\n"
        "\tcsrr t0, 0x813\n"
        "\tcsrw 0x80F, zero\n");

void exos_exception_entry(void);

static inline __attribute__((always_inline)) void count(bool was_stopped)
{
    tried++;
    stopped += was_stopped;
}

#define ATTEMPT(cause, instruction, ...)                                                          \
    do {                                                                                          \
        fugu_csr_write(FUGU_CSR_UCAUSE, NONE);                                                    \
        __asm__ volatile(".option push\n\t.option norvc\n\t" instruction "\n\t.option pop"        \
                         : : __VA_ARGS__ : "memory");                                             \
        count((fugu_csr_read(FUGU_CSR_UCAUSE) & 0xff) == (cause));                                \
    } while (0)

static void launches(void)
{
    for (uint64_t slot = 1; slot < SLOTS; slot++) {
        fugu_csr_write(FUGU_CSR_UO0, slot << 16);
        fugu_csr_write(FUGU_CSR_UO1, 0);
        ATTEMPT(FUGU_CAUSE_WRONG_GROUP, "csrw %0, %1", "i"(FUGU_CSR_ULAUNCH), "r"(1ul));
    }
    fugu_csr_write(FUGU_CSR_UO0, fugu_ranks());
    ATTEMPT(FUGU_CAUSE_WRONG_GROUP, "csrw %0, %1", "i"(FUGU_CSR_ULAUNCH), "r"(1ul));

    fugu_csr_write(FUGU_CSR_UO0, HEADER_CLAIM | fugu_rank());
    fugu_csr_write(FUGU_CSR_ULAUNCH, 1);
    while (!(fugu_csr_read(FUGU_CSR_USTAT) & FUGU_STATUS_AVAILABLE)) {}
    count((uint32_t)fugu_csr_read(FUGU_CSR_UI0) == fugu_rank());
    fugu_csr_write(FUGU_CSR_UDISPOSE, 0);
}

static void registers(void)
{
    ATTEMPT(FUGU_CAUSE_ILLEGAL_INSTRUCTION, "csrw %0, %1", "i"(FUGU_CSR_UI0), "r"(0ul));
    ATTEMPT(FUGU_CAUSE_ILLEGAL_INSTRUCTION, "csrw %0, %1", "i"(FUGU_CSR_UI7), "r"(0ul));
    ATTEMPT(FUGU_CAUSE_ILLEGAL_INSTRUCTION, "csrw %0, %1", "i"(FUGU_CSR_USTAT), "r"(0ul));
    ATTEMPT(FUGU_CAUSE_ILLEGAL_INSTRUCTION, "csrw %0, %1", "i"(FUGU_CSR_URANK), "r"(0ul));
    ATTEMPT(FUGU_CAUSE_ILLEGAL_INSTRUCTION, "csrw %0, %1", "i"(FUGU_CSR_UNODE), "r"(0ul));
    ATTEMPT(FUGU_CAUSE_ILLEGAL_INSTRUCTION, "csrw 0x180, %0", "r"(0ul)); /* where the supervisor has its page table */
    ATTEMPT(FUGU_CAUSE_ILLEGAL_INSTRUCTION, "csrw 0x105, %0", "r"(0ul)); /* and takes its traps */
    uint64_t device = fugu_csr_read(FUGU_CSR_UNODE) & ~(FUGU_PAGE_BYTES - 1ul);
    ATTEMPT(FUGU_CAUSE_STORE_PAGE_FAULT, "sd zero, 0(%0)", "r"(device));
}

static void bulk_data(void)
{
    fugu_csr_write(FUGU_CSR_UO0, fugu_rank());
    fugu_csr_write(FUGU_CSR_UO1, 0);
    fugu_csr_write(FUGU_CSR_UO2, 0);
    fugu_csr_write(FUGU_CSR_UO3, 0);
    fugu_csr_write(FUGU_CSR_UO4, PAGE);
    fugu_csr_write(FUGU_CSR_UO5, BULK_BYTES);
    ATTEMPT(FUGU_CAUSE_LOAD_PAGE_FAULT, "csrw %0, %1", "i"(FUGU_CSR_ULAUNCH), "r"((uint64_t)FUGU_LAUNCH_BULK(2)));

    uint64_t own[BULK_BYTES / sizeof(uint64_t)] = {0};
    fugu_csr_write(FUGU_CSR_UO4, (uintptr_t)own);
    fugu_csr_write(FUGU_CSR_ULAUNCH, FUGU_LAUNCH_BULK(2));
    while (!(fugu_csr_read(FUGU_CSR_USTAT) & FUGU_STATUS_AVAILABLE)) {}
    ATTEMPT(FUGU_CAUSE_STORE_PAGE_FAULT, "csrw %0, %1", "i"(FUGU_CSR_USINK), "r"(PAGE));
    fugu_csr_write(FUGU_CSR_UDISPOSE, 0);
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    bool unit = !(fugu_csr_read(FUGU_CSR_USTAT) & FUGU_STATUS_NO_UNIT);
    if (rounds < 1 || rounds > MOST || argc > 2 || !unit) {
        if (fugu_rank() == 0) printf("usage: protection [rounds], on a machine with a message unit\n");
        return 2;
    }
    fugu_barrier();
    fugu_exception_entry((uintptr_t)go_on);
    for (unsigned long i = 0; i < rounds; i++) {
        launches();
        registers();
        bulk_data();
    }
    fugu_exception_entry((uintptr_t)exos_exception_entry);
    fugu_barrier();
    if (fugu_rank() == 0) {
        fugu_metric("stopped_per_cent", (int64_t)(100 * stopped / tried));
        fugu_metric_unit("stopped_per_cent", "per cent");
        printf("%lu of %lu attempts were stopped.\n", (unsigned long)stopped, (unsigned long)tried);
    }
    return stopped == tried ? 0 : 1;
}

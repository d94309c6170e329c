/*
 * Attacks that a program can try by itself, one a run: intruder ATTACK. Beside each stands how the run must end.
 *
 * frames      takes frames until there are no more, then names until there are no more slots: 0
 * tickets     makes tickets until it may not have more: 0
 * replay      uses a handle that it deleted, and a ticket twice: 0, all refused
 * atomic      both ranks send for ever, in an atomic section that never ends: memory_limit, or cycle_limit before that
 * handlers    its interrupt handler returns and does not dispose of the message: trapped, dispose_failure
 * modify      writes over its own instructions: trapped, store_page_fault
 * misaligned  an atomic operation on a word that is not aligned: trapped, store_misaligned
 * stack       the stack on which exceptions are taken is a page of the device: trapped, store_page_fault
 * nested      the first instruction of its exception handler raises an exception: cycle_limit
 * nowhere     its exception handler is on a page that is not there: trapped, fetch_page_fault
 * launch      sends to a rank that the job does not have: trapped, wrong_group
 * kernel      writes a register that only kernels have: trapped, illegal_instruction
 */
#include <stdio.h>
#include <string.h>

#include <fugu/capability.h>
#include <fugu/fugu.h>

#define PAGE 0x30000000 /* in nobody's segment */
#define MOST 100000

static uint32_t refused;

/* Calls until it is refused; an answer of none is not an attack that was tried. */
#define until_refused(call)                                                               \
    ({                                                                                    \
        uint32_t times_ = 0;                                                              \
        int64_t answer_ = 0;                                                              \
        while (times_ < MOST && (answer_ = (call)) >= 0) times_++;                        \
        refused += answer_ < 0;                                                           \
        times_;                                                                           \
    })

static int frames(void)
{
    uint32_t own = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    uint32_t taken = until_refused(fugu_frame_allocate(fugu_boot->cap_memory, 64));
    taken += until_refused(fugu_frame_allocate(fugu_boot->cap_memory, 1));
    uint32_t named = until_refused(fugu_cap_derive(own, FUGU_RIGHT_READ));
    return refused == 3 && taken > 0 && named > 0 ? 0 : 1;
}

static int tickets(void)
{
    uint32_t own = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    uint64_t other = FUGU_ENVIRONMENT_OF_RANK(1 - fugu_rank());
    uint32_t made = until_refused(fugu_cap_grant(own, FUGU_RIGHT_READ, other));
    return refused == 1 && made > 0 ? 0 : 1;
}

static int replay(void)
{
    uint32_t own = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    uint32_t copy = (uint32_t)fugu_cap_derive(own, FUGU_RIGHT_READ);
    int64_t ticket = fugu_cap_grant(own, FUGU_RIGHT_READ, FUGU_ENVIRONMENT_OF_RANK(fugu_rank()));
    fugu_cap_delete(copy);
    refused += fugu_cap_inspect(copy) < 0;
    refused += fugu_tlb_write(copy, 0, PAGE, FUGU_RIGHT_READ) < 0;
    refused += fugu_cap_accept(ticket) < 0 ? 100 : 0;
    refused += fugu_cap_accept(ticket) < 0;
    fugu_cap_revoke(own);
    refused += fugu_cap_accept(ticket) < 0;
    return refused == 4 ? 0 : 1;
}

static void nothing(uint32_t source)
{
    (void)source;
}

static int atomic(void)
{
    fugu_atomic_begin();
    for (;;) fugu_try_send(1 - fugu_rank(), nothing);
    return 1;
}

void keeps(void);
__asm__(".text\n\t.balign 4\nkeeps:\n\tcsrw 0x80F, zero\n"); /* uret */

static int handlers(void)
{
    fugu_csr_write(FUGU_CSR_UIVEC, (uintptr_t)keeps);
    fugu_send(fugu_rank(), nothing);
    for (;;) {}
    return 1;
}

static int modify(void)
{
    *(volatile uint32_t *)((uintptr_t)keeps & ~3ul) = 0;
    return 1;
}

static int misaligned(void)
{
    static uint64_t word[2];
    __asm__ volatile("amoadd.d zero, %0, (%1)" : : "r"(1ul), "r"((uintptr_t)word + 3) : "memory");
    return 1;
}

static int stack(void)
{
    uint64_t device = fugu_csr_read(FUGU_CSR_UNODE) & ~(FUGU_PAGE_BYTES - 1ul);
    fugu_csr_write(FUGU_CSR_USCRATCH0, device + FUGU_PAGE_BYTES);
    *(volatile uint64_t *)PAGE = 1;
    return 1;
}

void raises(void);
__asm__(".text\n\t.balign 4\nraises:\n\t.word 0\n\t.word 0\n");

static int nested(void)
{
    fugu_exception_entry((uintptr_t)raises);
    __asm__ volatile("ebreak");
    return 1;
}

static int nowhere(void)
{
    fugu_exception_entry(PAGE);
    __asm__ volatile("ebreak");
    return 1;
}

static int launch(void)
{
    fugu_send(fugu_ranks(), nothing);
    return 1;
}

static int kernel(void)
{
    __asm__ volatile("csrw 0x105, zero"); /* where RISC-V's supervisor takes its traps */
    return 1;
}

static const struct {
    const char *name;
    int (*attack)(void);
} attacks[] = {
    {"frames", frames},     {"tickets", tickets},   {"replay", replay}, {"atomic", atomic},
    {"handlers", handlers}, {"modify", modify},     {"misaligned", misaligned}, {"stack", stack},
    {"nested", nested},     {"nowhere", nowhere},   {"launch", launch}, {"kernel", kernel},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof attacks / sizeof attacks[0]; i++)
        if (!strcmp(argv[1], attacks[i].name)) return attacks[i].attack();
    printf("usage: intruder ATTACK, one of those at the top of its source\n");
    return 2;
}

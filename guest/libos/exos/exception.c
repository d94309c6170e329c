/*
 * Exceptions, on a stack of their own: the program's may be what is broken.
 *
 * The stack is divided into levels, because resolving a page fault may touch a page table that misses
 * in its turn. uscratch0 holds the top of the next free level; entry.S takes one and gives it back.
 * All of it is guaranteed memory, so that an entry can always save what it interrupts.
 */
#include <exos.h>
#include <page_table.h>

#define LEVELS 4 /* two are needed; a third entry is a fault of exos itself */
#define LEVEL_BYTES 1024

/* entry.S knows the name and the bytes of a level. */
fugu_guaranteed __attribute__((aligned(16))) char exception_stack[LEVELS * LEVEL_BYTES];

_Static_assert(sizeof(struct exception_frame) == 160, "entry.S has the frame's layout");

void exception_start(void)
{
    fugu_csr_write(FUGU_CSR_USCRATCH0, (uintptr_t)exception_stack + sizeof exception_stack);
    fugu_exception_entry((uintptr_t)exos_exception_entry);
}

/* Present if the program defines it. */
#pragma weak fugu_resolve_page

/* The right that was missing; 0 if the cause is not a page fault. */
static uint32_t missing_right(uint64_t cause)
{
    switch (cause) {
    case FUGU_CAUSE_FETCH_PAGE_FAULT: return FUGU_RIGHT_EXECUTE;
    case FUGU_CAUSE_LOAD_PAGE_FAULT: return FUGU_RIGHT_READ;
    case FUGU_CAUSE_STORE_PAGE_FAULT: return FUGU_RIGHT_WRITE;
    default: return 0;
    }
}

/* Maps the page of an address, if it is to have that right. Answers whether the TLB has it now. */
static bool map(uint64_t address, uint32_t right)
{
    uint64_t entry = page_table_lookup(address);
    if (!entry) {
        entry = region_page(address);
        if (entry) page_table_insert(address, entry);
    }
    if (!entry) return fugu_resolve_page && fugu_resolve_page(address, right);
    if (!(page_entry_rights(entry) & right)) return false;
    uint64_t page = address & ~(uint64_t)(FUGU_PAGE_BYTES - 1);
    return fugu_tlb_write(page_entry_cap(entry), page_entry_page(entry), page, page_entry_rights(entry)) >= 0;
}

/* Gives the exception back to the kernel as it was; nested ones have changed the CSRs. */
static _Noreturn void decline(const struct exception_frame *frame)
{
    fugu_csr_write(FUGU_CSR_UEPC, frame->epc);
    fugu_csr_write(FUGU_CSR_UCAUSE, frame->cause);
    fugu_csr_write(FUGU_CSR_UTVAL, frame->value);
    fugu_exception_decline();
}

/* Returns if the instruction may be tried again. Called by entry.S. */
void exception_handle(const struct exception_frame *frame)
{
    uint32_t right = missing_right(frame->cause & ~(3ul << 62));
    if (!right || !map(frame->value, right)) decline(frame);
}

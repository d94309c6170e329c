/*
 * Exceptions, on a stack of their own: the program's may be what is broken.
 *
 * The stack is divided into levels, because resolving a page fault may touch a page table that misses
 * in its turn. uscratch0 holds the top of the next free level; exception_entry.S takes one and gives it back.
 * All of it is guaranteed memory, so that an entry can always save what it interrupts.
 */
#include <exos.h>
#include <page_table.h>

/*
 * Two are needed for a page, and one more for each handler of the program's in whose midst another one begins; the
 * last is only there to find out that all are taken.
 */
#define LEVELS 6
#define LEVEL_BYTES 1024

/* exception_entry.S knows these names and the bytes of a level. */
fugu_guaranteed __attribute__((aligned(16))) char exception_stack[LEVELS * LEVEL_BYTES];
fugu_guaranteed exception_function *exception_handler;

_Static_assert(sizeof(struct exception_frame) == 160, "exception_entry.S has the frame's layout");

void exception_start(uintptr_t entry)
{
    fugu_csr_write(FUGU_CSR_USCRATCH0, (uintptr_t)exception_stack + sizeof exception_stack);
    fugu_exception_entry(entry);
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
    if (right == FUGU_RIGHT_WRITE && (entry & PAGE_ENTRY_WITHHELD)) {
        entry ^= PAGE_ENTRY_CLEAN | PAGE_ENTRY_WITHHELD | FUGU_RIGHT_WRITE;
        page_table_insert(address, entry);
    }
    if (!(page_entry_rights(entry) & right)) return false;
    uint64_t page = address & ~(uint64_t)(FUGU_PAGE_BYTES - 1);
    return fugu_tlb_write(page_entry_cap(entry), page_entry_page(entry), page, page_entry_rights(entry)) >= 0;
}

/* Gives the exception back to the kernel as it was; nested ones have changed the CSRs. */
_Noreturn void exception_decline(const struct exception_frame *frame)
{
    fugu_csr_write(FUGU_CSR_UEPC, frame->epc);
    fugu_csr_write(FUGU_CSR_UCAUSE, frame->cause);
    fugu_csr_write(FUGU_CSR_UTVAL, frame->value);
    fugu_exception_decline();
}

/*
 * Called by exception_entry.S. Answers 0 if the instruction may be tried again, or the handler of the program's that is
 * to be asked.
 */
exception_function *exception_handle(const struct exception_frame *frame)
{
    uint32_t right = missing_right(frame->cause & ~(3ul << 62));
    if (right && map(frame->value, right)) return 0;
    if (!right || !exception_handler) exception_decline(frame);
    return exception_handler;
}

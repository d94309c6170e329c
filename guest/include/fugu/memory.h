/*
 * The program's own virtual memory: rights of its pages, pages of its own, and faults that it handles itself. exos
 * does this in the program's address space: the kernel is asked to change translations, and for nothing else.
 *
 * Addresses are those of variables, of the heap and of what fugu_map answers. Code, constants, stacks and
 * `fugu_guaranteed` variables are the kernel's to map and cannot be changed. What is answered is 0 or more, or a
 * negative FUGU_E_ error; a call that is refused has changed nothing.
 *
 * All of these may be called in a handler of faults. They hold message handlers off while they change something, and
 * like malloc they are for one hardware context at a time.
 */
#ifndef FUGU_MEMORY_H
#define FUGU_MEMORY_H

#include <fugu/fugu.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Gives pages other rights: FUGU_RIGHT_READ, _WRITE, _EXECUTE, or 0 for none. The address is a page's, bytes are
 * rounded up to whole pages. FUGU_E_BAD_ADDRESS if part of them is not the program's to change, FUGU_E_MISSING_RIGHT if
 * part of them cannot have these rights at all, FUGU_E_OUT_OF_SLOTS if there are too many regions: 256, where pages
 * that lie side by side and are alike are one.
 */
int64_t fugu_protect(const void *address, size_t bytes, uint32_t rights);

/* Gives pages back the rights that they began with. */
int64_t fugu_unprotect(const void *address, size_t bytes);

/* The rights of the page an address lies in. */
int64_t fugu_rights(const void *address);

/*
 * Pages of zeros at an address that was free, with these rights at first; they can have all. Frames come when a page
 * is first touched. Answers the address. FUGU_E_OUT_OF_FRAMES if the node has not got them.
 */
int64_t fugu_map(size_t bytes, uint32_t rights);

/* Gives such pages back: all that are in the range, which may have no others. */
int64_t fugu_unmap(void *address, size_t bytes);

/*
 * Whether the program may have stored to the page since fugu_clean, or, of a page of fugu_map's, since it was mapped:
 * 1 or 0. Of other pages it is not known before the first fugu_clean: 1 if they were touched.
 */
int64_t fugu_dirty(const void *address);

/* From now on these pages are clean. The first store to each is seen by exos, and costs an exception. */
int64_t fugu_clean(const void *address, size_t bytes);

/* ---- faults */

/* A page fault that nothing of exos resolves. */
struct fugu_fault {
    uint64_t pc;      /* where the program goes on; a handler may change it, and uses it to leave an instruction out */
    uint64_t cause;   /* FUGU_CAUSE_..._PAGE_FAULT in bits 61 to 0 */
    uint64_t address; /* that was accessed */
};

/* The right that was missing. */
static inline uint32_t fugu_fault_right(const struct fugu_fault *fault)
{
    uint64_t cause = fault->cause << 2 >> 2;
    return cause == FUGU_CAUSE_STORE_PAGE_FAULT ? FUGU_RIGHT_WRITE
         : cause == FUGU_CAUSE_LOAD_PAGE_FAULT  ? FUGU_RIGHT_READ
                                                : FUGU_RIGHT_EXECUTE;
}

/*
 * Called at user level, on the stack of what was interrupted, with message handlers held off. Answers true if the
 * program goes on at fault->pc, with all registers as they were; false if the fault is not its own, which ends the job
 * as trapped, as without a handler. It has to return. In it other faults may be handled, two deep.
 */
typedef bool fugu_fault_function(struct fugu_fault *fault);

/* Sets the handler of page faults, or none (0). */
void fugu_fault_handler(fugu_fault_function *handler);

/*
 * The same for a handler that uses no floating point: 21 registers fewer are saved. If it does use it, the interrupted
 * code's values are lost.
 */
void fugu_fault_handler_integer(fugu_fault_function *handler);

#ifdef __cplusplus
}
#endif

#endif

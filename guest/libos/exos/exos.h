/*
 * exos: a small library OS, linked into the program or apart from it (../apart). Inside view; programs use
 * fugu/fugu.h. What stands in core of fugu.mk is the library OS; the rest is for the C library, and always in the program.
 *
 *   start.c                what is set up before main
 *   exception_entry.S      where exceptions enter; refills what the page table has
 *   exception.c            page faults otherwise: look the page up, write the TLB, or ask the program's handler
 *   page_table.h           what a page table must offer
 *   page_table_two_level.c page_table_flat.c page_table_inverted.c   the organisations, each with a _refill.h for the
 *                          entry; one is linked in, or page_table_any.c and all of them
 *   region.c               which page an address means: segments of the image, and the heap
 *   vm.c                   rights of regions, anonymous pages, handlers of faults: fugu/memory.h; fault_floats.S
 *   placement.h            whose translations are written: the program's, from where the library OS is
 *   message_entry.S        where message interrupts enter; polled messages too
 *   heap.c                 where the heap ends; libc.c for picolibc's malloc, exit() and abort()
 *   console.c              writes to the console; stdio.c has picolibc's streams on top of it
 *   input.c stdin.c        what the run was given to read, and the standard input as a stream
 *   message.c              messages by the machine's unit
 *   mailbox.c              messages through shared memory, on machines without one
 *   printf.c scanf.c       long double and the rest of the standard, where picolibc stops short
 *   decimal.h              binary floating-point numbers in decimal, exactly, for printf
 *   disk.c                 the driver of the disk: waits for what the kernel begins
 *   file.c                 files in an extent of the disk, and their buffers
 *   posix.c write.c        files as POSIX and stdio have them
 *   clock.c                the time of day, simulated
 *   absent.c               what the C library asks for and nobody has here: folders, signals, users
 *   cplusplus.c            new and delete
 *   process.c              processes: environments that call functions of the program; process_start.S begins them
 *   schedule.c             a stride scheduler for them
 *   pipe.c rpc.c rpc.S     how they talk: a byte stream in shared memory, and calls by protected control transfer
 *   thread.c thread.S      threads of one environment, which take turns
 *   active.c               requests, replies, and memory of other ranks, on top of messages
 *   collective.c           what all ranks do together, by messages
 *   invoke.c               threads that run functions for other ranks
 *   barrier.c context.c measure.c   as their names say
 *
 * exos manages the addresses below 1 GiB. The stack, the boot record, code and constants are the
 * kernel's guaranteed mappings and never fault here.
 */
#ifndef EXOS_H
#define EXOS_H

#include <fugu/fugu.h>

/* Called once, before anything else. boot is 0 outside Fugu. */
void exos_start(const struct fugu_boot_record *boot);

/* False under Linux and QEMU: no kernel calls but write, brk and exit; no messages. */
bool exos_on_fugu(void);

/* Says what the program may not do here, and ends the job on all ranks as trapped. */
_Noreturn void exos_end(const char *reason);

/* Ends this rank, or the job if it is rank 0. */
_Noreturn void exos_exit(int code);

/* ---- crossings ---- */

/*
 * Whether the library is part of a monolithic kernel, as the baselines have it (placement monolithic). A library OS
 * apart is reached through crossings, and does not know.
 */
static inline bool exos_is_crossed(void)
{
#ifdef EXOS_APART
    return false;
#endif
    return fugu_boot->placement == FUGU_PLACEMENT_MONOLITHIC;
}

/* What the way into such a kernel and back takes: the kernel that is charged says how long it is. */
static inline void exos_cross_if(bool crossed)
{
    if (crossed) fugu_call(FUGU_SYS_NULL, 0, 0, 0, 0, 0);
}

/* Begins every function of the library that a monolithic kernel has as a system call. */
static inline void exos_cross(void)
{
    exos_cross_if(exos_is_crossed());
}

/* ---- exception_entry.S, message_entry.S ---- */

/* What the exception entry saves, at the top of one level of the exception stack. */
struct exception_frame {
    uint64_t saved[16]; /* ra, t0 to t6, a0 to a7 */
    uint64_t sp;
    uint64_t epc;
    uint64_t cause;
    uint64_t value;
};

void exos_exception_entry(void);
void message_entry(void);
void message_entry_integer(void);

/* ---- exception.c: no floating point, and nothing of the C library ---- */

/* Readies the exception stack and asks the kernel for the exceptions. */
void exception_start(uintptr_t entry);

/* Ends the job as trapped, with what the frame says. */
_Noreturn void exception_decline(const struct exception_frame *frame);

/* The program's own handler of page faults that exos cannot resolve, or 0. It is given the frame from its epc on. */
typedef bool exception_function(void *fault);
extern exception_function *exception_handler;

/* ---- region.c ---- */

void region_start(const struct fugu_boot_record *boot);

/* The page table entry that an address ought to have; 0 if it means nothing. May allocate frames. */
uint64_t region_page(uint64_t address);

/* Takes one zeroed frame: answers an entry with all rights of a page, or 0 if there is none left. */
uint64_t region_take_frame(void);

/* In vm.c, if it is linked in: the same where the program has mapped pages, or given pages other rights. */
uint64_t vm_page(uint64_t address, uint64_t entry);

/* ---- heap.c ---- */

#define HEAP_BASE 0x20000000
#define HEAP_LIMIT 0x40000000

/*
 * window: bytes of addresses that the page table has for it; frames: those that it does not get.
 */
void heap_start(const struct fugu_boot_record *boot, uint64_t window, uint64_t frames);

/* Takes so many bytes from what the heap may still grow by, or gives them back. Answers whether it did. */
bool heap_reserve(int64_t bytes);

/* Moves the heap's end and answers where it was, or why not. Frames that fall out stay for when it grows again. */
int64_t exos_break(int64_t bytes);

/* Where the heap ends now: pages below exist, or will when touched. */
uint64_t heap_break(void);

/* ---- message.c ---- */

/* Whether this machine has a message unit. */
static inline bool message_has_unit(void)
{
    return !(fugu_csr_read(FUGU_CSR_USTAT) & FUGU_STATUS_NO_UNIT);
}

/* Messages have interrupted the program, so that one may be gone between two looks at the queue. Never false again:
 * a handler may have stopped the interrupts between the two. */
extern volatile bool message_interrupts;

/* Runs the handler of a head message that has bulk data. Called by message_entry.S. */
void message_handle_bulk(void);

typedef void message_handler(uint32_t source, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

/* ---- mailbox.c ---- */

/* Sends what the output descriptor holds. Answers false if the receiver's mailbox is full. */
bool mailbox_send(unsigned operands);

/* Runs the handler of this rank's next message, if there is one. Answers whether it did. */
bool mailbox_poll(void);

/* This rank takes no more messages: those that come are dropped. Does nothing if there is a message unit. */
void mailbox_close(void);

/* ---- console.c ---- */

/* Reads a byte of each page, so that those are mapped, by the program's handler of faults if need be. */
static inline void console_touch(const char *bytes, size_t count)
{
    const volatile char *first = bytes;
    for (size_t i = 0; i < count; i += FUGU_PAGE_BYTES) (void)first[i];
    (void)first[count - 1];
}

/* ---- stdio.c ---- */

/* Writes what stdio still holds. Answers whether all of it went out. */
bool console_flush(void);

/* Linux's call for the heap, for programs that also run under QEMU. */
#define LINUX_BRK 214

#endif

/*
 * Programming a Fugu machine in C.
 *
 * One copy of the program runs on each node of a job, as ranks 0 to fugu_ranks() - 1; all start at
 * cycle 0, and the job ends when rank 0 returns from main or exits. Ranks talk by messages
 * (fugu_send) and through shared variables (fugu_shared). The C library is picolibc; the library OS
 * underneath is exos, which is part of the program and may be replaced by one of your own.
 *
 * The file goes from the top down: who am I, time, messages, shared memory, measuring, and last the
 * kernel's own calls, which most programs leave to the library OS.
 */
#ifndef FUGU_FUGU_H
#define FUGU_FUGU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fugu/abi.h>
#include <fugu/boot.h>

#ifdef __cplusplus
extern "C" {
#define restrict __restrict
#define _Noreturn [[noreturn]]
#endif

/* ---------------------------------------------------------------- CSRs, by their numbers in abi.h */

#define fugu_csr_read(csr)                                                                \
    ({                                                                                    \
        uint64_t csr_value_;                                                              \
        __asm__ volatile("csrr %0, %1" : "=r"(csr_value_) : "i"(csr) : "memory");         \
        csr_value_;                                                                       \
    })

#define fugu_csr_write(csr, value)                                                        \
    __asm__ volatile("csrw %0, %1" : : "i"(csr), "rK"((uint64_t)(value)) : "memory")

/* Writes and answers the old value, in one instruction. */
#define fugu_csr_swap(csr, value)                                                         \
    ({                                                                                    \
        uint64_t csr_value_;                                                              \
        __asm__ volatile("csrrw %0, %1, %2"                                               \
                         : "=r"(csr_value_)                                               \
                         : "i"(csr), "rK"((uint64_t)(value))                              \
                         : "memory");                                                     \
        csr_value_;                                                                       \
    })

/* ---------------------------------------------------------------------------------- who and where */

/*
 * The boot record: rank, job size, mesh, seed, clock, segments. Read-only.
 * Outside Fugu (the same file under qemu-riscv64) it says rank 0 of 1, with no capabilities.
 */
extern const struct fugu_boot_record *fugu_boot;

/* This copy's number, 0 to fugu_ranks() - 1. */
static inline uint32_t fugu_rank(void)
{
    return fugu_boot->rank;
}

/* How many copies of the program this job has. */
static inline uint32_t fugu_ranks(void)
{
    return fugu_boot->ranks;
}

/* ------------------------------------------------------------------------------------------- time */

/* Cycles of this node since the job began. All nodes count from the same instant. */
static inline uint64_t fugu_cycles(void)
{
    return fugu_csr_read(FUGU_CSR_CYCLE);
}

/* Instructions this node has completed. */
static inline uint64_t fugu_instructions(void)
{
    return fugu_csr_read(FUGU_CSR_INSTRET);
}

/* -------------------------------------------------------------------------------- atomic sections */

/*
 * Holds message handlers off until fugu_atomic_end, which takes what this returns. Sections nest.
 * Handlers always run inside one.
 */
static inline uint64_t fugu_atomic_begin(void)
{
    uint64_t before;
    __asm__ volatile("csrrsi %0, %1, 1" : "=r"(before) : "i"(FUGU_CSR_UAC) : "memory");
    return before & 1;
}

static inline void fugu_atomic_end(uint64_t before)
{
    if (!before) __asm__ volatile("csrci %0, 1" : : "i"(FUGU_CSR_UAC) : "memory");
}

/* --------------------------------------------------------------------------------------- messages */

/*
 * A message names a function, its handler, and carries up to six 64-bit operands. On the rank it is
 * sent to, the handler is called with the sender's rank and the operands:
 *
 *     void add(uint32_t source, uint64_t value) { total += value; }
 *     ...
 *     fugu_send(0, add, 42);
 *
 * A handler may have fewer parameters than the message has operands; parameters beyond the operands
 * sent are undefined. Handlers run one at a time, each inside an atomic section and to its end. They
 * may send, and touch any memory; they must not wait, poll, or print. Messages from one rank to
 * another arrive in the order they were sent.
 *
 * When do handlers run? When the program polls or waits, or, after fugu_interrupts_enable, at once.
 * What a handler changes and a loop watches without polling must be volatile.
 *
 * On a machine without a message unit (dash) messages go through shared memory, between 64 ranks at most, and
 * handlers run only when the program polls or waits. Such a machine refuses what is offered to the unit, and only
 * then the library looks for the other way: where there is a unit, a send pays nothing for it.
 */
#define FUGU_OPERANDS 6

/* How many double-words a launch of so many operands has, less one: what ulaunch is given. */
#define FUGU_LAUNCH(operands) ((operands) + 1)

/* Fills the output descriptor and offers it to the network. Answers whether the network took it. */
static inline __attribute__((always_inline)) bool fugu_offer(
    uint32_t rank, uintptr_t handler, const uint64_t *operands, unsigned count)
{
    fugu_csr_write(FUGU_CSR_UO0, rank); /* a handler that interrupts has a descriptor of its own */
    fugu_csr_write(FUGU_CSR_UO1, handler);
    if (count > 0) fugu_csr_write(FUGU_CSR_UO2, operands[0]);
    if (count > 1) fugu_csr_write(FUGU_CSR_UO3, operands[1]);
    if (count > 2) fugu_csr_write(FUGU_CSR_UO4, operands[2]);
    if (count > 3) fugu_csr_write(FUGU_CSR_UO5, operands[3]);
    if (count > 4) fugu_csr_write(FUGU_CSR_UO6, operands[4]);
    if (count > 5) fugu_csr_write(FUGU_CSR_UO7, operands[5]);
    return fugu_csr_swap(FUGU_CSR_ULAUNCHC, FUGU_LAUNCH(count));
}

/*
 * Without a message unit: sends what fugu_offer left in the output descriptor through shared memory. Answers
 * whether it did: not if there is a unit, and not while the receiver's mailbox is full.
 */
bool fugu_offer_mailbox(unsigned operands);

/* What fugu_send does when the network refused: handles what arrives, unless in an atomic section. */
void fugu_send_refused(void);

static inline __attribute__((always_inline)) void fugu_offer_until_sent(
    uint32_t rank, uintptr_t handler, const uint64_t *operands, unsigned count)
{
    while (!fugu_offer(rank, handler, operands, count) && !fugu_offer_mailbox(count)) fugu_send_refused();
}

/*
 * The operands as an array with one element too many at its front, so that none at all is possible.
 * GNU C drops the comma before an empty list.
 */
#define FUGU_LIST(...) ((const uint64_t[]){0, ##__VA_ARGS__})
#define FUGU_CHECK(...)                                                                   \
    static_assert(sizeof FUGU_LIST(__VA_ARGS__) <= (FUGU_OPERANDS + 1) * 8, "a message has at most six operands")
#define FUGU_COUNT(...) (sizeof FUGU_LIST(__VA_ARGS__) / 8 - 1)

/* Where they begin. C++ has no address for an array of values that have no name, and one for those of a struct. */
#ifdef __cplusplus
struct fugu_operands_ {
    uint64_t words[FUGU_OPERANDS + 1];
};
#define FUGU_FIRST(...) ((struct fugu_operands_){{0, ##__VA_ARGS__}}.words + 1)
#else
#define FUGU_FIRST(...) (FUGU_LIST(__VA_ARGS__) + 1)
#endif

/*
 * fugu_send(rank, handler, operands...): sends a message, to this rank itself if need be.
 * Returns when the network has taken it, which says nothing about its arrival. While the network
 * refuses, arriving messages are handled, so that two ranks that send to each other cannot lock up;
 * inside an atomic section (a handler) it only tries again.
 * A rank the job does not have is an exception (wrong_group), which ends the job; without a message unit the library
 * says so and ends it.
 */
#define fugu_send(rank, handler, ...)                                                     \
    ({                                                                                    \
        FUGU_CHECK(__VA_ARGS__);                                                          \
        fugu_offer_until_sent(rank, (uintptr_t)(handler), FUGU_FIRST(__VA_ARGS__), FUGU_COUNT(__VA_ARGS__)); \
    })

/* As fugu_send, but tries once. Answers whether the message was sent. */
#define fugu_try_send(rank, handler, ...)                                                 \
    ({                                                                                    \
        FUGU_CHECK(__VA_ARGS__);                                                          \
        fugu_offer(rank, (uintptr_t)(handler), FUGU_FIRST(__VA_ARGS__), FUGU_COUNT(__VA_ARGS__)) \
            || fugu_offer_mailbox(FUGU_COUNT(__VA_ARGS__));                               \
    })

/* ---- bulk data: user DMA between the memories of two ranks, without a copy by either processor */

#define FUGU_BULK_MOST 8192 /* bytes of one message */

/* What ulaunch is given for one piece of bulk data behind so many operands. */
#define FUGU_LAUNCH_BULK(operands) (((operands) + 3) | 1 << 3)

static inline bool fugu_offer_bulk(
    uint32_t rank, uintptr_t handler, const void *address, size_t bytes, uint64_t a, uint64_t b)
{
    fugu_csr_write(FUGU_CSR_UO0, rank);
    fugu_csr_write(FUGU_CSR_UO1, handler);
    fugu_csr_write(FUGU_CSR_UO2, a);
    fugu_csr_write(FUGU_CSR_UO3, b);
    fugu_csr_write(FUGU_CSR_UO4, (uintptr_t)address);
    fugu_csr_write(FUGU_CSR_UO5, bytes);
    return fugu_csr_swap(FUGU_CSR_ULAUNCHC, FUGU_LAUNCH_BULK(2));
}

/* What fugu_send_bulk does when the network refused: as fugu_send_refused, if there is a message unit. */
void fugu_bulk_refused(void);

/*
 * Sends a message with two operands and memory of this node: address and bytes are multiples of 8, at most
 * FUGU_BULK_MOST. Returns when the unit has taken it; it reads the memory meanwhile and afterwards, which
 * must therefore stay as it is until the receiver has it. Only a message unit can do it: without one the library
 * says so and ends the job.
 */
static inline void fugu_send_bulk(
    uint32_t rank, void (*handler)(uint32_t, uint64_t, uint64_t), const void *address, size_t bytes, uint64_t a, uint64_t b)
{
    while (!fugu_offer_bulk(rank, (uintptr_t)handler, address, bytes, a, b)) fugu_bulk_refused();
}

/* In a handler: how many bytes of bulk data its message has that were not taken yet. */
uint32_t fugu_bulk_bytes(void);

/*
 * In a handler: takes the bulk data of its message to an address of this node's own memory, a multiple of 8.
 * What a handler does not take is dropped when it returns.
 */
void fugu_sink(void *address);

/* What fugu_poll does when the status says that there may be a message. */
bool fugu_dispatch(uint64_t status);

/* Runs the handler of the next message, if there is one. Answers whether it did. */
static inline bool fugu_poll(void)
{
    uint64_t status = fugu_csr_read(FUGU_CSR_USTAT);
    return (status & (FUGU_STATUS_AVAILABLE | FUGU_STATUS_NO_UNIT)) && fugu_dispatch(status);
}

/*
 * Sleeps until there is a message, and runs its handler. Look again at what you wait for: it may return without one
 * if another context was faster. Without a message unit it lets other contexts run, and looks once.
 */
void fugu_wait(void);

/*
 * fugu_wait_until(condition): handles messages, asleep in between, until the condition holds.
 * It is looked at with handlers held off, so that none can slip in between the look and the sleep.
 */
#define fugu_wait_until(condition)                                                        \
    do {                                                                                  \
        uint64_t before_ = fugu_atomic_begin();                                           \
        while (!(condition)) fugu_wait();                                                 \
        fugu_atomic_end(before_);                                                         \
    } while (0)

/*
 * From now on messages interrupt the program, outside atomic sections. Answers whether they will: without a
 * message unit nothing does, and the program has to poll.
 */
bool fugu_interrupts_enable(void);

/*
 * The same, for programs whose handlers use no floating point: the entry saves and restores 21
 * registers fewer. With a handler that does use it, the interrupted code's values are lost.
 */
bool fugu_interrupts_enable_integer(void);

/* From now on handlers run only when the program polls or waits, as at the start. */
void fugu_interrupts_disable(void);

/* All ranks call it; none returns before the last has called it. By messages; handles any others too. */
void fugu_barrier(void);

/* ---------------------------------------------------------------- hardware contexts and prefetch */

/*
 * A processor has up to four register sets. While one of them waits for another node, the next one
 * that is ready runs, fourteen cycles later on most machines; so a few threads on a node hide the time that
 * misses take. They share memory, the C library's state (errno and stdio too) and the messages of their rank.
 * Nothing takes a context the processor that only computes or spins: a loop that waits for another
 * context says fugu_pause().
 */

/* Register sets of this node: 1 to 4. */
static inline uint32_t fugu_contexts(void)
{
    return fugu_boot->contexts;
}

/*
 * Calls a function in another context, 1 to fugu_contexts() - 1, on a stack of 16 KiB.
 * Answers 0, or a negative error: FUGU_E_IN_USE if something runs there. The job's rank ends with its
 * context 0, whatever the others do.
 */
int64_t fugu_context_start(uint32_t context, void (*function)(void *), void *argument);

/* Waits until what was started in a context has returned. */
void fugu_context_join(uint32_t context);

/* Lets another context run, if one is ready. (Zihintpause) */
static inline void fugu_pause(void)
{
    __asm__ volatile(".insn 0x0100000f" : : : "memory");
}

/*
 * Asks for the line of an address that will soon be read, or written, and does not wait. An address
 * that is not mapped now does no harm. (Zicbop)
 */
static inline void fugu_prefetch(const volatile void *address)
{
    __asm__ volatile(".insn i 0x13, 6, x0, %0, 1" : : "r"(address));
}

static inline void fugu_prefetch_to_write(const volatile void *address)
{
    __asm__ volatile(".insn i 0x13, 6, x0, %0, 3" : : "r"(address));
}

/* ---------------------------------------------------------------------------------- shared memory */

/*
 * A variable that all ranks share, at the same address: `fugu_shared uint64_t total;`
 * It starts as zero. Page i of them lies in the memory of rank i mod fugu_ranks().
 * Coherent: lines are 16 bytes, and variables that different ranks write are better not on one.
 */
#define fugu_shared __attribute__((section(".bss.fugu_shared")))

/* A shared variable with an initial value. */
#define fugu_shared_data __attribute__((section(".data.fugu_shared_data")))

/* A private variable the kernel keeps mapped, for code that may not miss the TLB. It starts as zero. */
#define fugu_guaranteed __attribute__((section(".bss.fugu_guaranteed")))

#define FUGU_LINE_BYTES 16
#define fugu_line_aligned __attribute__((aligned(FUGU_LINE_BYTES)))

/* In which rank's memory a shared address lies. */
static inline uint32_t fugu_home(const volatile void *address)
{
    return (uint32_t)(((uintptr_t)address - fugu_boot->shared_base) / FUGU_PAGE_BYTES % fugu_ranks());
}

/* Of the shared pages from `pages` on, the number of the first in that rank's memory; each n-th after it is, too. */
static inline uint32_t fugu_page_of(const volatile void *pages, uint32_t rank)
{
    uint32_t first = fugu_home(pages);
    return rank >= first ? rank - first : rank + fugu_ranks() - first;
}

/*
 * A barrier in shared memory: `static fugu_shared fugu_shared_barrier_t ready;` needs no further set-up. It is a tree
 * with a place for each rank, in that rank's own memory with up to 64 of them; so it has 64 pages, and one barrier does
 * for a whole program.
 */
#define FUGU_BARRIER_PAGES_ 64

/* What a rank says, and what it is told: a line each on any machine. */
struct fugu_shared_place_ {
    struct {
        __attribute__((aligned(128))) uint64_t value;
        uint32_t turn;
    } up, down;
};

typedef struct {
    struct {
        __attribute__((aligned(FUGU_PAGE_BYTES))) struct fugu_shared_place_ places[FUGU_PAGE_BYTES / sizeof(struct fugu_shared_place_)];
    } pages[FUGU_BARRIER_PAGES_];
} fugu_shared_barrier_t;

/* All ranks call it; none returns before the last has called it. Spins; polls no messages. */
void fugu_shared_barrier(fugu_shared_barrier_t *barrier);

/*
 * The same, and each rank brings a value: all are answered their sum, or the least or greatest of them. The order in
 * which values are added is always the same, so a sum of doubles is too.
 */
int64_t fugu_shared_sum(fugu_shared_barrier_t *barrier, int64_t value);
int64_t fugu_shared_min(fugu_shared_barrier_t *barrier, int64_t value);
int64_t fugu_shared_max(fugu_shared_barrier_t *barrier, int64_t value);
double fugu_shared_sum_double(fugu_shared_barrier_t *barrier, double value);
double fugu_shared_min_double(fugu_shared_barrier_t *barrier, double value);
double fugu_shared_max_double(fugu_shared_barrier_t *barrier, double value);

/* The same with a function of one's own, which must be associative: combine(a, b) with a of the lower ranks. */
uint64_t fugu_shared_reduce(fugu_shared_barrier_t *barrier, uint64_t value, uint64_t (*combine)(uint64_t, uint64_t));

/* A spin lock in shared memory: `fugu_shared fugu_lock_t lock;` is an open one. */
typedef struct {
    fugu_line_aligned uint32_t held;
} fugu_lock_t;

/* Takes the lock if it is open. Answers whether it did. (LR/SC) */
static inline bool fugu_try_lock(fugu_lock_t *lock)
{
    uint32_t open = 0;
    return __atomic_compare_exchange_n(&lock->held, &open, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Takes the lock, spinning on a copy of its line until it looks open. (AMO) */
static inline void fugu_lock(fugu_lock_t *lock)
{
    while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE))
        while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED)) fugu_pause();
}

static inline void fugu_unlock(fugu_lock_t *lock)
{
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

/* -------------------------------------------------------------------------------------- measuring */

/*
 * Reports a figure of this run: 1 to 64 characters a-z 0-9 _ . ; the last value of a name counts.
 * Answers 0, or a negative error. Outside Fugu it does nothing.
 */
int64_t fugu_metric(const char *name, int64_t value);

/*
 * Says what a metric is counted in, before or after it is reported: up to 32 letters, digits, blanks and
 * % / ^ . - ; "" for nothing. The last unit of a name counts. `cycles`, `millicycles`, `nanoseconds` and
 * `bytes` are shown as time and sizes too; any other unit is printed behind the number, and a metric
 * without one is a bare number. Costs cycles: call it outside of what is measured.
 */
int64_t fugu_metric_unit(const char *name, const char *unit);

/* Brackets what is to be measured: cycles and instructions between become rank 0's region metrics. */
void fugu_region_begin(void);
void fugu_region_end(void);

/* ---------------------------------------------------------------------------- the kernel's own calls */

/* Each answers 0 or more, or a negative FUGU_E_ error. docs/guest-abi.md has the full story. */
static inline int64_t fugu_call(
    int64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
    register uint64_t a0 __asm__("a0") = a;
    register uint64_t a1 __asm__("a1") = b;
    register uint64_t a2 __asm__("a2") = c;
    register uint64_t a3 __asm__("a3") = d;
    register uint64_t a4 __asm__("a4") = e;
    register int64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7) : "memory");
    return (int64_t)a0;
}

static inline int64_t fugu_null(void)
{
    return fugu_call(FUGU_SYS_NULL, 0, 0, 0, 0, 0);
}

/* Ends this rank at once, without flushing stdio: programs call exit() or return from main. */
_Noreturn static inline void fugu_exit(int code)
{
    fugu_call(FUGU_SYS_EXIT, (uint64_t)code, 0, 0, 0, 0);
    __builtin_unreachable();
}

/* Takes at most 4,096 bytes, which must be private memory and mapped now; answers how many it took. */
static inline int64_t fugu_console_call(uint32_t console, const void *bytes, size_t count)
{
    return fugu_call(FUGU_SYS_CONSOLE_WRITE, console, (uintptr_t)bytes, count, 0, 0);
}

/* A run of 1 to 1,024 zeroed frames of this node; answers its capability. */
static inline int64_t fugu_frame_allocate(uint32_t memory, uint64_t frames)
{
    return fugu_call(FUGU_SYS_FRAME_ALLOCATE, memory, frames, 0, 0, 0);
}

/* The same, of frames of this node that the program chooses: `first` is the name that fugu_frame_name answers. */
static inline int64_t fugu_frame_allocate_named(uint32_t memory, uint64_t frames, uint64_t first)
{
    return fugu_call(FUGU_SYS_FRAME_ALLOCATE, memory, frames, first + 1, 0, 0);
}

static inline int64_t fugu_frame_free(uint32_t frames)
{
    return fugu_call(FUGU_SYS_FRAME_FREE, frames, 0, 0, 0, 0);
}

/* Maps page `index` of a run of frames at an address. */
static inline int64_t fugu_tlb_write(uint32_t frames, uint64_t index, uint64_t address, uint32_t rights)
{
    return fugu_call(FUGU_SYS_TLB_WRITE, frames, index, address, rights, 0);
}

/*
 * The same, as the program's own page table says: `word` is where the entry stands, 8 bytes in any format, and
 * `value` is what was read there. The mapping goes as soon as anybody stores to the word's line. If the word has
 * changed meanwhile, nothing is mapped: the program faults again and looks again.
 */
static inline int64_t fugu_tlb_write_from(
    uint32_t frames, uint64_t index, uint64_t address, uint32_t rights, const volatile uint64_t *word, uint64_t value)
{
    register uint64_t a5 __asm__("a5") = value;
    register uint64_t a0 __asm__("a0") = frames;
    register uint64_t a1 __asm__("a1") = index;
    register uint64_t a2 __asm__("a2") = address;
    register uint64_t a3 __asm__("a3") = rights;
    register uint64_t a4 __asm__("a4") = (uintptr_t)word;
    register int64_t a7 __asm__("a7") = FUGU_SYS_TLB_WRITE;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a7) : "memory");
    return (int64_t)a0;
}

/* Answers 1 if there was a mapping. */
static inline int64_t fugu_tlb_drop(uint64_t address)
{
    return fugu_call(FUGU_SYS_TLB_DROP, address, 0, 0, 0, 0);
}

/* Drops the mappings of 1 to 128 pages from an address on. Answers how many there were. */
static inline int64_t fugu_tlb_drop_pages(uint64_t address, uint64_t pages)
{
    return fugu_call(FUGU_SYS_TLB_DROP, address, pages, 0, 0, 0);
}

/*
 * Drops the page's mapping on every node of the job by interrupting each of them, whether it has one or not, and
 * waits until all have answered: what machines do whose TLBs do not follow from memory.
 */
static inline int64_t fugu_tlb_shootdown(uint64_t address)
{
    return fugu_call(FUGU_SYS_TLB_SHOOTDOWN, address, 0, 0, 0, 0);
}

/*
 * Another node's memory by way of its kernel, on machines that have it (now-remote-access; elsewhere
 * FUGU_E_NO_REMOTE_ACCESS). The capability is that of the shared segment, the offset one in it: all multiples of
 * eight, and within one page. A write returns when it is sent; reads and swaps by the same rank come after it.
 */
static inline int64_t fugu_remote_read(uint32_t frames, uint64_t offset, uint64_t *value)
{
    register uint64_t a0 __asm__("a0") = frames;
    register uint64_t a1 __asm__("a1") = offset;
    register int64_t a7 __asm__("a7") = FUGU_SYS_REMOTE_READ;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a7) : "memory");
    *value = a1;
    return (int64_t)a0;
}

/* Swaps if the word is as expected; `value` is what it was. */
static inline int64_t fugu_remote_swap(
    uint32_t frames, uint64_t offset, uint64_t expected, uint64_t wanted, uint64_t *value)
{
    register uint64_t a0 __asm__("a0") = frames;
    register uint64_t a1 __asm__("a1") = offset;
    register uint64_t a2 __asm__("a2") = expected;
    register uint64_t a3 __asm__("a3") = wanted;
    register int64_t a7 __asm__("a7") = FUGU_SYS_REMOTE_SWAP;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a3), "r"(a7) : "memory");
    *value = a1;
    return (int64_t)a0;
}

/* At most 4,096 bytes, of private memory that is mapped now. */
static inline int64_t fugu_remote_write(uint32_t frames, uint64_t offset, const void *bytes, size_t count)
{
    return fugu_call(FUGU_SYS_REMOTE_WRITE, frames, offset, (uintptr_t)bytes, count, 0);
}

/*
 * A program may define this to map addresses that exos does not manage (below 0x40200000 they are exos's). It is
 * called for a page fault there, with the right that was missing, and answers whether the instruction may be tried
 * again. It runs on the exception stack: no floating point, and nothing of the C library.
 */
bool fugu_resolve_page(uint64_t address, uint32_t right);

/* A second handle for the same object, with the rights given and no others. */
static inline int64_t fugu_cap_derive(uint32_t cap, uint32_t rights)
{
    return fugu_call(FUGU_SYS_CAP_DERIVE, cap, rights, 0, 0, 0);
}

static inline int64_t fugu_cap_delete(uint32_t cap)
{
    return fugu_call(FUGU_SYS_CAP_DELETE, cap, 0, 0, 0, 0);
}

static inline int64_t fugu_cap_revoke(uint32_t cap)
{
    return fugu_call(FUGU_SYS_CAP_REVOKE, cap, 0, 0, 0, 0);
}

/* Kind in bits 7 to 0 (1 console, 2 memory, 3 frames), rights in 23 to 8, frames in 63 to 32. */
static inline int64_t fugu_cap_inspect(uint32_t cap)
{
    return fugu_call(FUGU_SYS_CAP_INSPECT, cap, 0, 0, 0, 0);
}

/* Which frame is behind a page of what a capability names, counted in the rank's part of its node. */
static inline int64_t fugu_frame_name(uint32_t frames, uint64_t index)
{
    return fugu_call(FUGU_SYS_CAP_INSPECT, frames, index + 1, 0, 0, 0);
}

/* Where exceptions go from now on; 0 gives them back to the kernel. */
static inline int64_t fugu_exception_entry(uintptr_t address)
{
    return fugu_call(FUGU_SYS_EXCEPTION_ENTRY, address, 0, 0, 0, 0);
}

/* Ends the job as trapped, with what uepc, ucause and utval say now. */
_Noreturn static inline void fugu_exception_decline(void)
{
    fugu_call(FUGU_SYS_EXCEPTION_DECLINE, 0, 0, 0, 0, 0);
    __builtin_unreachable();
}

/* Sleeps until a message is at the head of the queue; handles nothing. */
static inline int64_t fugu_message_wait(void)
{
    return fugu_call(FUGU_SYS_MESSAGE_WAIT, 0, 0, 0, 0, 0);
}

/*
 * Writes to the console from anywhere in memory, any number of bytes, past stdio's buffer.
 * Answers how many were written, or a negative error if none was.
 */
int64_t fugu_console_write(const void *bytes, size_t count);

#ifdef __cplusplus
}
#undef restrict
#undef _Noreturn
#endif

#endif

/*
 * Filters of messages: what says which of a rank's handlers (fugu/handler.h) a message is for, by any of its bytes.
 *
 * A filter is a list of atoms, all of which have to hold. The kernel looks at each filter, merges all that the rank
 * has, and compiles them into one piece of code, which answers the number of the filter that takes a message:
 *
 *     struct fugu_filter_atom http[] = {
 *         fugu_filter_equals(FUGU_FILTER_OPERANDS + 9, 1, 6),                           protocol: TCP
 *         fugu_filter_equals(FUGU_FILTER_OPERANDS + 22, 2, fugu_network_order_16(80)),  destination port
 *     };
 *     fugu_handler_set(0, serve, &data, sizeof data, NULL);
 *     fugu_filter_set(5, http, 2, 0);
 *
 * From then on a message that no handler takes by itself, and that comes while the rank does not run, is looked at by
 * the filters, and the handler that its filter names runs, with the filter's number as its third argument
 * (FUGU_FILTERED_HANDLER). While the rank runs, its messages come to it as ever: fugu_filter_find answers it the same.
 *
 * A message is 64 bytes: a double-word of who sent it (its low 16 bits are the rank), one of the function that it is
 * for, and six of operands; what it does not have is 0. A filter compares 1, 2, 4 or 8 bytes within a double-word, as
 * a load on this machine finds them: lowest byte first.
 *
 * Of several filters that a message is of, the one takes it that compares most bits. So the kernel refuses, with
 * FUGU_E_IN_USE, a filter that compares the same as another one, or as many bits as another one where some messages
 * would be of both; the report of the run says which. FUGU_E_UNSAFE_CODE: an atom looks beyond the message, or can never
 * hold. FUGU_E_OUT_OF_SLOTS: there are too many that compare different bits. Only messages to the rank are looked at, so
 * nobody's filter takes what is another's.
 */
#ifndef FUGU_FILTER_H
#define FUGU_FILTER_H

#include <fugu/handler.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FUGU_FILTER_MOST 128               /* filters that a rank can have */
#define FUGU_FILTER_ATOMS 16               /* of a filter */
#define FUGU_FILTER_OPERANDS 16            /* offset of the first operand in a message */
#define FUGU_FILTER_RANK FUGU_HANDLER_MOST /* no handler: the message waits for the rank */

struct fugu_filter_atom {
    uint32_t offset; /* in the message */
    uint32_t bytes;
    uint64_t mask;
    uint64_t value;
};

struct fugu_filter {
    uint64_t atoms;
    uint32_t count;
    uint32_t handler;
};

static_assert(sizeof(struct fugu_filter_atom) == 24, "the kernel reads 24 bytes an atom");
static_assert(sizeof(struct fugu_filter) == 16, "the kernel reads 16 bytes");

/* As packets have numbers: highest byte first. */
static inline uint16_t fugu_network_order_16(uint16_t number)
{
    return __builtin_bswap16(number);
}

static inline uint32_t fugu_network_order_32(uint32_t number)
{
    return __builtin_bswap32(number);
}

/* So many bytes are a value. */
static inline struct fugu_filter_atom fugu_filter_equals(uint32_t offset, uint32_t bytes, uint64_t value)
{
    struct fugu_filter_atom atom;
    atom.offset = offset;
    atom.bytes = bytes;
    atom.mask = ~0ul >> (64 - 8 * bytes);
    atom.value = value;
    return atom;
}

/*
 * Brings a filter into the kernel, in place of what had its number, 0 to FUGU_FILTER_MOST - 1, for a handler, which
 * may be brought later. Answers 0, or why not.
 */
static inline int64_t fugu_filter_set(
    uint32_t number, const struct fugu_filter_atom *atoms, uint32_t count, uint32_t handler)
{
    struct fugu_filter_atom near[FUGU_FILTER_ATOMS]; /* the kernel reads what was touched just before */
    struct fugu_filter filter;
    for (uint32_t i = 0; i < count && i < FUGU_FILTER_ATOMS; i++) near[i] = atoms[i];
    filter.atoms = (uintptr_t)near;
    filter.count = count;
    filter.handler = handler;
    return fugu_call(FUGU_SYS_ENVIRONMENT_SET, 0, FUGU_CONTEXT_FILTER, (uintptr_t)&filter, number, 0);
}

/* Takes it away. */
static inline int64_t fugu_filter_remove(uint32_t number)
{
    return fugu_call(FUGU_SYS_ENVIRONMENT_SET, 0, FUGU_CONTEXT_FILTER, 0, number, 0);
}

/* The number of the filter that takes a message of 64 bytes in memory, or -1. A filter was brought before. */
static inline int64_t fugu_filter_find(const uint64_t *message)
{
    typedef int64_t (*code)(uintptr_t tables, const uint64_t *message);
    return ((code)(FUGU_ADDRESS_FILTERS_START + 2048))(FUGU_ADDRESS_FILTERS_START + FUGU_PAGE_BYTES, message);
}

/* The same of operands in memory, where filters compare nothing else. */
static inline int64_t fugu_filter_find_operands(const uint64_t *operands)
{
    return fugu_filter_find((const uint64_t *)((uintptr_t)operands - FUGU_FILTER_OPERANDS));
}

/* Defines a handler that filters find: a function of the address of its data, how many bytes they are, and the filter's
 * number, below FUGU_FILTER_MOST. */
#define FUGU_FILTERED_HANDLER(name, type, data, filter)                                     \
    extern const char __start_fugu_handler_##name[], __stop_fugu_handler_##name[];          \
    __attribute__((used, noinline, section("fugu_handler_" #name)))                         \
    uint64_t name(type data, uint64_t data_bytes_ __attribute__((unused)), uint64_t filter)

#ifdef __cplusplus
}
#endif

#endif

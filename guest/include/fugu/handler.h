/*
 * Handlers of messages that run while their rank does not: application-specific safe handlers.
 *
 * A rank brings the kernel a short function. From then on, where a message for it arrives while another job or process
 * has the processor, the kernel does not only put the message into the rank's memory: it interrupts whoever runs, and
 * lets the function look at the message first. It may note what the message says, answer it, and wake the rank. While
 * the rank itself runs, its messages come to it as ever, so it also has an ordinary function for them:
 *
 *     struct counter { uint64_t messages, reply; };
 *     static fugu_guaranteed struct counter counter;
 *
 *     FUGU_HANDLER(count, struct counter *, data)
 *     {
 *         data->messages++;
 *         return fugu_handler_reply(data->reply, data->messages) ? FUGU_HANDLER_DONE : FUGU_HANDLER_PASS;
 *     }
 *     static void on_count(uint32_t source)
 *     {
 *         fugu_send(source, on_reply, ++counter.messages);
 *     }
 *     ...
 *     counter.reply = (uintptr_t)on_reply;
 *     fugu_handler_set(0, count, &counter, sizeof counter, on_count);
 *
 * The kernel verifies the function before it accepts it, and refuses with FUGU_E_UNSAFE_CODE what it cannot prove to
 * stay within its bounds. The report of the run says which instruction it is, and why. So the function
 *
 * - computes with integers, and takes branches forward only: no loop, no call, no floating point;
 * - loads and stores in its data alone. An index has to be compared with a bound, or masked, where the compiler shows
 *   it: data->table[index & 15]. What a load finds is a number, and no address;
 * - knows addresses of functions and variables only from its data: the kernel keeps its code elsewhere;
 * - reads its message and describes answers in the registers of the message unit, sends at most FUGU_HANDLER_LAUNCHES
 *   of them, within its group, and does not wait when the network refuses one;
 * - is at most FUGU_HANDLER_BYTES long, with at most FUGU_PAGE_BYTES of data. They lie in one page that the kernel maps
 *   by itself and that is private to the rank (fugu_guaranteed), at a multiple of 8. The end of the data is its stack.
 *
 * Handlers take time from whoever runs. If they take more than an eighth of it for long, their messages wait for the
 * rank as if there were none, until they have less to pay back. So do messages whose handler was ended: because it
 * sent to a rank that there is not, or because its data were taken away. Messages of a handler do not wait for others
 * that wait for the rank.
 */
#ifndef FUGU_HANDLER_H
#define FUGU_HANDLER_H

#include <fugu/fugu.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FUGU_HANDLER_MOST 4      /* handlers that a rank can have */
#define FUGU_HANDLER_BYTES 1024  /* of code */
#define FUGU_HANDLER_LAUNCHES 8  /* each time */

/* What a handler answers: what comes of its message. */
#define FUGU_HANDLER_PASS 0 /* it waits for the rank */
#define FUGU_HANDLER_DONE 1 /* it is gone */
#define FUGU_HANDLER_WAKE 2 /* it is gone, and the rank sleeps no longer: its fugu_wait, or else the next one, returns */

/* Defines a handler: a function of the address of its data. */
#define FUGU_HANDLER(name, type, data)                                                      \
    extern const char __start_fugu_handler_##name[], __stop_fugu_handler_##name[];          \
    __attribute__((used, noinline, section("fugu_handler_" #name))) uint64_t name(type data)

/* The rank that sent the message. */
static inline __attribute__((always_inline)) uint32_t fugu_handler_source(void)
{
    return (uint32_t)fugu_csr_read(FUGU_CSR_UI0) & 0xffff;
}

/* Operand 0 to 5 of the message, a constant; 0 if it has fewer. */
#define fugu_handler_operand(number) fugu_csr_read(FUGU_CSR_UI2 + (number))

/* Sends a message to a rank, to a function whose address is in the handler's data. Answers whether it was sent. */
#define fugu_handler_send(rank, function, ...)                                              \
    ({                                                                                      \
        FUGU_CHECK(__VA_ARGS__);                                                            \
        fugu_offer(rank, function, FUGU_LIST(__VA_ARGS__) + 1, FUGU_COUNT(__VA_ARGS__));    \
    })

/* The same to who sent the message. */
#define fugu_handler_reply(function, ...) fugu_handler_send(fugu_handler_source(), function, ##__VA_ARGS__)

/* A handler as the kernel reads it. */
struct fugu_handler {
    uint64_t code;
    uint32_t code_bytes;
    uint32_t data_bytes;
    uint64_t data;
    uint64_t value; /* it takes messages whose second double-word, masked, is this */
    uint64_t mask;
};

static_assert(sizeof(struct fugu_handler) == 40, "the kernel reads 40 bytes");

/* Brings a handler into the kernel, in place of what had its number, 0 to FUGU_HANDLER_MOST - 1. Answers 0, or why not. */
static inline int64_t fugu_handler_install(uint32_t number, const struct fugu_handler *handler)
{
    return fugu_call(FUGU_SYS_ENVIRONMENT_SET, 0, FUGU_CONTEXT_HANDLER, (uintptr_t)handler, number, 0);
}

/* Takes it away. */
static inline int64_t fugu_handler_remove(uint32_t number)
{
    return fugu_handler_install(number, NULL);
}

/* Brings a handler that FUGU_HANDLER defines into the kernel, for the messages to a function. */
#define fugu_handler_set(number, name, its_data, bytes, function)                           \
    ({                                                                                      \
        struct fugu_handler handler_;                                                       \
        handler_.code = (uintptr_t)__start_fugu_handler_##name;                             \
        handler_.code_bytes = (uint32_t)(__stop_fugu_handler_##name - __start_fugu_handler_##name); \
        handler_.data_bytes = (bytes);                                                      \
        handler_.data = (uintptr_t)(its_data);                                              \
        handler_.value = (uintptr_t)(function);                                             \
        handler_.mask = ~0ul;                                                               \
        fugu_handler_install(number, &handler_);                                            \
    })

#ifdef __cplusplus
}
#endif

#endif

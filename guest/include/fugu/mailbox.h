/*
 * Messages that also work on machines without a message unit (dash): there they go through mailboxes in shared
 * memory. A handler has the sender's rank and one operand. Programs that use this poll: they have no message
 * interrupts, and so need no atomic sections. On a machine without a unit fugu_send is an illegal instruction.
 */
#ifndef FUGU_MAILBOX_H
#define FUGU_MAILBOX_H

#include <fugu/fugu.h>

#define FUGU_MAIL_RANKS 16 /* the most ranks that have mailboxes */

typedef void fugu_mail_handler(uint32_t source, uint64_t operand);

/* Whether messages go through shared memory; known after fugu_mail_start. */
extern bool fugu_mail_is_shared;

/* Call it once, before the first message. */
void fugu_mail_start(void);

/* The way through shared memory. */
void fugu_mailbox_send(uint32_t rank, fugu_mail_handler *handler);
void fugu_mailbox_send_word(uint32_t rank, fugu_mail_handler *handler, uint64_t operand);
bool fugu_mailbox_poll(void);

/* Sends a message without operand: its handler is given 0. */
static inline __attribute__((always_inline)) void fugu_mail(uint32_t rank, fugu_mail_handler *handler)
{
    if (fugu_mail_is_shared) fugu_mailbox_send(rank, handler);
    else fugu_send(rank, handler);
}

static inline __attribute__((always_inline)) void fugu_mail_word(
    uint32_t rank, fugu_mail_handler *handler, uint64_t operand)
{
    if (fugu_mail_is_shared) fugu_mailbox_send_word(rank, handler, operand);
    else fugu_send(rank, handler, operand);
}

/* Runs the handler of one message, if there is one. Answers whether it did. */
static inline __attribute__((always_inline)) bool fugu_mail_poll(void)
{
    if (fugu_mail_is_shared) return fugu_mailbox_poll();
    uint64_t status = fugu_csr_read(FUGU_CSR_USTAT);
    if (!(status & 1)) return false;
    uint32_t source = fugu_csr_read(FUGU_CSR_UI0) & 0xffff;
    fugu_mail_handler *handler = (fugu_mail_handler *)fugu_csr_read(FUGU_CSR_UI1);
    uint64_t operand = (status >> 4 & 15) > 2 ? fugu_csr_read(FUGU_CSR_UI2) : 0;
    fugu_csr_write(FUGU_CSR_UDISPOSE, 0);
    handler(source, operand);
    return true;
}

#endif

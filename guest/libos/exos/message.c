/* Messages: from the queue to their handlers. entry.S comes here too, after a message interrupt. */
#include <exos.h>

#define HEADER_WORDS 2 /* uo0 and uo1: where to, and the handler */

typedef void handler(uint32_t source, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

/* A message is disposed of before its handler runs: its place in the queue is free the sooner. */
static void handle_head(uint64_t status)
{
    uint32_t source = fugu_csr_read(FUGU_CSR_UI0) & 0xffff;
    handler *handle = (handler *)fugu_csr_read(FUGU_CSR_UI1);
    uint64_t a = fugu_csr_read(FUGU_CSR_UI2);
    uint64_t b = fugu_csr_read(FUGU_CSR_UI3);
    uint64_t c = 0, d = 0, e = 0, f = 0;
    /* A register of the unit takes longer to read than most; few messages are long. */
    if ((status >> 4 & 15) > HEADER_WORDS + 2) {
        c = fugu_csr_read(FUGU_CSR_UI4);
        d = fugu_csr_read(FUGU_CSR_UI5);
        e = fugu_csr_read(FUGU_CSR_UI6);
        f = fugu_csr_read(FUGU_CSR_UI7);
    }
    fugu_csr_write(FUGU_CSR_UDISPOSE, 0);
    handle(source, a, b, c, d, e, f);
}

/* The status is read inside the section: an interrupt before it may have taken the message. */
bool fugu_dispatch(void)
{
    uint64_t before = fugu_atomic_begin();
    uint64_t status = fugu_csr_read(FUGU_CSR_USTAT);
    if (status & 1) handle_head(status);
    fugu_atomic_end(before);
    return status & 1;
}

void fugu_wait(void)
{
    uint64_t before = fugu_atomic_begin();
    fugu_message_wait();
    fugu_dispatch();
    fugu_atomic_end(before);
}

void fugu_send_refused(void)
{
    if (!(fugu_csr_read(FUGU_CSR_UAC) & 1)) fugu_poll();
}

void fugu_interrupts_enable(void)
{
    fugu_csr_write(FUGU_CSR_UIVEC, (uintptr_t)exos_message_entry);
}

void fugu_interrupts_enable_integer(void)
{
    fugu_csr_write(FUGU_CSR_UIVEC, (uintptr_t)exos_message_entry_integer);
}

void fugu_interrupts_disable(void)
{
    fugu_csr_write(FUGU_CSR_UIVEC, 0);
}

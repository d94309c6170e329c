/* Messages: from the queue to their handlers. entry.S comes here too, after a message interrupt. */
#include <exos.h>

#define HEADER_WORDS 2 /* uo0 and uo1: where to, and the handler */

typedef void handler(uint32_t source, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

/* The message at the head has bulk data that nobody has taken yet. */
static volatile bool bulk_waits;

/* Its message stays at the head until the handler has said where the data are to go. */
static void handle_bulk(handler *handle, uint32_t source, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    bulk_waits = true;
    handle(source, a, b, c, d, 0, 0);
    if (bulk_waits) fugu_csr_write(FUGU_CSR_UDISPOSE, 0);
    bulk_waits = false;
}

uint32_t fugu_bulk_bytes(void)
{
    return bulk_waits ? (uint32_t)(fugu_csr_read(FUGU_CSR_USTAT) >> 32) : 0;
}

void fugu_sink(void *address)
{
    if (!bulk_waits) return;
    fugu_csr_write(FUGU_CSR_USINK, (uintptr_t)address);
    bulk_waits = false;
}

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
    if (status >> 32) {
        handle_bulk(handle, source, a, b, c, d);
        return;
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

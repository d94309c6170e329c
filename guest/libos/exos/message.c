/* Messages: what is not on the shortest way from the queue to a handler, which is in message_entry.S. */
#include <exos.h>

volatile bool message_interrupts;

/* The message at the head has bulk data that nobody has taken yet. */
static volatile bool bulk_waits;

/* The message stays at the head until its handler has said where the data are to go. */
void message_handle_bulk(void)
{
    uint32_t source = fugu_csr_read(FUGU_CSR_UI0) & 0xffff;
    message_handler *handle = (message_handler *)fugu_csr_read(FUGU_CSR_UI1);
    uint64_t a = fugu_csr_read(FUGU_CSR_UI2);
    uint64_t b = fugu_csr_read(FUGU_CSR_UI3);
    uint64_t c = fugu_csr_read(FUGU_CSR_UI4);
    uint64_t d = fugu_csr_read(FUGU_CSR_UI5);
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

void fugu_wait(void)
{
    uint64_t before = fugu_atomic_begin();
    if (message_has_unit()) {
        fugu_message_wait();
    } else {
        /* Nothing interrupts here, but a section would keep the other contexts from their turn. */
        fugu_csr_write(FUGU_CSR_UAC, 0);
        fugu_pause();
        fugu_atomic_begin();
    }
    fugu_poll();
    fugu_atomic_end(before);
}

bool fugu_offer_mailbox(unsigned operands)
{
    return !message_has_unit() && mailbox_send(operands);
}

void fugu_send_refused(void)
{
    if (!(fugu_csr_read(FUGU_CSR_UAC) & 1)) fugu_poll();
}

void fugu_bulk_refused(void)
{
    if (!message_has_unit()) exos_end("bulk data need a message unit, which this machine does not have.");
    fugu_send_refused();
}

static bool enable_interrupts(void (*entry)(void))
{
    if (!message_has_unit()) return false;
    message_interrupts = true;
    fugu_csr_write(FUGU_CSR_UIVEC, (uintptr_t)entry);
    return true;
}

bool fugu_interrupts_enable(void)
{
    return enable_interrupts(message_entry);
}

bool fugu_interrupts_enable_integer(void)
{
    return enable_interrupts(message_entry_integer);
}

void fugu_interrupts_disable(void)
{
    fugu_csr_write(FUGU_CSR_UIVEC, 0);
}

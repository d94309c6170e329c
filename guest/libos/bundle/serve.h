/*
 * exos as a server: an environment of its own on each node, which the program reaches by protected control transfer.
 * serve.c says how; this is what it and serve.S agree on, and what the rest of exos asks.
 *
 * In registers, since a transfer leaves all of them as they are: a1 to a5 what is asked, and a6 of whom. From a client
 * a6 is one of SERVE_...; from the server it is 0 with an answer in a1, or a call of the kernel, which its client makes
 * for it in its own name.
 */
#ifndef EXOS_SERVE_H
#define EXOS_SERVE_H

#define SERVE_ANSWER 0
#define SERVE_LOOKUP 1
#define SERVE_INSERT 2
#define SERVE_BREAK 3
#define SERVE_CONSOLE_WRITE 4
#define SERVE_METRIC 5
#define SERVE_METRIC_UNIT 6
#define SERVE_REGION 7
#define SERVE_PROTECT 8
#define SERVE_UNPROTECT 9
#define SERVE_RIGHTS 10
#define SERVE_MAP 11
#define SERVE_UNMAP 12
#define SERVE_DIRTY 13
#define SERVE_CLEAN 14
#define SERVE_KEEP 15

/* struct serve_client and struct serve_server */
#define SERVE_SP 0
#define SERVE_RA 8
#define SERVE_SECTION 16
#define SERVE_ENVIRONMENT 24
#define SERVE_TOP 16

#ifndef __ASSEMBLER__

#include <exos.h>
#include <page_table.h>

/* Where both have the page that bytes go by: above the library OS's own addresses. */
#define SERVE_WINDOW 0x3d00000000ul
#define serve_window ((char *)SERVE_WINDOW)

/* In a capability of the server's page table: it is the client's name. */
#define SERVE_CLIENTS 0x80000000u

/* A client that waits: its stack, where it goes on, whether it was in an atomic section; and whom it asks. */
struct serve_client {
    uint64_t sp;
    uint64_t ra;
    uint64_t section;
    uint64_t environment; /* 0: this is no client */
};

/* A server that has asked its client: its stack, or 0, and where it goes on; and where its stack ends. */
struct serve_server {
    uint64_t sp;
    uint64_t ra;
    uint64_t top; /* 0: this is no server */
};

extern struct serve_client serve_client;
extern struct serve_server serve_server;

/* In the client: has the server do something. */
uint64_t serve_call(uint64_t what, uint64_t a, uint64_t b, uint64_t c);

/* In the server: has the client make a call of the kernel. */
int64_t serve_ask(uint64_t call, uint64_t a, uint64_t b, uint64_t c, uint64_t d);

/* In the server: the entry with the capability as its client calls it, or 0. */
uint64_t serve_named(uint64_t entry);

/* In the client: its hooks. */
const void *served_hooks(void);

/*
 * In the program, before anything else: makes the server, lets it start, and answers the hooks of its client; 0 if it
 * cannot be.
 */
const void *exos_serve(const struct fugu_boot_record *boot);

/* An address of the program among its variables that are always mapped. */
void exos_keep(const void *address);

/* ---- placement.h */

static inline int64_t placement_translate(uint64_t entry, uint64_t address)
{
    if (!serve_server.top)
        return fugu_tlb_write(page_entry_cap(entry), page_entry_page(entry), address, page_entry_rights(entry));
    uint64_t named = serve_named(entry);
    if (!named) return FUGU_E_OUT_OF_SLOTS;
    return serve_ask(FUGU_SYS_TLB_WRITE, page_entry_cap(named), page_entry_page(named), address,
                     page_entry_rights(named));
}

extern const void *serve_kept;

static inline bool placement_keeps(const struct fugu_segment *segment)
{
    return (uintptr_t)serve_kept - segment->address < segment->bytes;
}

/* A server may have looked at a page itself, to take its frame back. */
static inline void placement_drop(uint64_t address, uint64_t pages)
{
    fugu_tlb_drop_pages(address, pages);
    if (serve_server.top) serve_ask(FUGU_SYS_TLB_DROP, address, pages, 0, 0);
}

#endif
#endif

/*
 * exos as a server: the same code and the same page tables in an environment of its own, beside the program's.
 *
 *   program's environment                     server's environment
 *   +-----------------------------+           +------------------------------+
 *   | program                     |  transfer | page table, regions, heap,   |
 *   | hooks: ask the server       |  ------>  | rights, console, figures     |
 *   | exceptions: ask the server  |  <------  | all frames of the node       |
 *   | messages, shared memory     |           |                              |
 *   +-----------------------------+           +------------------------------+
 *              |         a page of both, for bytes         |
 *              +-------------------------------------------+
 *
 * Each has a copy of exos' variables. The server has the frames, and grants a run of them to its client when a page of
 * it is first needed there. Translations are an environment's own, so the client writes them: for a page fault with
 * what the server answers, and otherwise because the server asks. What works on the registers of the message unit and
 * on shared memory stays in the program.
 *
 * In the server's page table a capability is the server's own, or one of the client's if SERVE_CLIENTS is set in it.
 *
 * Here is what the server does; served.c has the hooks that ask it, serve_make.c how it is made.
 */
#include <serve.h>
#include <string.h>

#include <exos.h>
#include <fugu/capability.h>
#include <fugu/environment.h>
#include <fugu/memory.h>
#include <page_table.h>

#define HANDLES 4096 /* of an environment */
#define SLOT(cap) ((cap) & (HANDLES - 1))
#define ACCESS (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE | FUGU_RIGHT_EXECUTE)

fugu_guaranteed struct serve_client serve_client;
fugu_guaranteed struct serve_server serve_server;

_Static_assert(offsetof(struct serve_client, environment) == SERVE_ENVIRONMENT, "serve.S has the layout");
_Static_assert(offsetof(struct serve_server, top) == SERVE_TOP, "serve.S has the layout");

/* The boot record as the server sees it. */
static fugu_guaranteed struct fugu_boot_record served;

/* By the slot of the server's capability, what its client calls the same frames; 0 if it does not have them yet. */
static fugu_guaranteed uint32_t names[HANDLES];

void serve_server_entry(void);

struct page_table here_start(const struct fugu_boot_record *boot);
uint64_t here_lookup(uint64_t address);
bool here_insert(uint64_t address, uint64_t entry);
uint64_t here_protect(uint64_t address, uint64_t pages, uint32_t rights);

fugu_guaranteed const void *serve_kept;

void exos_keep(const void *address)
{
    serve_kept = address;
}

/* ---- the page table, wherever it is */

struct page_table page_table_start(const struct fugu_boot_record *boot)
{
    return here_start(boot);
}

uint64_t page_table_lookup(uint64_t address)
{
    return serve_client.environment ? serve_call(SERVE_LOOKUP, address, 0, 0) : here_lookup(address);
}

bool page_table_insert(uint64_t address, uint64_t entry)
{
    return serve_client.environment ? serve_call(SERVE_INSERT, address, entry, 0) : here_insert(address, entry);
}

uint64_t page_table_protect(uint64_t address, uint64_t pages, uint32_t rights)
{
    return here_protect(address, pages, rights);
}

/* ---- the server */

/* The record comes by the window. */
void serve_start(void)
{
    served = *(const struct fugu_boot_record *)serve_window;
    exos_start(&served);
    fugu_environment_set(0, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)serve_server_entry);
}

static uint64_t with_cap(uint64_t entry, uint32_t cap)
{
    return (entry & 0xffffffff) | (uint64_t)cap << 32;
}

uint64_t serve_named(uint64_t entry)
{
    uint32_t cap = page_entry_cap(entry);
    if (cap & SERVE_CLIENTS) return with_cap(entry, cap & ~SERVE_CLIENTS);
    uint32_t *name = &names[SLOT(cap)];
    if (!*name) {
        int64_t ticket = fugu_cap_grant(cap, ACCESS, FUGU_ENVIRONMENT_OF_RANK(fugu_rank()));
        if (ticket < 0) return 0;
        int64_t accepted = serve_ask(FUGU_SYS_CAP_ACCEPT, (uint64_t)ticket, 0, 0, 0);
        if (accepted < 0) return 0;
        *name = (uint32_t)accepted;
    }
    return with_cap(entry, *name);
}

/* Makes the page if there is to be one and is none yet. */
static uint64_t look_up(uint64_t address)
{
    uint64_t entry = here_lookup(address);
    if (!entry) {
        entry = region_page(address);
        if (entry) here_insert(address, entry);
    }
    return entry ? serve_named(entry) : 0;
}

/* A client changes the rights of a page at most: whose it is stays. */
static bool insert(uint64_t address, uint64_t entry)
{
    uint64_t old = here_lookup(address);
    return old && here_insert(address, (old & ~(uint64_t)0xff) | (entry & 0xff));
}

uint64_t serve_request(uint64_t what, uint64_t a, uint64_t b, uint64_t c)
{
    switch (what) {
    case SERVE_LOOKUP: return look_up(a);
    case SERVE_INSERT: return insert(a, b);
    case SERVE_BREAK: return (uint64_t)exos_break((int64_t)a);
    case SERVE_CONSOLE_WRITE:
        return a > FUGU_PAGE_BYTES ? (uint64_t)FUGU_E_BAD_ARGUMENT : (uint64_t)fugu_console_write(serve_window, a);
    case SERVE_METRIC: serve_window[FUGU_PAGE_BYTES - 1] = 0; return (uint64_t)fugu_metric(serve_window, (int64_t)a);
    case SERVE_METRIC_UNIT:
        serve_window[FUGU_PAGE_BYTES - 1] = 0;
        if (a >= FUGU_PAGE_BYTES) return (uint64_t)FUGU_E_BAD_ARGUMENT;
        return (uint64_t)fugu_metric_unit(serve_window, serve_window + a);
    case SERVE_REGION:
        if (a) fugu_region_begin();
        else fugu_region_end();
        return 0;
    case SERVE_PROTECT: return (uint64_t)fugu_protect((const void *)a, b, (uint32_t)c);
    case SERVE_UNPROTECT: return (uint64_t)fugu_unprotect((const void *)a, b);
    case SERVE_RIGHTS: return (uint64_t)fugu_rights((const void *)a);
    case SERVE_MAP: return (uint64_t)fugu_map(a, (uint32_t)b);
    case SERVE_UNMAP: return (uint64_t)fugu_unmap((void *)a, b);
    case SERVE_DIRTY: return (uint64_t)fugu_dirty((const void *)a);
    case SERVE_KEEP: exos_keep((const void *)a); return 0;
    case SERVE_CLEAN: return (uint64_t)fugu_clean((const void *)a, b);
    default: return (uint64_t)FUGU_E_NO_SUCH_CALL;
    }
}

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
 * In the server's page table a capability is the server's own, or one of the client's if CLIENTS is set in it.
 */
#include <serve.h>
#include <string.h>

#include <exos.h>
#include <fugu/capability.h>
#include <fugu/environment.h>
#include <fugu/hooks.h>
#include <fugu/memory.h>
#include <page_table.h>

#define CLIENTS 0x80000000u
#define HANDLES 4096 /* of an environment */
#define SLOT(cap) ((cap) & (HANDLES - 1))
#define READ_WRITE (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)
#define ACCESS (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE | FUGU_RIGHT_EXECUTE)

/* Above the library OS's own addresses. */
#define WINDOW 0x3d00000000ul
#define STACK (WINDOW + 0x10000)
#define STACK_PAGES 4
#define COPY (WINDOW + 0x20000)

/* Frames that stay the program's: messages wait in them when it does not take them. */
#define KEPT_MOST 64

#define MOST_COPIED 8

fugu_guaranteed struct serve_client serve_client;
fugu_guaranteed struct serve_server serve_server;

_Static_assert(offsetof(struct serve_client, environment) == SERVE_ENVIRONMENT, "serve.S has the layout");
_Static_assert(offsetof(struct serve_server, top) == SERVE_TOP, "serve.S has the layout");

/* The boot record as the server sees it. */
static fugu_guaranteed struct fugu_boot_record served;

/* By the slot of the server's capability, what its client calls the same frames; 0 if it does not have them yet. */
static fugu_guaranteed uint32_t names[HANDLES];

static char *const window = (char *)WINDOW;

void serve_begin(void);
void serve_client_entry(void);
void serve_server_entry(void);
void served_exception_entry(void);

struct page_table here_start(const struct fugu_boot_record *boot);
uint64_t here_lookup(uint64_t address);
bool here_insert(uint64_t address, uint64_t entry);
uint64_t here_protect(uint64_t address, uint64_t pages, uint32_t rights);

/* An address of the program among its variables that are always mapped. */
fugu_guaranteed const void *serve_kept;

void exos_keep(const void *address);

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
    served = *(const struct fugu_boot_record *)window;
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
    if (cap & CLIENTS) return with_cap(entry, cap & ~CLIENTS);
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
        return a > FUGU_PAGE_BYTES ? (uint64_t)FUGU_E_BAD_ARGUMENT : (uint64_t)fugu_console_write(window, a);
    case SERVE_METRIC: window[FUGU_PAGE_BYTES - 1] = 0; return (uint64_t)fugu_metric(window, (int64_t)a);
    case SERVE_METRIC_UNIT:
        window[FUGU_PAGE_BYTES - 1] = 0;
        if (a >= FUGU_PAGE_BYTES) return (uint64_t)FUGU_E_BAD_ARGUMENT;
        return (uint64_t)fugu_metric_unit(window, window + a);
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

/* ---- the client: hooks, as the program calls them */

static int64_t serve_exos_break(int64_t bytes)
{
    return (int64_t)serve_call(SERVE_BREAK, (uint64_t)bytes, 0, 0);
}

/*
 * By the page that both have. Messages wait meanwhile: their handlers may write to the console too. A page of the text
 * that is only then looked up does not use the window; but a program's handler of faults that writes while it makes
 * the text readable would overwrite what is there.
 */
static int64_t serve_fugu_console_write(const void *bytes, size_t count)
{
    size_t done = 0;
    while (done < count) {
        size_t part = count - done < FUGU_PAGE_BYTES ? count - done : FUGU_PAGE_BYTES;
        uint64_t before = fugu_atomic_begin();
        memcpy(window, (const char *)bytes + done, part);
        int64_t written = (int64_t)serve_call(SERVE_CONSOLE_WRITE, part, 0, 0);
        fugu_atomic_end(before);
        if (written <= 0) return done ? (int64_t)done : written;
        done += (size_t)written;
    }
    return (int64_t)done;
}

/* A text with its end, to the window. Answers how many bytes it took, or 0 if it is too long. */
static size_t put(size_t at, const char *text)
{
    size_t bytes = strlen(text) + 1;
    if (bytes > FUGU_PAGE_BYTES / 2) return 0;
    memcpy(window + at, text, bytes);
    return bytes;
}

static int64_t serve_fugu_metric(const char *name, int64_t value)
{
    uint64_t before = fugu_atomic_begin();
    int64_t answer = FUGU_E_BAD_ARGUMENT;
    if (put(0, name)) answer = (int64_t)serve_call(SERVE_METRIC, (uint64_t)value, 0, 0);
    fugu_atomic_end(before);
    return answer;
}

static int64_t serve_fugu_metric_unit(const char *name, const char *unit)
{
    uint64_t before = fugu_atomic_begin();
    int64_t answer = FUGU_E_BAD_ARGUMENT;
    size_t at = put(0, name);
    if (at && put(at, unit)) answer = (int64_t)serve_call(SERVE_METRIC_UNIT, at, 0, 0);
    fugu_atomic_end(before);
    return answer;
}

/* Control is transferred by environments that have one context. */
static int64_t serve_fugu_context_start(uint32_t context, void (*function)(void *), void *argument)
{
    (void)context;
    (void)function;
    (void)argument;
    return FUGU_E_NOT_READY;
}

static void serve_fugu_region_begin(void)
{
    serve_call(SERVE_REGION, 1, 0, 0);
}

static void serve_fugu_region_end(void)
{
    serve_call(SERVE_REGION, 0, 0, 0);
}

static void serve_exos_keep(const void *address)
{
    serve_call(SERVE_KEEP, (uintptr_t)address, 0, 0);
}

static int64_t serve_fugu_protect(const void *address, size_t bytes, uint32_t rights)
{
    return (int64_t)serve_call(SERVE_PROTECT, (uintptr_t)address, bytes, rights);
}

static int64_t serve_fugu_unprotect(const void *address, size_t bytes)
{
    return (int64_t)serve_call(SERVE_UNPROTECT, (uintptr_t)address, bytes, 0);
}

static int64_t serve_fugu_rights(const void *address)
{
    return (int64_t)serve_call(SERVE_RIGHTS, (uintptr_t)address, 0, 0);
}

static int64_t serve_fugu_map(size_t bytes, uint32_t rights)
{
    return (int64_t)serve_call(SERVE_MAP, bytes, rights, 0);
}

static int64_t serve_fugu_unmap(void *address, size_t bytes)
{
    return (int64_t)serve_call(SERVE_UNMAP, (uintptr_t)address, bytes, 0);
}

static int64_t serve_fugu_dirty(const void *address)
{
    return (int64_t)serve_call(SERVE_DIRTY, (uintptr_t)address, 0, 0);
}

static int64_t serve_fugu_clean(const void *address, size_t bytes)
{
    return (int64_t)serve_call(SERVE_CLEAN, (uintptr_t)address, bytes, 0);
}

void exos_resolver(bool (*function)(uint64_t address, uint32_t right));
const void *exos_serve(const struct fugu_boot_record *boot);

#define WHERE_local(function) (const void *)function,
#define WHERE_served(function) (const void *)serve_##function,
#define ADDRESS(name, function, where) WHERE_##where(function)
#define COUNT(name, function, where) +1

static const struct {
    uint64_t magic;
    uint32_t version;
    uint32_t count;
    const void *hooks[0 FUGU_HOOKS(COUNT)];
} hooks = {FUGU_HOOKS_MAGIC, FUGU_HOOKS_VERSION, 0 FUGU_HOOKS(COUNT), {FUGU_HOOKS(ADDRESS)}};

_Noreturn void serve_is_lost(void)
{
    serve_client.environment = 0;
    exos_end("the library OS, which is a server, has ended");
}

/* ---- how the server is made */

/* Variables of exos that the server has its own of. */
struct copied {
    uint64_t address;
    uint32_t frames;
};

static bool is_own_copy(const struct fugu_segment *segment)
{
    return segment->address >= FUGU_ADDRESS_LIBRARY_START && (segment->rights & FUGU_RIGHT_WRITE)
           && !(segment->rights & FUGU_BOOT_SEGMENT_SHARED);
}

static int64_t take(uint64_t pages)
{
    return fugu_frame_allocate(fugu_boot->cap_memory, pages);
}

/* As they are now, in frames of their own. The guaranteed ones are zeros yet, as fresh frames are. */
static int64_t copy(const struct fugu_segment *segment, struct copied *to)
{
    int64_t frames = take(segment->bytes >> FUGU_PAGE_SHIFT);
    if (frames < 0) return frames;
    *to = (struct copied){segment->address, (uint32_t)frames};
    if ((uintptr_t)names - segment->address < segment->bytes) return 0;
    int64_t looked_at = fugu_cap_derive((uint32_t)frames, READ_WRITE | FUGU_RIGHT_DERIVE);
    if (looked_at < 0) return looked_at;
    int64_t mapped = fugu_environment_map(0, COPY, (uint32_t)looked_at, READ_WRITE);
    if (mapped < 0) return mapped;
    memcpy((void *)COPY, (const void *)segment->address, segment->bytes);
    return fugu_cap_delete((uint32_t)looked_at);
}

/* For the server: what its client calls its segments, and how much memory it has. */
static void describe(uint32_t frames)
{
    struct fugu_boot_record *boot = (struct fugu_boot_record *)window;
    *boot = *fugu_boot;
    boot->cap_console = FUGU_MADE_CAP_CONSOLE;
    boot->cap_memory = FUGU_MADE_CAP_MEMORY;
    boot->frames_available = frames;
    for (uint32_t i = 0; i < boot->segment_count; i++) boot->segments[i].cap |= CLIENTS;
}

/* Whether all of the library OS is where it belongs in the server. */
static bool fill(uint32_t server, const struct copied *copies, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (fugu_environment_map(server, copies[i].address, copies[i].frames, READ_WRITE) < 0) return false;
    }
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++) {
        const struct fugu_segment *segment = &fugu_boot->segments[i];
        if (segment->address < FUGU_ADDRESS_LIBRARY_START || (segment->rights & FUGU_RIGHT_WRITE)) continue;
        if (fugu_environment_map(server, segment->address, segment->cap, segment->rights & ACCESS) < 0) return false;
    }
    return true;
}

/* Answers a capability for the server, or why there is none. */
static int64_t make(void)
{
    int64_t both = take(1), stack = take(STACK_PAGES);
    if (both < 0 || stack < 0) return FUGU_E_OUT_OF_FRAMES;
    if (fugu_environment_map(0, WINDOW, (uint32_t)both, READ_WRITE) < 0) return FUGU_E_OUT_OF_SLOTS;
    uint64_t taken = 1 + STACK_PAGES;
    struct copied copies[MOST_COPIED];
    uint32_t count = 0;
    for (uint32_t i = 0; i < fugu_boot->segment_count; i++) {
        const struct fugu_segment *segment = &fugu_boot->segments[i];
        if (!is_own_copy(segment)) continue;
        if (count == MOST_COPIED || copy(segment, &copies[count++]) < 0) return FUGU_E_OUT_OF_FRAMES;
        taken += segment->bytes >> FUGU_PAGE_SHIFT;
    }
    uint64_t left = fugu_boot->frames_available > taken ? fugu_boot->frames_available - taken : 0;
    uint32_t frames = (uint32_t)(left - (left / 8 < KEPT_MOST ? left / 8 : KEPT_MOST));
    describe(frames);
    int64_t server = fugu_environment_make(
        fugu_boot->cap_memory, frames, (uintptr_t)serve_begin, STACK + STACK_PAGES * FUGU_PAGE_BYTES, 0, 0);
    if (server < 0) return server;
    bool filled = fill((uint32_t)server, copies, count)
                  && fugu_environment_map((uint32_t)server, STACK, (uint32_t)stack, READ_WRITE) >= 0
                  && fugu_environment_map((uint32_t)server, WINDOW, (uint32_t)both, READ_WRITE) >= 0;
    return filled ? server : FUGU_E_OUT_OF_SLOTS;
}

/*
 * In the program, before anything else: makes the server, lets it start, and answers the hooks of its client; 0 if it
 * cannot be.
 */
const void *exos_serve(const struct fugu_boot_record *boot)
{
    fugu_boot = boot;
    int64_t server = make();
    if (server < 0) return 0;
    if (fugu_environment_set(0, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)serve_client_entry) < 0) return 0;
    if (fugu_slice_yield((uint32_t)server) < 0) return 0;
    serve_client.environment = (uint64_t)server;
    exception_start((uintptr_t)served_exception_entry);
    return &hooks;
}

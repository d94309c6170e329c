/*
 * The hooks of a program whose exos is a server (serve.c): each asks it.
 */
#include <serve.h>
#include <string.h>

#include <exos.h>
#include <fugu/hooks.h>
#include <fugu/memory.h>

static int64_t serve_exos_break(int64_t bytes)
{
    return (int64_t)serve_call(SERVE_BREAK, (uint64_t)bytes, 0, 0);
}

/*
 * By the page that both have. Messages wait from the moment on when it is in use: their handlers may write to the
 * console too.
 */
static int64_t serve_fugu_console_write(const void *bytes, size_t count)
{
    size_t done = 0;
    while (done < count) {
        size_t part = count - done < FUGU_PAGE_BYTES ? count - done : FUGU_PAGE_BYTES;
        const char *text = (const char *)bytes + done;
        uint64_t before = fugu_atomic_begin();
        console_touch(text, part); /* before the page of both is in use: a handler of faults may write */
        memcpy(serve_window, text, part);
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
    memcpy(serve_window + at, text, bytes);
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

const void *served_hooks(void)
{
    return &hooks;
}

_Noreturn void serve_is_lost(void)
{
    serve_client.environment = 0;
    exos_end("the library OS, which is a server, has ended");
}

/* exos as a shared object: its table of hooks, and what a compiler expects of a C library. */
#include <stddef.h>
#include <string.h>

#include <exos.h>
#include <fugu/hooks.h>
#include <fugu/memory.h>

#define COUNT(name, function, where) +1
#define ADDRESS(name, function, where) (const void *)function,

const void *exos_serve(const struct fugu_boot_record *boot);
void exos_keep(const void *address);
void exos_resolver(bool (*function)(uint64_t address, uint32_t right));

__attribute__((visibility("default"))) const struct {
    uint64_t magic;
    uint32_t version;
    uint32_t count;
    const void *hooks[0 FUGU_HOOKS(COUNT)];
} fugu_libos = {FUGU_HOOKS_MAGIC, FUGU_HOOKS_VERSION, 0 FUGU_HOOKS(COUNT), {FUGU_HOOKS(ADDRESS)}};

static fugu_guaranteed bool (*resolve)(uint64_t address, uint32_t right);

void exos_resolver(bool (*function)(uint64_t address, uint32_t right))
{
    resolve = function;
}

bool fugu_resolve_page(uint64_t address, uint32_t right)
{
    return resolve && resolve(address, right);
}

/* There is no stdio here. */
bool console_flush(void)
{
    return true;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    unsigned char *out = to;
    const unsigned char *in = from;
    if ((((uintptr_t)out | (uintptr_t)in) & 7) == 0) {
        for (; bytes >= 8; bytes -= 8, out += 8, in += 8) *(uint64_t *)out = *(const uint64_t *)in;
    }
    while (bytes-- > 0) *out++ = *in++;
    return to;
}

void *memset(void *to, int byte, size_t bytes)
{
    unsigned char *out = to;
    while (bytes-- > 0) *out++ = (unsigned char)byte;
    return to;
}

size_t strlen(const char *text)
{
    size_t bytes = 0;
    while (text[bytes]) bytes++;
    return bytes;
}

/* Figures for benchmarks and tests. */
#include <string.h>

#include <exos.h>

#define NAME_BYTES 64

int64_t fugu_metric(const char *name, int64_t value)
{
    if (!exos_on_fugu()) return 0;
    char copy[NAME_BYTES]; /* on the stack, which is always mapped */
    size_t count = strlen(name);
    if (count > NAME_BYTES) return FUGU_E_BAD_ARGUMENT;
    memcpy(copy, name, count);
    return fugu_call(FUGU_SYS_METRIC, (uintptr_t)copy, count, (uint64_t)value, 0, 0);
}

void fugu_region_begin(void)
{
    if (exos_on_fugu()) fugu_call(FUGU_SYS_REGION, 1, 0, 0, 0, 0);
}

void fugu_region_end(void)
{
    if (exos_on_fugu()) fugu_call(FUGU_SYS_REGION, 0, 0, 0, 0, 0);
}

/* Figures for benchmarks and tests. */
#include <string.h>

#include <exos.h>

#define NAME_BYTES 64
#define UNIT_BYTES 32

int64_t fugu_metric(const char *name, int64_t value)
{
    if (!exos_on_fugu()) return 0;
    char copy[NAME_BYTES]; /* on the stack, which is always mapped */
    size_t count = strlen(name);
    if (count > NAME_BYTES) return FUGU_E_BAD_ARGUMENT;
    memcpy(copy, name, count);
    return fugu_call(FUGU_SYS_METRIC, (uintptr_t)copy, count, (uint64_t)value, 0, 0);
}

int64_t fugu_metric_unit(const char *name, const char *unit)
{
    if (!exos_on_fugu()) return 0;
    char names[NAME_BYTES], units[UNIT_BYTES];
    size_t count = strlen(name), unit_count = strlen(unit);
    if (count > NAME_BYTES || unit_count > UNIT_BYTES) return FUGU_E_BAD_ARGUMENT;
    memcpy(names, name, count);
    memcpy(units, unit, unit_count);
    return fugu_call(FUGU_SYS_METRIC_UNIT, (uintptr_t)names, count, (uintptr_t)units, unit_count, 0);
}

void fugu_region_begin(void)
{
    if (exos_on_fugu()) fugu_call(FUGU_SYS_REGION, 1, 0, 0, 0, 0);
}

void fugu_region_end(void)
{
    if (exos_on_fugu()) fugu_call(FUGU_SYS_REGION, 0, 0, 0, 0, 0);
}

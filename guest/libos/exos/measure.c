/* Figures for benchmarks and tests. */
#include <string.h>

#include <exos.h>

int64_t fugu_metric(const char *name, int64_t value)
{
    if (!exos_on_fugu()) return 0;
    size_t count = strlen(name);
    int64_t answer = FUGU_E_BAD_ADDRESS;
    for (int i = 0; i < EXOS_MAPPED_TRIES && answer == FUGU_E_BAD_ADDRESS; i++) {
        exos_touch(name, count);
        answer = fugu_call(FUGU_SYS_METRIC, (uintptr_t)name, count, (uint64_t)value, 0, 0);
    }
    return answer;
}

void fugu_region_begin(void)
{
    if (exos_on_fugu()) fugu_call(FUGU_SYS_REGION, 1, 0, 0, 0, 0);
}

void fugu_region_end(void)
{
    if (exos_on_fugu()) fugu_call(FUGU_SYS_REGION, 0, 0, 0, 0, 0);
}

/* A hash table whose keys are strings: made, entered, looked up, taken out. */
#include <string.h>

#include "../perf.h"

#define SLOTS 2048
#define ENTRIES 1500
#define LONGEST 24

typedef struct entry {
    struct entry *next;
    uint64_t value;
    char key[LONGEST];
} entry_t;

static entry_t entries[ENTRIES], *slots[SLOTS];

static void write_key(char *to, uint64_t number)
{
    static const char *const words[] = {"node", "line", "page", "frame", "message", "window", "barrier", "clock"};
    const char *word = words[number % 8];
    while (*word) *to++ = *word++;
    *to++ = '-';
    for (; number; number /= 10) *to++ = (char)('0' + number % 10);
    *to = 0;
}

static uint32_t slot_of(const char *key)
{
    uint32_t hash = 2166136261u;
    for (; *key; key++) hash = (hash ^ (uint8_t)*key) * 16777619u;
    return (hash ^ hash >> 15) % SLOTS;
}

static entry_t **find(const char *key)
{
    entry_t **at = &slots[slot_of(key)];
    while (*at && strcmp((*at)->key, key)) at = &(*at)->next;
    return at;
}

static uint64_t work(uint64_t round)
{
    char key[LONGEST];
    for (uint64_t i = 0; i < ENTRIES; i++) {
        entry_t *entry = &entries[i], **slot;
        write_key(entry->key, i * 7919 + round);
        slot = find(entry->key);
        if (*slot) return 0; /* all keys differ */
        entry->next = NULL;
        entry->value = i;
        *slot = entry;
    }
    uint64_t sum = 0;
    for (uint64_t i = 0; i < 2 * ENTRIES; i++) { /* every other one is there */
        write_key(key, i / 2 * 7919 + round + i % 2);
        const entry_t *found = *find(key);
        sum = mix(sum, found ? found->value : ENTRIES);
    }
    for (uint64_t i = 0; i < ENTRIES; i++) {
        entry_t **slot = find(entries[ENTRIES - 1 - i].key);
        if (*slot) *slot = (*slot)->next;
    }
    for (uint32_t i = 0; i < SLOTS; i++)
        if (slots[i]) return 0;
    return sum;
}

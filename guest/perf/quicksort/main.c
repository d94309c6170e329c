/* Quicksort of random keys: branches that nobody can predict. */
#include "../perf.h"

#define KEYS 8192
#define FEW 12

static uint32_t keys[KEYS];

static void insertion_sort(uint32_t *first, int count)
{
    for (int i = 1; i < count; i++) {
        uint32_t key = first[i];
        int at = i;
        for (; at > 0 && first[at - 1] > key; at--) first[at] = first[at - 1];
        first[at] = key;
    }
}

static void sort(uint32_t *first, int count)
{
    while (count > FEW) {
        uint32_t a = first[0], b = first[count / 2], c = first[count - 1];
        uint32_t pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        int low = 0, high = count - 1;
        while (low <= high) {
            while (first[low] < pivot) low++;
            while (first[high] > pivot) high--;
            if (low > high) break;
            uint32_t kept = first[low];
            first[low++] = first[high];
            first[high--] = kept;
        }
        sort(first, high + 1);
        first += low;
        count -= low;
    }
    insertion_sort(first, count);
}

static uint64_t work(uint64_t round)
{
    uint32_t state = (uint32_t)round * 2654435761u | 1;
    for (int i = 0; i < KEYS; i++) keys[i] = next_random(&state);
    sort(keys, KEYS);
    uint64_t sum = 0;
    for (int i = 0; i < KEYS; i++) {
        if (i > 0 && keys[i - 1] > keys[i]) return 0;
        sum = mix(sum, keys[i]);
    }
    return sum;
}

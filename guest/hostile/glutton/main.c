/*
 * Takes all the memory it can get, and asks for more. Each refusal is an answer, not the end, and what
 * was given back can be had again.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/fugu.h>

#define RUN 1024     /* the most that one call gives */
#define RUNS_MOST 4096

static uint32_t runs[RUNS_MOST];

static const char *name(int64_t answer)
{
    return answer == FUGU_E_OUT_OF_FRAMES  ? "out_of_frames"
           : answer == FUGU_E_BAD_ARGUMENT ? "bad_argument"
           : answer < 0                    ? "another error"
                                           : "granted";
}

int main(void)
{
    uint32_t memory = fugu_boot->cap_memory;
    printf("no frames: %s\n", name(fugu_frame_allocate(memory, 0)));
    printf("more than a call gives: %s\n", name(fugu_frame_allocate(memory, RUN + 1)));
    printf("2^63 frames: %s\n", name(fugu_frame_allocate(memory, 1ul << 63)));

    size_t count = 0;
    int64_t answer = 0;
    while (count < RUNS_MOST && (answer = fugu_frame_allocate(memory, RUN)) >= 0) runs[count++] = (uint32_t)answer;
    printf("runs until there are no more: %s\n", count > 0 ? name(answer) : "not one");
    for (size_t i = 0; i < count; i++)
        if (fugu_frame_free(runs[i]) < 0) return 1;
    printf("a run, when all were given back: %s\n", name(fugu_frame_allocate(memory, RUN)));
    printf("malloc of 2^40 bytes: %s\n", malloc(1ul << 40) ? "granted" : "refused");
    return 0;
}

/*
 * Hardware contexts. Their stacks are guaranteed memory, because a message interrupt saves registers
 * there before it may miss the TLB.
 */
#include <exos.h>

#define MOST_CONTEXTS 4
#define STACK_BYTES 16384

static fugu_guaranteed __attribute__((aligned(16))) char stacks[MOST_CONTEXTS - 1][STACK_BYTES];

/* Whether what was started in a context has yet to return. */
static volatile bool running[MOST_CONTEXTS];

struct start {
    void (*function)(void *);
    void *argument;
};

static struct start starts[MOST_CONTEXTS];

/* What a context begins with. */
static _Noreturn void begin(uint64_t context)
{
    starts[context].function(starts[context].argument);
    running[context] = false;
    fugu_call(FUGU_SYS_CONTEXT_END, 0, 0, 0, 0, 0);
    __builtin_unreachable();
}

int64_t fugu_context_start(uint32_t context, void (*function)(void *), void *argument)
{
    if (context == 0 || context >= fugu_contexts() || context >= MOST_CONTEXTS) return FUGU_E_BAD_ARGUMENT;
    if (running[context]) return FUGU_E_IN_USE;
    starts[context] = (struct start){function, argument};
    running[context] = true;
    int64_t answer = fugu_call(
        FUGU_SYS_CONTEXT_START, fugu_boot->cap_processor, context, (uintptr_t)begin,
        (uintptr_t)stacks[context - 1] + STACK_BYTES, context);
    if (answer < 0) running[context] = false;
    return answer;
}

void fugu_context_join(uint32_t context)
{
    while (running[context]) fugu_pause();
}

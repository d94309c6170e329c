/* Handlers of two ranks answer each other for ever, also when another job has its turn. Ends as cycle_limit. */
#include <fugu/handler.h>

#define MESSAGES 8

struct bounce {
    uint64_t function, count;
};

static fugu_guaranteed __attribute__((aligned(64))) struct bounce bounced;

FUGU_HANDLER(bounce, struct bounce *, mine)
{
    mine->count++;
    fugu_handler_reply(mine->function);
    return FUGU_HANDLER_DONE;
}

static void on_bounce(uint32_t source)
{
    fugu_send(source, on_bounce);
}

int main(void)
{
    bounced.function = (uintptr_t)on_bounce;
    if (fugu_handler_set(0, bounce, &bounced, sizeof bounced, on_bounce) != 0) return 1;
    fugu_barrier();
    for (int i = 0; i < MESSAGES; i++) fugu_send(fugu_rank() ^ 1, on_bounce);
    for (;;) fugu_poll();
}

/*
 * Threads that take turns. A change of thread is a call of a function: thread.S keeps what functions preserve.
 */
#include <exos.h>
#include <fugu/thread.h>

#define KEPT 26 /* words that thread_switch keeps: ra, s0 to s11, fs0 to fs11, and one for alignment */

/* Keeps the registers on the stack and its pointer in *from, and goes on where `to` points. */
void thread_switch(uint64_t **from, uint64_t *to);

static struct fugu_thread first_thread;
static struct fugu_thread *current = &first_thread;
static struct fugu_thread *ready, *ready_last;

static void append(struct fugu_thread **first, struct fugu_thread **last, struct fugu_thread *thread)
{
    thread->next = NULL;
    if (*first) (*last)->next = thread;
    else *first = thread;
    *last = thread;
}

static struct fugu_thread *take(struct fugu_thread **first)
{
    struct fugu_thread *taken = *first;
    if (taken) *first = taken->next;
    return taken;
}

static void run_next(void)
{
    struct fugu_thread *before = current, *next = take(&ready);
    if (!next) exos_end("no thread can run: all wait for each other");
    if (next == before) return;
    current = next;
    thread_switch(&before->sp, next->sp);
}

static void make_ready(struct fugu_thread *thread)
{
    append(&ready, &ready_last, thread);
}

static _Noreturn void begin(void)
{
    struct fugu_thread *self = current;
    self->argument = self->function(self->argument);
    self->ended = true;
    for (struct fugu_thread *waiting; (waiting = take(&self->joined));) make_ready(waiting);
    run_next();
    __builtin_unreachable();
}

int64_t fugu_thread_make(
    struct fugu_thread *thread, void *(*function)(void *), void *argument, void *stack, size_t bytes)
{
    if (bytes < FUGU_THREAD_STACK_LEAST || ((uintptr_t)stack | bytes) & 15) return FUGU_E_BAD_ARGUMENT;
    uint64_t *sp = (uint64_t *)((uintptr_t)stack + bytes) - KEPT;
    for (int i = 0; i < KEPT; i++) sp[i] = 0;
    sp[0] = (uintptr_t)begin;
    *thread = (struct fugu_thread){.sp = sp, .function = function, .argument = argument};
    make_ready(thread);
    return 0;
}

void fugu_thread_yield(void)
{
    make_ready(current);
    run_next();
}

void *fugu_thread_join(struct fugu_thread *thread)
{
    while (!thread->ended) {
        current->next = thread->joined;
        thread->joined = current;
        run_next();
    }
    return thread->argument;
}

void fugu_mutex_lock(struct fugu_mutex *mutex)
{
    if (!mutex->held) {
        mutex->held = true;
        return;
    }
    append(&mutex->first, &mutex->last, current);
    run_next(); /* it is this thread's then */
}

void fugu_mutex_unlock(struct fugu_mutex *mutex)
{
    struct fugu_thread *next = take(&mutex->first);
    if (next) make_ready(next);
    else mutex->held = false;
}

void fugu_condition_wait(struct fugu_condition *condition, struct fugu_mutex *mutex)
{
    append(&condition->first, &condition->last, current);
    fugu_mutex_unlock(mutex);
    run_next();
    fugu_mutex_lock(mutex);
}

void fugu_condition_signal(struct fugu_condition *condition)
{
    struct fugu_thread *told = take(&condition->first);
    if (told) make_ready(told);
}

void fugu_condition_broadcast(struct fugu_condition *condition)
{
    while (condition->first) fugu_condition_signal(condition);
}

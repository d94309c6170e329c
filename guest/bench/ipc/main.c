/*
 * What it takes two processes to talk: ipc [times].
 *
 *   pipe           a double-word through a pipe of the library OS, one way: half of there and back through two pipes
 *   inlined pipe   the same with the library's code in the program's own
 *   shared memory  a counter in a shared page that each of them steps in turn, one way; who waits yields
 *   lrpc           a call of a function in another process that steps a counter of its own, there and back; the client
 *                  saves what it needs
 *   tlrpc          the same where the server is trusted to save
 *   null rpc       lrpc of a function that does nothing
 *
 * Each is done a few times before it is measured, so that everything is near.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/ipc.h>

#define TIMES 200
#define WARM 10
#define PIPE_BYTES 1024
#define OWN_PAGE 0x50000000ul
#define RIGHTS (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)

/* The page that both have. */
struct meeting {
    _Alignas(64) uint8_t there[PIPE_BYTES];
    _Alignas(64) uint8_t back[PIPE_BYTES];
    struct fugu_introduction of_ping, of_pong;
    volatile uint64_t counter;
    uint64_t times;
    uint64_t cycles;
    uint64_t sum;
};

static int64_t must(int64_t answer, const char *what)
{
    if (answer >= 0) return answer;
    printf("%s: %lld\n", what, (long long)answer);
    exit(1);
}

/* In processes: what went wrong is told by the exit code. */
#define OR_EXIT(answer, code) do { if ((answer) < 0) fugu_exit(code); } while (0)

/* ---- pipes */

static void open_pipes(struct meeting *meeting, struct fugu_pipe_end *out, struct fugu_pipe_end *in, bool ping)
{
    struct fugu_pipe *there = (struct fugu_pipe *)meeting->there, *back = (struct fugu_pipe *)meeting->back;
    OR_EXIT(fugu_pipe_open_writer(out, ping ? there : back, PIPE_BYTES), 2);
    OR_EXIT(fugu_pipe_open_reader(in, ping ? back : there, PIPE_BYTES), 3);
}

static uint64_t through_pipe(struct fugu_pipe_end *out, struct fugu_pipe_end *in, uint64_t value)
{
    OR_EXIT(fugu_pipe_write(out, &value, sizeof value), 4);
    OR_EXIT(fugu_pipe_read(in, &value, sizeof value), 5);
    return value;
}

static int ping_pipe(uint64_t argument)
{
    struct meeting *meeting = (struct meeting *)argument;
    struct fugu_pipe_end out, in;
    open_pipes(meeting, &out, &in, true);
    uint64_t value = 0;
    for (uint64_t i = 0; i < WARM; i++) value = through_pipe(&out, &in, value);
    uint64_t before = fugu_cycles();
    for (uint64_t i = 0; i < meeting->times; i++) value = through_pipe(&out, &in, value);
    meeting->cycles = fugu_cycles() - before;
    meeting->sum = value;
    return 0;
}

static int pong_pipe(uint64_t argument)
{
    struct fugu_pipe_end out, in;
    open_pipes((struct meeting *)argument, &out, &in, false);
    uint64_t value;
    while (fugu_pipe_read(&in, &value, sizeof value) > 0) {
        value++;
        OR_EXIT(fugu_pipe_write(&out, &value, sizeof value), 6);
    }
    return 0;
}

static int ping_inlined(uint64_t argument)
{
    struct meeting *meeting = (struct meeting *)argument;
    struct fugu_pipe_end out, in;
    open_pipes(meeting, &out, &in, true);
    uint64_t value = 0, before = 0;
    for (uint64_t i = 0; i < WARM + meeting->times; i++) {
        if (i == WARM) before = fugu_cycles();
        OR_EXIT(fugu_pipe_put(&out, value), 7);
        OR_EXIT(fugu_pipe_get(&in, &value), 8);
    }
    meeting->cycles = fugu_cycles() - before;
    meeting->sum = value;
    return 0;
}

static int pong_inlined(uint64_t argument)
{
    struct fugu_pipe_end out, in;
    open_pipes((struct meeting *)argument, &out, &in, false);
    uint64_t value;
    while (fugu_pipe_get(&in, &value) > 0) OR_EXIT(fugu_pipe_put(&out, value + 1), 9);
    return 0;
}

/* ---- shared memory */

static void step_in_turn(struct meeting *meeting, const struct fugu_peer *other, uint64_t mine, uint64_t times)
{
    for (uint64_t i = 0; i < times; i++) {
        while ((meeting->counter & 1) != mine) OR_EXIT(fugu_peer_yield(other), 10);
        meeting->counter++;
    }
}

static int ping_memory(uint64_t argument)
{
    struct meeting *meeting = (struct meeting *)argument;
    struct fugu_peer other;
    OR_EXIT(fugu_peer_accept(&other, &meeting->of_pong), 11);
    step_in_turn(meeting, &other, 0, WARM);
    uint64_t before = fugu_cycles();
    step_in_turn(meeting, &other, 0, meeting->times);
    meeting->cycles = fugu_cycles() - before;
    meeting->sum = (meeting->counter + 1) / 2;
    return 0;
}

static int pong_memory(uint64_t argument)
{
    struct meeting *meeting = (struct meeting *)argument;
    struct fugu_peer other;
    OR_EXIT(fugu_peer_accept(&other, &meeting->of_ping), 12);
    step_in_turn(meeting, &other, 1, WARM + meeting->times - 1);
    for (;;) OR_EXIT(fugu_peer_yield(&other), 13);
}

/* ---- calls */

static uint64_t count(uint64_t caller, uint64_t a, uint64_t b, uint64_t c)
{
    (void)caller, (void)a, (void)b, (void)c;
    return ++*(volatile uint64_t *)OWN_PAGE;
}

static uint64_t nothing(uint64_t caller, uint64_t a, uint64_t b, uint64_t c)
{
    (void)caller, (void)a, (void)b, (void)c;
    return 0;
}

static int serve_count(uint64_t argument)
{
    (void)argument;
    int64_t frame = fugu_frame_allocate(FUGU_MADE_CAP_MEMORY, 1);
    OR_EXIT(frame, 14);
    OR_EXIT(fugu_environment_map(0, OWN_PAGE, (uint32_t)frame, RIGHTS), 15);
    return (int)fugu_rpc_serve(count);
}

static int serve_nothing(uint64_t argument)
{
    (void)argument;
    return (int)fugu_rpc_serve(nothing);
}

typedef struct fugu_rpc_answer call_t(uint32_t, uint64_t, uint64_t, uint64_t);

static inline __attribute__((always_inline)) int call_often(struct meeting *meeting, call_t *call)
{
    struct fugu_peer server;
    OR_EXIT(fugu_peer_accept(&server, &meeting->of_pong), 16);
    OR_EXIT(fugu_rpc_client(), 17);
    uint64_t before = 0;
    struct fugu_rpc_answer answer = {0, 0};
    for (uint64_t i = 0; i < WARM + meeting->times; i++) {
        if (i == WARM) before = fugu_cycles();
        answer = call(server.environment, 0, 0, 0);
        OR_EXIT(answer.error, 18);
    }
    meeting->cycles = fugu_cycles() - before;
    meeting->sum = answer.value;
    return 0;
}

static int ping_lrpc(uint64_t argument)
{
    return call_often((struct meeting *)argument, fugu_lrpc);
}

static int ping_tlrpc(uint64_t argument)
{
    return call_often((struct meeting *)argument, fugu_tlrpc);
}

/* ---- both sides */

static uint64_t measure(
    int (*ping)(uint64_t), int (*pong)(uint64_t), const char *name, uint64_t times, unsigned ways, bool counts)
{
    struct fugu_common common;
    must(fugu_common_make(&common, 1), "a page");
    struct meeting *meeting = (struct meeting *)common.address;
    meeting->times = times;
    struct fugu_process one, other;
    must(fugu_process_make(&one, ping, (uintptr_t)meeting, 1), "a process");
    must(fugu_process_make(&other, pong, (uintptr_t)meeting, 1), "another one");
    must(fugu_common_share(&common, &one, true), "sharing");
    must(fugu_common_share(&common, &other, true), "sharing");
    must(fugu_pipe_make((struct fugu_pipe *)meeting->there, PIPE_BYTES, &one, &other), "a pipe");
    must(fugu_pipe_make((struct fugu_pipe *)meeting->back, PIPE_BYTES, &other, &one), "a pipe back");
    must(fugu_process_introduce(&meeting->of_ping, &one, &other), "an introduction");
    must(fugu_process_introduce(&meeting->of_pong, &other, &one), "an introduction");
    must(fugu_slice_yield(other.environment), "letting the other begin");
    while (fugu_environment_state(one.environment) < 2) must(fugu_slice_yield(one.environment), "letting one begin");
    if (fugu_environment_state(one.environment) != 2 || fugu_environment_code(one.environment) != 0) {
        printf("%s: a process ended with %d\n", name, fugu_environment_code(one.environment));
        exit(1);
    }
    if (counts && meeting->sum != WARM + times) {
        printf("%s: %llu steps, not %llu\n", name, (unsigned long long)meeting->sum, (unsigned long long)(WARM + times));
        exit(1);
    }
    uint64_t hundredths = 100 * meeting->cycles / (ways * times);
    char metric[40];
    snprintf(metric, sizeof metric, "%s_hundredths", name);
    fugu_metric(metric, (int64_t)hundredths);
    fugu_metric_unit(metric, "cycles/100");
    printf("%-14s %llu.%02llu cycles\n", name, (unsigned long long)hundredths / 100, (unsigned long long)hundredths % 100);
    fugu_process_end(&one);
    fugu_process_end(&other);
    must(fugu_common_free(&common), "giving the page back");
    return hundredths;
}

int main(int argc, char **argv)
{
    uint64_t times = argc > 1 ? strtoull(argv[1], NULL, 10) : TIMES;
    if (times < 1 || times > 100000) {
        printf("ipc: 1 to 100000 times, not %s\n", argv[1]);
        return 2;
    }
    measure(ping_pipe, pong_pipe, "pipe", times, 2, true);
    measure(ping_inlined, pong_inlined, "inlined_pipe", times, 2, true);
    measure(ping_memory, pong_memory, "shared_memory", times, 2, true);
    measure(ping_lrpc, serve_count, "lrpc", times, 1, true);
    measure(ping_tlrpc, serve_count, "tlrpc", times, 1, true);
    measure(ping_lrpc, serve_nothing, "null_rpc", times, 1, false);
    return 0;
}

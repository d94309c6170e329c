/*
 * Processes talk: through pipes in a chain, around the end of rings, until somebody closes or dies; they call each other,
 * also where the other one does what it must not; and a scheduler gives them time in proportion.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/ipc.h>

#define STAGES 5
#define STREAM 3000
#define PIPE_BYTES 512

extern const char hostile_entry[];
uint64_t kept(uint32_t server, struct fugu_rpc_answer (*call)(uint32_t, uint64_t, uint64_t, uint64_t));
int64_t spared(uint32_t environment);

/* The page that the processes of one test share. */
struct meeting {
    _Alignas(64) uint8_t pipes[STAGES + 1][PIPE_BYTES];
    struct fugu_introduction introduction;
    volatile uint64_t stage, ready;
    volatile int64_t results[8];
    volatile uint64_t done[4];
};

static const volatile uint64_t nowhere = 8; /* an address where nothing is, which no compiler can tell */

static struct fugu_common page;
#define MEETING ((struct meeting *)page.address)

static void expect(int64_t found, int64_t wanted, const char *what)
{
    if (found == wanted) return;
    printf("%s: %lld, not %lld\n", what, (long long)found, (long long)wanted);
    exit(1);
}

static struct fugu_process process(int (*main)(uint64_t), const char *what)
{
    struct fugu_process made;
    expect(fugu_process_make(&made, main, (uintptr_t)page.address, 4), 0, what);
    expect(fugu_common_share(&page, &made, true), 0, "sharing the page");
    return made;
}

static void begin(void)
{
    expect(fugu_common_make(&page, 2), 0, "a page to share");
}

static void end(void)
{
    expect(fugu_common_free(&page), 0, "giving the page back");
}

/* Runs a process until it has ended, and others meanwhile. Answers its exit code. */
static int finish(struct fugu_process *made)
{
    for (int i = 0; fugu_environment_state(made->environment) < 2; i++) {
        expect(i < 100000, 1, "a process ends");
        if (fugu_slice_yield_sparing(made->environment) < 0) fugu_slice_yield(0);
    }
    int code = fugu_environment_state(made->environment) == 2 ? fugu_environment_code(made->environment) : -1;
    fugu_process_end(made);
    return code;
}

static struct fugu_pipe *pipe_of(struct meeting *meeting, unsigned number)
{
    return (struct fugu_pipe *)meeting->pipes[number];
}

/* ---- a chain of pipes */

static uint8_t byte_of(uint32_t number)
{
    return (uint8_t)(number * 7 + number / 251);
}

/* Reads from a pipe and writes to the next, in pieces of odd sizes, from odd addresses. */
static int pass_on(uint64_t argument)
{
    struct meeting *meeting = (struct meeting *)argument;
    unsigned stage = (unsigned)meeting->stage;
    struct fugu_pipe_end in, out;
    if (fugu_pipe_open_reader(&in, pipe_of(meeting, stage), PIPE_BYTES) < 0) return 1;
    if (fugu_pipe_open_writer(&out, pipe_of(meeting, stage + 1), PIPE_BYTES) < 0) return 2;
    meeting->ready++;
    uint8_t piece[101];
    for (uint32_t i = 0;; i++) {
        uint8_t *at = piece + i % 2;
        int64_t there = fugu_pipe_read(&in, at, 1 + (i * 13 + stage) % 99);
        if (there < 0) return 3;
        if (there == 0) break;
        if (fugu_pipe_write(&out, at, (size_t)there) != there) return 4;
    }
    fugu_pipe_close_writer(&out);
    return 0;
}

static void chain(void)
{
    begin();
    struct fugu_process stages[STAGES];
    struct fugu_pipe_end in, out;
    for (unsigned i = 0; i < STAGES; i++) stages[i] = process(pass_on, "a stage");
    for (unsigned i = 0; i <= STAGES; i++) {
        struct fugu_process *writer = i ? &stages[i - 1] : NULL, *reader = i < STAGES ? &stages[i] : NULL;
        expect(fugu_pipe_make(pipe_of(MEETING, i), PIPE_BYTES, writer, reader), 0, "a pipe");
    }
    expect(fugu_pipe_open_writer(&out, pipe_of(MEETING, 0), PIPE_BYTES), 0, "the first end");
    expect(fugu_pipe_open_reader(&in, pipe_of(MEETING, STAGES), PIPE_BYTES), 0, "the last end");
    for (unsigned i = 0; i < STAGES; i++) {
        MEETING->stage = i;
        while (MEETING->ready == i) expect(fugu_slice_yield(stages[i].environment), 0, "letting a stage begin");
    }
    uint32_t sent = 0, received = 0;
    while (received < STREAM) {
        uint8_t piece[37];
        int64_t room = fugu_pipe_writable(&out);
        expect(room >= 0, 1, "room");
        uint32_t some = STREAM - sent < sizeof piece ? STREAM - sent : sizeof piece;
        if (some && room >= some) {
            for (uint32_t i = 0; i < some; i++) piece[i] = byte_of(sent + i);
            expect(fugu_pipe_write(&out, piece, some), some, "writing");
            sent += some;
            if (sent == STREAM) fugu_pipe_close_writer(&out);
        } else if (fugu_pipe_readable(&in) == 0) {
            fugu_slice_yield_sparing(0);
            continue;
        }
        if (fugu_pipe_readable(&in) == 0) continue;
        int64_t there = fugu_pipe_read(&in, piece, sizeof piece);
        expect(there > 0, 1, "reading");
        for (uint32_t i = 0; i < (uint32_t)there; i++) expect(piece[i], byte_of(received + i), "a byte of the stream");
        received += (uint32_t)there;
    }
    uint8_t more;
    expect(fugu_pipe_read(&in, &more, 1), 0, "the end of the stream");
    for (unsigned i = 0; i < STAGES; i++) expect(finish(&stages[i]), 0, "how a stage ends");
    end();
}

/* ---- ends that close, or whose process ends */

/* What each of these does with its end of pipe 0, told by the stage. */
static int misbehave(uint64_t argument)
{
    struct meeting *meeting = (struct meeting *)argument;
    struct fugu_pipe *pipe = pipe_of(meeting, 0);
    struct fugu_pipe_end end;
    uint64_t word = 42;
    bool writes = meeting->stage < 4;
    int64_t opened = writes ? fugu_pipe_open_writer(&end, pipe, PIPE_BYTES) : fugu_pipe_open_reader(&end, pipe, PIPE_BYTES);
    if (opened < 0) return 1;
    switch (meeting->stage) {
    case 0: /* writes something and ends without closing */
        fugu_pipe_write(&end, &word, sizeof word);
        return 0;
    case 1: /* closes, and the reader must still get all */
        fugu_pipe_put(&end, word);
        fugu_pipe_close_writer(&end);
        return 0;
    case 2: /* crashes */
        return (int)*(volatile uint64_t *)(uintptr_t)nowhere;
    case 3: /* says that more is there than the pipe holds */
        pipe->written = 0x80000000;
        for (;;) fugu_slice_yield(0);
    case 4: /* reads and closes */
        fugu_pipe_read(&end, &word, sizeof word);
        fugu_pipe_close_reader(&end);
        return 0;
    case 5: /* says that it has read what was never written */
        pipe->read = 1000;
        for (;;) fugu_slice_yield(0);
    default: /* ends with the pipe full */
        return 0;
    }
}

static void closed_ends(void)
{
    static const int64_t reads[4][2] = {
        {8, FUGU_E_NOT_READY}, {8, 0}, {FUGU_E_NOT_READY, FUGU_E_NOT_READY}, {FUGU_E_BAD_ARGUMENT, FUGU_E_BAD_ARGUMENT}};
    static const int64_t writes[3] = {FUGU_E_NOT_READY, FUGU_E_BAD_ARGUMENT, FUGU_E_NOT_READY};
    for (unsigned stage = 0; stage < 7; stage++) {
        begin();
        MEETING->stage = stage;
        struct fugu_process other = process(misbehave, "one that misbehaves");
        struct fugu_pipe_end end_here;
        struct fugu_pipe *pipe = pipe_of(MEETING, 0);
        uint64_t words[64] = {0};
        if (stage < 4) {
            expect(fugu_pipe_make(pipe, PIPE_BYTES, &other, NULL), 0, "a pipe from it");
            expect(fugu_pipe_open_reader(&end_here, pipe, PIPE_BYTES), 0, "the reader's end");
            for (int i = 0; i < 2; i++) expect(fugu_pipe_read(&end_here, words, 64), reads[stage][i], "reading");
            if (reads[stage][0] == 8) expect((int64_t)words[0], 42, "what it wrote");
        } else {
            expect(fugu_pipe_make(pipe, PIPE_BYTES, NULL, &other), 0, "a pipe to it");
            expect(fugu_pipe_open_writer(&end_here, pipe, PIPE_BYTES), 0, "the writer's end");
            expect(fugu_pipe_write(&end_here, words, sizeof words), writes[stage - 4], "writing more than it takes");
            expect(fugu_pipe_put(&end_here, 1), writes[stage - 4], "and once more");
        }
        fugu_process_end(&other);
        end();
    }
}

static void wrong_arguments(void)
{
    begin();
    struct fugu_pipe *pipe = pipe_of(MEETING, 0);
    struct fugu_pipe_end end_here;
    struct fugu_common none;
    struct fugu_peer peer;
    struct fugu_introduction stranger = {.ticket = 12345};
    expect(fugu_pipe_make(pipe, 100, NULL, NULL), FUGU_E_BAD_ARGUMENT, "a pipe without room");
    expect(fugu_pipe_make((struct fugu_pipe *)((uint8_t *)pipe + 8), PIPE_BYTES, NULL, NULL), FUGU_E_BAD_ARGUMENT,
           "a pipe at an odd address");
    expect(fugu_pipe_make(pipe, PIPE_BYTES, NULL, NULL), 0, "a pipe to oneself");
    expect(fugu_pipe_open_writer(&end_here, pipe, PIPE_BYTES), 0, "its end");
    expect(fugu_pipe_open_writer(&end_here, pipe, PIPE_BYTES), FUGU_E_BAD_TICKET, "the same end again");
    expect(fugu_pipe_open_reader(&end_here, pipe, 64), FUGU_E_BAD_ARGUMENT, "an end of nothing");
    expect(fugu_common_make(&none, 0), FUGU_E_BAD_ARGUMENT, "no pages");
    expect(fugu_common_make(&none, 1025), FUGU_E_BAD_ARGUMENT, "too many pages");
    int64_t made;
    struct fugu_common large[16];
    unsigned count = 0;
    while (count < 16 && !(made = fugu_common_make(&large[count], 1024))) count++;
    expect(made, FUGU_E_OUT_OF_FRAMES, "more pages than there are");
    while (count) expect(fugu_common_free(&large[--count]), 0, "giving them back");
    expect(fugu_peer_accept(&peer, &stranger), FUGU_E_BAD_TICKET, "somebody's ticket");
    end();
}

/* ---- calls */

static uint64_t add(uint64_t caller, uint64_t a, uint64_t b, uint64_t c)
{
    return 1000000 * caller + a + b + c;
}

static uint64_t echo(uint64_t caller, uint64_t a, uint64_t b, uint64_t c)
{
    (void)caller, (void)a, (void)c;
    return b;
}

static uint64_t die(uint64_t caller, uint64_t a, uint64_t b, uint64_t c)
{
    (void)caller, (void)b, (void)c;
    if (a == 1) fugu_exit(5);
    return *(volatile uint64_t *)(uintptr_t)nowhere;
}

static int serve_add(uint64_t argument)
{
    (void)argument;
    return (int)fugu_rpc_serve(add);
}

static int serve_echo(uint64_t argument)
{
    (void)argument;
    return (int)fugu_rpc_serve(echo);
}

static int serve_death(uint64_t argument)
{
    (void)argument;
    return (int)fugu_rpc_serve(die);
}

static int serve_hostile(uint64_t argument)
{
    (void)argument;
    fugu_environment_set(0, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)hostile_entry);
    return (int)fugu_transfer_return();
}

/* A client in a process of its own. */
static int call_it(uint64_t argument)
{
    struct meeting *meeting = (struct meeting *)argument;
    struct fugu_peer server;
    if (fugu_peer_accept(&server, &meeting->introduction) < 0 || fugu_rpc_client() < 0) return 1;
    struct fugu_rpc_answer answer =
        meeting->stage ? fugu_tlrpc(server.environment, 1, 20, 300) : fugu_lrpc(server.environment, 1, 20, 300);
    meeting->results[0] = answer.error;
    meeting->results[1] = (int64_t)answer.value;
    return 0;
}

static struct fugu_process server(int (*main)(uint64_t), const char *what)
{
    struct fugu_process made = process(main, what);
    expect(fugu_slice_yield(made.environment), 0, "letting a server begin");
    expect(fugu_environment_state(made.environment), 1, "a server waits");
    return made;
}

static int call_from_process(struct fugu_process *to, bool trusts)
{
    struct fugu_process client = process(call_it, "a client");
    MEETING->stage = trusts;
    MEETING->results[0] = MEETING->results[1] = -1;
    expect(fugu_process_introduce(&MEETING->introduction, to, &client), 0, "an introduction");
    return finish(&client);
}

static void calls(void)
{
    begin();
    expect(fugu_rpc_client(), 0, "a client");
    expect(fugu_rpc_client(), 0, "a client once more");
    struct fugu_process adder = server(serve_add, "an adder");
    for (uint64_t i = 0; i < 20; i++) {
        struct fugu_rpc_answer answer = i % 2 ? fugu_lrpc(adder.environment, i, 2, 3) : fugu_tlrpc(adder.environment, i, 2, 3);
        expect(answer.error, 0, "a call");
        expect((int64_t)answer.value, (int64_t)i + 5, "its answer");
    }
    for (int trusts = 0; trusts < 2; trusts++) {
        expect(call_from_process(&adder, trusts), 0, "a client's end");
        expect(MEETING->results[0], 0, "a client's call");
        expect(MEETING->results[1] % 1000000, 321, "a client's answer");
        expect(MEETING->results[1] / 1000000 > 0, 1, "a client's number");
    }
    struct fugu_process echoes = server(serve_echo, "an honest server"), hostile = server(serve_hostile, "a hostile one");
    expect((int64_t)kept(echoes.environment, fugu_tlrpc), 0, "registers with a server that is trusted");
    expect((int64_t)kept(echoes.environment, fugu_lrpc), 0, "registers with an honest server");
    expect((int64_t)kept(hostile.environment, fugu_lrpc), 0, "registers with a hostile server");
    /* Who does not wait to be called, and who ends in a call. */
    expect(fugu_lrpc(fugu_boot->cap_console, 0, 0, 0).error, FUGU_E_WRONG_OBJECT, "calling the console");
    struct fugu_process idle = process(serve_add, "one that has not begun");
    expect(fugu_lrpc(idle.environment, 0, 0, 0).error, FUGU_E_NOT_READY, "calling who has not begun");
    expect(fugu_tlrpc(idle.environment, 0, 0, 0).error, FUGU_E_NOT_READY, "the same, trusting");
    for (uint64_t how = 0; how < 2; how++) {
        struct fugu_process dying = server(serve_death, "one that dies");
        expect(fugu_lrpc(dying.environment, how, 0, 0).error, FUGU_E_NOT_READY, "a server that ends");
        expect(fugu_lrpc(dying.environment, how, 0, 0).error, FUGU_E_NOT_READY, "a server that has ended");
        fugu_process_end(&dying);
    }
    struct fugu_process dying = server(serve_death, "one that dies");
    expect(call_from_process(&dying, true), FUGU_RPC_ABANDONED, "who trusted it ends too");
    fugu_process_end(&dying);
    fugu_process_end(&idle);
    fugu_process_end(&echoes);
    fugu_process_end(&hostile);
    fugu_process_end(&adder);
    end();
}

/* ---- time */

static int yield_back(uint64_t argument)
{
    struct meeting *meeting = (struct meeting *)argument;
    while (!meeting->ready) fugu_slice_yield_sparing(0);
    return 0;
}

static void sparing_yields(void)
{
    begin();
    struct fugu_process other = process(yield_back, "one that yields back");
    expect(spared(other.environment), 0, "registers after a sparing yield");
    expect(spared(0), 0, "and after one to whoever is next");
    expect(spared(fugu_boot->cap_console) != 0, 1, "one that is refused changes nothing");
    expect(fugu_slice_yield_sparing(fugu_boot->cap_console), FUGU_E_WRONG_OBJECT, "yielding to the console");
    MEETING->ready = 1;
    expect(finish(&other), 0, "its end");
    end();
}

static _Noreturn int work(uint64_t argument)
{
    struct meeting *meeting = (struct meeting *)argument;
    volatile uint64_t *done = &meeting->done[meeting->stage];
    for (;;) *done = *done + 1;
}

static int work_little(uint64_t argument)
{
    ((struct meeting *)argument)->ready = 1;
    return 3;
}

static void schedule(void)
{
    static const uint32_t tickets[3] = {4, 2, 1};
    static struct fugu_schedule all;
    begin();
    struct fugu_process workers[3], little = process(work_little, "one that ends"), never = {.environment = 77};
    for (unsigned i = 0; i < 3; i++) {
        workers[i] = process(work, "a worker");
        expect(fugu_schedule_add(&all, &workers[i], tickets[i]), 0, "taking it in");
    }
    expect(fugu_schedule_add(&all, &little, 1), 0, "taking one in that ends");
    expect(fugu_schedule_add(&all, &little, 0), FUGU_E_BAD_ARGUMENT, "no tickets");
    expect(fugu_schedule_add(&all, &little, FUGU_TICKETS_MOST + 1), FUGU_E_BAD_ARGUMENT, "too many tickets");
    expect(fugu_schedule_remove(&all, &never), FUGU_E_BAD_HANDLE, "taking out who is not in");
    expect(fugu_slice_take(fugu_boot->cap_processor, 0, 12000, 0), 0, "a slice");
    for (unsigned i = 0; i < 3; i++) { /* each begins alone, to learn which it is */
        MEETING->stage = i;
        expect(fugu_slice_yield(workers[i].environment), 0, "letting a worker begin");
    }
    for (unsigned i = 0; i < 3; i++) MEETING->done[i] = 0;
    for (int i = 0; i < 43; i++) expect(fugu_schedule_turn(&all) > 0, 1, "a turn");
    expect((int64_t)MEETING->ready, 1, "who ends had its turn");
    expect(all.count, 3, "and is out");
    uint64_t sum = MEETING->done[0] + MEETING->done[1] + MEETING->done[2];
    for (unsigned i = 0; i < 3; i++) {
        int64_t share = (int64_t)(7000 * MEETING->done[i] / sum), due = 1000 * (int64_t)tickets[i];
        if (share < due - 150 || share > due + 150) expect(share, due, "a share in 7000");
    }
    for (unsigned i = 0; i < 3; i++) expect(fugu_schedule_remove(&all, &workers[i]), 0, "taking it out");
    expect(fugu_schedule_turn(&all), FUGU_E_NOT_READY, "nobody is left");
    expect(fugu_slice_take(fugu_boot->cap_processor, 0, 0, 0), 0, "giving the slice back");
    struct fugu_process waits = server(serve_add, "one that waits");
    expect(fugu_schedule_add(&all, &waits, FUGU_TICKETS_MOST), 0, "taking one in that waits");
    expect(fugu_schedule_turn(&all), FUGU_E_NOT_READY, "nobody can run");
    fugu_process_end(&waits);
    fugu_process_end(&little);
    for (unsigned i = 0; i < 3; i++) fugu_process_end(&workers[i]);
    end();
}

int main(void)
{
    chain();
    printf("a stream passes %d processes\n", STAGES);
    closed_ends();
    printf("ends are closed, and lie\n");
    wrong_arguments();
    printf("what is wrong is refused\n");
    calls();
    printf("processes call each other, and come back as they were\n");
    sparing_yields();
    printf("a sparing yield keeps what functions preserve\n");
    schedule();
    printf("time is given in proportion\n");
    return 0;
}

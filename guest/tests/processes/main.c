/*
 * A rank makes processes: they share its time by slices, yield to each other, are told that their slice ends, call
 * each other by protected control transfer, and end in several ways. What they share is one page.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/capability.h>
#include <fugu/environment.h>

#include "processes.h"

#define READ_WRITE (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)
#define WORD(offset) (*(volatile uint64_t *)(uintptr_t)(SHARED_PAGE + (offset)))
#define SLICE 4000
#define ROUNDS 40
#define CALLS 10
#define CHILD_FRAMES 16
#define MANY 200 /* more than the node has frames for */

extern const char notice_entry[], deaf_entry[], server_entry[], client_entry[], bad_server_entry[], fault_entry[];
int64_t client_call(uint32_t environment, uint64_t a, uint64_t b);

static uint32_t shared;
static uint64_t made_so_far; /* which is the number of the last one */

static void expect(int64_t found, int64_t wanted, const char *what)
{
    if (found == wanted) return;
    printf("%s: %lld, not %lld\n", what, (long long)found, (long long)wanted);
    exit(1);
}

static uint32_t handle(int64_t answer, const char *what)
{
    if (answer > 0) return (uint32_t)answer;
    expect(answer, 1, what);
    return 0;
}

static struct fugu_process process(int (*main)(uint64_t), uint64_t argument, const char *what)
{
    struct fugu_process made;
    made_so_far++;
    expect(fugu_process_make(&made, main, argument, CHILD_FRAMES), 0, what);
    handle(fugu_environment_map(made.environment, SHARED_PAGE, shared, READ_WRITE), "mapping the shared page");
    return made;
}

static _Noreturn int count_for_ever(uint64_t which)
{
    for (;;) WORD(RUNS + 8 * which) = WORD(RUNS + 8 * which) + 1;
}

/* Lets the vector go round a while. */
static void wait_rounds(int rounds)
{
    for (int i = 0; i < rounds; i++) fugu_slice_yield(0);
}

static void tell(struct fugu_process *process, const char *entry)
{
    int64_t set = fugu_environment_set(process->environment, FUGU_CONTEXT_INTERRUPT, (uintptr_t)entry);
    expect(set, 0, "an interrupt context");
}

/* Who is told, and does what with it, makes no difference: two has twice the time of one. */
static void share_time(const char *tells_one, const char *tells_two, int told)
{
    WORD(RUNS) = WORD(RUNS + 8) = WORD(NOTICES) = 0;
    struct fugu_process one = process(count_for_ever, 0, "a process");
    struct fugu_process two = process(count_for_ever, 1, "another one");
    if (tells_one) tell(&one, tells_one);
    if (tells_two) tell(&two, tells_two);
    uint32_t processor = fugu_boot->cap_processor;
    expect(fugu_slice_take(processor, 10, SLICE, 0), 0, "a slice for oneself");
    expect(fugu_slice_take(processor, 20, SLICE, one.environment), 0, "a slice for one");
    expect(fugu_slice_take(processor, 5, 2 * SLICE, two.environment), 0, "a slice for two");
    wait_rounds(ROUNDS);
    fugu_process_end(&one);
    fugu_process_end(&two);
    expect(fugu_slice_take(processor, 10, 0, 0), 0, "giving the slice back");
    uint64_t ratio = 100 * WORD(RUNS + 8) / WORD(RUNS);
    if (ratio < 190 || ratio > 215) expect((int64_t)ratio, 200, "two's share of one's, in per cent");
    int64_t notices = (int64_t)WORD(NOTICES);
    bool as_often = notices >= told * (ROUNDS - 2) && notices <= told * (ROUNDS + 2);
    if (!as_often) expect(notices, told * ROUNDS, "ends that were told");
}

static int take_turns(uint64_t turns)
{
    for (uint64_t i = 0; i < turns; i++) {
        WORD(TURNS) = WORD(TURNS) + 1;
        fugu_slice_yield(0);
    }
    return 7;
}

static void yield_to_each_other(void)
{
    struct fugu_process made = process(take_turns, 5, "one that yields");
    uint32_t other = made.environment;
    for (uint64_t i = 1; i <= 5; i++) {
        expect(fugu_slice_yield(other), 0, "yielding");
        expect((int64_t)WORD(TURNS), (int64_t)i, "turns");
    }
    expect(fugu_environment_state(other), 0, "before the end");
    expect(fugu_slice_yield(other), 0, "the last time");
    expect(fugu_environment_state(other), 2, "after the end");
    expect(fugu_environment_code(other), 7, "its exit code");
    expect(fugu_slice_yield(other), FUGU_E_NOT_READY, "yielding to nobody");
    expect(fugu_environment_end(other), FUGU_E_NOT_READY, "ending what has ended");
    fugu_process_end(&made);
}

static int serve(uint64_t argument)
{
    (void)argument;
    return (int)fugu_transfer_return(); /* is entered from now on */
}

static int call_often(uint64_t calls)
{
    int64_t sum = 0;
    uint32_t server = (uint32_t)fugu_cap_accept((int64_t)WORD(SERVER));
    for (uint64_t i = 0; i < calls; i++) sum += client_call(server, i, 100);
    WORD(RESULT) = (uint64_t)sum;
    return 0;
}

/* A server and a client, which only the capability brings together. */
static void transfer(const char *entry, uint64_t calls, int64_t result)
{
    struct fugu_process server = process(serve, 0, "a server");
    uint32_t to_server = server.environment;
    expect(fugu_environment_set(to_server, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)entry), 0, "the server's entry");
    expect(fugu_slice_yield(to_server), 0, "letting the server begin");
    expect(fugu_environment_state(to_server), 1, "the server waits");
    struct fugu_process client = process(call_often, calls, "a client");
    uint32_t to_client = client.environment;
    expect(fugu_environment_set(to_client, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)client_entry), 0, "the client's");
    int64_t ticket = fugu_cap_grant(to_server, FUGU_RIGHT_EXECUTE, FUGU_ENVIRONMENT_OF_CAP(to_client));
    expect(ticket > 0, 1, "a ticket for the server");
    WORD(SERVER) = (uint64_t)ticket;
    expect(fugu_slice_yield(to_client), 0, "letting the client begin");
    expect((int64_t)WORD(RESULT), result, "what the server answered");
    expect(fugu_environment_state(to_client), 2, "the client has exited");
    fugu_process_end(&server);
    fugu_process_end(&client);
}

/* Loads from nowhere, twice, with registers that the handler uses. */
static int fault(uint64_t argument)
{
    (void)argument;
    register uint64_t t0 __asm__("t0") = 0x1234;
    register uint64_t t1 __asm__("t1") = 0x5678;
    __asm__ volatile(".option push\n.option norvc\nld zero, 16(zero)\nld zero, 24(zero)\n.option pop"
                     : "+r"(t0), "+r"(t1));
    return t0 == 0x1234 && t1 == 0x5678 ? 3 : 4;
}

static void save_area(void)
{
    struct fugu_process made = process(fault, 0, "one that faults");
    uint32_t other = made.environment;
    expect(fugu_environment_set(other, FUGU_CONTEXT_SAVE_AREA, SHARED_PAGE + 2048), 0, "a save area");
    expect(fugu_environment_set(other, FUGU_CONTEXT_EXCEPTION, (uintptr_t)fault_entry), 0, "an exception context");
    expect(fugu_slice_yield(other), 0, "letting it fault");
    expect((int64_t)WORD(FAULTS), 2, "faults");
    expect(fugu_environment_code(other), 3, "its registers are as they were");
    fugu_process_end(&made);
}

static int crash(uint64_t argument)
{
    return (int)*(volatile uint64_t *)(uintptr_t)argument;
}

/* Takes all frames that it has. */
static int hoard(uint64_t argument)
{
    (void)argument;
    int taken = 0;
    while (fugu_frame_allocate(FUGU_MADE_CAP_MEMORY, 1) > 0) taken++;
    return taken;
}

/* Whatever becomes of a process, its maker has the frames again. */
static void end_in_several_ways(void)
{
    for (int i = 0; i < MANY; i++) {
        struct fugu_process made = process(i % 2 ? hoard : crash, 0, "one of many");
        expect(fugu_slice_yield(made.environment), 0, "letting it run");
        expect(fugu_environment_state(made.environment), i % 2 ? 2 : 3, "how it ended");
        if (i % 2) expect(fugu_environment_code(made.environment), CHILD_FRAMES, "how many frames it got");
        fugu_process_end(&made);
    }
}

/* Looks for what it was not given: time, other environments, a place in the vector. Answers how often it found some. */
static int steal(uint64_t argument)
{
    (void)argument;
    int found = 0;
    for (uint32_t name = 0x1000; name < 0x3000; name += name % 0x1000 < 64 ? 1 : 0x1000 - name % 0x1000) {
        found += fugu_slice_take(name, 0, 1000000, 0) >= 0;
        found += fugu_slice_yield(name) >= 0;
        found += fugu_environment_end(name) >= 0;
        found += fugu_environment_set(name, FUGU_CONTEXT_INTERRUPT, 0x1000) >= 0;
        found += fugu_call(FUGU_SYS_TRANSFER_ASYNC, name, 0, 0, 0, 0) >= 0;
        found += fugu_call(FUGU_SYS_CONTEXT_START, name, 1, 0x1000, 0, 0) >= 0;
    }
    return found;
}

static void try_to_steal(void)
{
    struct fugu_process thief = process(steal, 0, "a thief"), other = process(crash, 0, "one to be found");
    expect(fugu_slice_yield(thief.environment), 0, "letting it look");
    expect(fugu_environment_state(thief.environment), 2, "it has looked");
    expect(fugu_environment_code(thief.environment), 0, "what it found");
    fugu_process_end(&thief);
    fugu_process_end(&other);
}

static void try_what_is_refused(void)
{
    uint32_t memory = fugu_boot->cap_memory, processor = fugu_boot->cap_processor;
    struct fugu_process made = process(crash, 0, "one that does not run");
    uint32_t other = made.environment;
    uint32_t narrow = handle(fugu_cap_derive(other, FUGU_RIGHT_EXECUTE), "the right to give it time");
    expect(fugu_environment_make(memory, 0, 0x1000, 0, 0, 0), FUGU_E_BAD_ARGUMENT, "no frames");
    expect(fugu_environment_make(memory, 1 << 20, 0x1000, 0, 0, 0), FUGU_E_OUT_OF_FRAMES, "too many frames");
    expect(fugu_environment_make(memory, 1, 0x1001, 0, 0, 0), FUGU_E_BAD_ADDRESS, "an odd entry");
    expect(fugu_environment_make(processor, 1, 0x1000, 0, 0, 0), FUGU_E_WRONG_OBJECT, "made of time");
    expect(fugu_environment_end(narrow), FUGU_E_MISSING_RIGHT, "ending without the right");
    expect(fugu_environment_end(memory), FUGU_E_WRONG_OBJECT, "ending memory");
    expect(fugu_environment_map(narrow, 0x60000000, shared, FUGU_RIGHT_READ), FUGU_E_MISSING_RIGHT, "mapping");
    expect(fugu_environment_map(other, SHARED_PAGE, shared, FUGU_RIGHT_READ), FUGU_E_IN_USE, "mapping twice");
    expect(fugu_environment_map(other, 0, shared, FUGU_RIGHT_READ), FUGU_E_BAD_ADDRESS, "mapping page 0");
    expect(fugu_environment_map(other, FUGU_ADDRESS_MESSAGES_START, shared, FUGU_RIGHT_READ), FUGU_E_BAD_ADDRESS,
           "mapping where messages are");
    expect(fugu_environment_map(other, 0x60000000, memory, FUGU_RIGHT_READ), FUGU_E_WRONG_OBJECT, "mapping memory");
    expect(fugu_environment_set(other, FUGU_CONTEXT_SAVE_AREA, 0x60000000), FUGU_E_BAD_ADDRESS, "an area nowhere");
    expect(fugu_environment_set(other, 99, 0), FUGU_E_BAD_ARGUMENT, "setting what there is not");
    expect(fugu_slice_take(processor, 64, 5000, 0), FUGU_E_BAD_ARGUMENT, "a position too far");
    expect(fugu_slice_take(processor, 0, 999, 0), FUGU_E_BAD_ARGUMENT, "too short a slice");
    expect(fugu_slice_take(memory, 0, 5000, 0), FUGU_E_WRONG_OBJECT, "a slice of memory");
    expect(fugu_slice_yield(memory), FUGU_E_WRONG_OBJECT, "yielding to memory");
    expect(fugu_call(FUGU_SYS_TRANSFER_ASYNC, other, 0, 0, 0, 0), FUGU_E_NOT_READY, "entering who does not wait");
    expect(fugu_call(FUGU_SYS_TRANSFER_SYNC, other, 0, 0, 0, 0), FUGU_E_NOT_READY, "without an entry of one's own");
    expect(fugu_transfer_return(), FUGU_E_NOT_READY, "returning to nobody");
    int64_t ticket = fugu_cap_grant(other, FUGU_RIGHT_EXECUTE, FUGU_ENVIRONMENT_OF_CAP(memory));
    expect(ticket, FUGU_E_BAD_ARGUMENT, "a ticket for memory");
    expect(fugu_environment_end(other), 0, "ending it");
    fugu_process_end(&made);
}

/* Frames have names, by which they can be asked for. */
static void name_frames(void)
{
    uint32_t memory = fugu_boot->cap_memory;
    uint32_t two = handle(fugu_frame_allocate(memory, 2), "two frames");
    int64_t first = fugu_frame_name(two, 0);
    expect(fugu_frame_name(two, 1), first + 1, "the second one's name");
    expect(fugu_frame_name(two, 2), FUGU_E_BAD_ARGUMENT, "a third one's");
    expect(fugu_frame_allocate_named(memory, 1, (uint64_t)first + 1), FUGU_E_IN_USE, "what is taken");
    expect(fugu_frame_free(two), 0, "giving them back");
    uint32_t again = handle(fugu_frame_allocate_named(memory, 1, (uint64_t)first + 1), "the second one by its name");
    expect(fugu_frame_name(again, 0), first + 1, "its name");
    expect(fugu_frame_free(again), 0, "giving it back");
}

int main(void)
{
    shared = handle(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a page to share");
    handle(fugu_environment_map(0, SHARED_PAGE, shared, READ_WRITE), "mapping it here");
    share_time(NULL, NULL, 0);
    share_time(notice_entry, notice_entry, 2);
    share_time(notice_entry, deaf_entry, 1);
    printf("slices are as long as they were taken, and their ends are told\n");
    yield_to_each_other();
    printf("processes yield to each other, and exit\n");
    transfer(server_entry, CALLS, CALLS * 100 + CALLS * (CALLS - 1) / 2);
    expect((int64_t)WORD(SERVED), CALLS, "calls that were served");
    expect((int64_t)WORD(CALLER), (int64_t)made_so_far, "who called");
    transfer(bad_server_entry, 2, 2 * FUGU_E_NOT_READY);
    printf("control is transferred and returned, also when the server ends\n");
    save_area();
    printf("an exception leaves the scratch registers in the save area\n");
    try_what_is_refused();
    try_to_steal();
    name_frames();
    printf("what is not allowed is refused\n");
    end_in_several_ways();
    printf("the frames of who has ended come back\n");
    return 0;
}

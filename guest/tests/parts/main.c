/*
 * A rank gives its processes parts of what it has: some of its frames, a slice of its time, the address space of
 * another process, the right to send to itself and to yield to itself. They use those, try for more, and lose them.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/endpoint.h>
#include <fugu/environment.h>
#include <fugu/reclaim.h>

#define READ_WRITE (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)
#define SHARED_PAGE 0x50000000
#define PAGER_PAGE 0x51000000
#define CLIENT_PAGE 0x52000000
#define WORD(offset) (*(volatile uint64_t *)(uintptr_t)(SHARED_PAGE + (offset)))
#define TICKET 0 /* what a process is granted */
#define COUNT 8
#define ALARMS 16 /* that were told */
#define SLICE 4000
#define POSITION 7
#define SLOT 3
#define BADGE 0x123
#define CHILD_FRAMES 8
#define ROUNDS 20

static uint32_t shared;

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
    expect(fugu_process_make(&made, main, argument, CHILD_FRAMES), 0, what);
    handle(fugu_environment_map(made.environment, SHARED_PAGE, shared, READ_WRITE), "mapping the shared page");
    return made;
}

static void grant(const struct fugu_process *to, uint32_t cap, uint32_t rights)
{
    int64_t ticket = fugu_cap_grant(cap, rights, FUGU_ENVIRONMENT_OF_CAP(to->environment));
    expect(ticket > 0, 1, "a ticket");
    WORD(TICKET) = (uint64_t)ticket;
}

static uint32_t accept(void)
{
    int64_t granted = fugu_cap_accept((int64_t)WORD(TICKET));
    return granted > 0 ? (uint32_t)granted : 0;
}

/* ---- the middle one of three frames */

static int look_at_its_page(uint64_t address)
{
    return (int)*(volatile uint64_t *)(uintptr_t)address;
}

static void give_a_frame(void)
{
    uint32_t three = handle(fugu_frame_allocate(fugu_boot->cap_memory, 3), "three frames");
    handle(fugu_environment_map(0, PAGER_PAGE, three, READ_WRITE), "mapping them");
    for (uint64_t i = 0; i < 3; i++) *(volatile uint64_t *)(PAGER_PAGE + FUGU_PAGE_BYTES * i) = 30 + i;
    uint64_t begin = fugu_cycles();
    int64_t part = fugu_cap_part(three, FUGU_KIND_FRAMES, 1, 1);
    fugu_metric("part_cycles", (int64_t)(fugu_cycles() - begin));
    uint32_t middle = handle(part, "the middle one");
    expect(fugu_frame_name(middle, 0), fugu_frame_name(three, 1), "its name");
    expect(fugu_cap_part(middle, FUGU_KIND_FRAMES, 1, 1), FUGU_E_BAD_ARGUMENT, "the one behind it");
    for (int i = 0; i < 2; i++) {
        /* The second time there is another page, which was not given. */
        uint64_t address = CLIENT_PAGE + FUGU_PAGE_BYTES * (uint64_t)i;
        struct fugu_process made = process(look_at_its_page, address, "one that looks");
        handle(fugu_environment_map(made.environment, CLIENT_PAGE, middle, FUGU_RIGHT_READ), "mapping the middle one");
        expect(fugu_slice_yield(made.environment), 0, "letting it look");
        expect(fugu_environment_state(made.environment), i ? 3 : 2, "how it ended");
        if (!i) expect(fugu_environment_code(made.environment), 31, "what it saw");
        fugu_process_end(&made);
    }
    expect(fugu_frame_free(three), 0, "giving all back");
    expect(fugu_cap_inspect(middle), FUGU_E_BAD_HANDLE, "the part goes with the whole");
}

/* ---- a slice that its holder gives itself */

static int take_own_slice(uint64_t argument)
{
    (void)argument;
    uint32_t slice = accept();
    if (fugu_slice_take(slice, POSITION + 1, SLICE, 0) != FUGU_E_BAD_ARGUMENT) return 1;
    if (fugu_slice_take(slice, POSITION, SLICE, 0) != 0) return 2;
    for (;;) WORD(COUNT) = WORD(COUNT) + 1;
}

static void give_a_slice(void)
{
    uint32_t processor = fugu_boot->cap_processor;
    uint32_t slice = handle(fugu_cap_part(processor, FUGU_KIND_SLICE, POSITION, 0), "a slice");
    struct fugu_process made = process(take_own_slice, 0, "one that gets a slice");
    grant(&made, slice, FUGU_RIGHT_EXECUTE);
    expect(fugu_slice_take(processor, 0, SLICE, 0), 0, "a slice for oneself");
    WORD(COUNT) = 0;
    expect(fugu_slice_yield(made.environment), 0, "letting it begin");
    for (int i = 0; i < ROUNDS; i++) fugu_slice_yield(0);
    uint64_t counted = WORD(COUNT);
    expect(counted > 100 * ROUNDS, 1, "it has counted");
    expect(fugu_cap_revoke(slice), 0, "taking the slice back");
    for (int i = 0; i < ROUNDS; i++) fugu_slice_yield(0);
    expect((int64_t)WORD(COUNT), (int64_t)counted, "what it has counted since");
    expect(fugu_environment_state(made.environment), 0, "it could go on");
    fugu_process_end(&made);
    expect(fugu_slice_take(processor, 0, 0, 0), 0, "giving one's own back");
    expect(fugu_cap_delete(slice), 0, "the capability");
}

/* ---- a pager: it may map in a client's address space, and nothing else */

static int page(uint64_t argument)
{
    (void)argument;
    uint32_t space = accept();
    int64_t frame = fugu_frame_allocate(FUGU_MADE_CAP_MEMORY, 1);
    if (frame < 0 || fugu_environment_map(0, PAGER_PAGE, (uint32_t)frame, READ_WRITE) < 0) return 1;
    *(volatile uint64_t *)PAGER_PAGE = 55;
    if (fugu_environment_set(space, FUGU_CONTEXT_EXCEPTION, 0x1000) != FUGU_E_WRONG_OBJECT) return 2;
    if (fugu_environment_end(space) != FUGU_E_WRONG_OBJECT) return 3;
    if (fugu_slice_yield(space) != FUGU_E_WRONG_OBJECT) return 4;
    if (fugu_environment_map(space, CLIENT_PAGE, (uint32_t)frame, FUGU_RIGHT_READ) < 0) return 5;
    for (;;) fugu_slice_yield(0); /* with it would go what it has mapped */
}

static void give_an_address_space(void)
{
    struct fugu_process pager = process(page, 0, "a pager");
    struct fugu_process client = process(look_at_its_page, CLIENT_PAGE, "its client");
    uint32_t space = handle(fugu_cap_part(client.environment, FUGU_KIND_ADDRESS_SPACE, 0, 0), "an address space");
    grant(&pager, space, FUGU_RIGHT_WRITE);
    expect(fugu_slice_yield(pager.environment), 0, "letting the pager map");
    expect(fugu_environment_state(pager.environment) == 0 || fugu_environment_code(pager.environment), 1, "the pager");
    if (fugu_environment_state(client.environment) == 0) fugu_slice_yield(client.environment);
    expect(fugu_environment_state(client.environment), 2, "the client has exited");
    expect(fugu_environment_code(client.environment), 55, "what it saw");
    fugu_process_end(&client);
    fugu_process_end(&pager);
}

/* ---- messages of a process, and yielding to its maker */

static int send(uint64_t maker)
{
    uint64_t words[] = {7, 8};
    uint32_t endpoint = accept();
    if (fugu_endpoint_bind((uint32_t)maker, SLOT) != FUGU_E_BAD_HANDLE) return 1;
    if (fugu_endpoint_bind(endpoint, FUGU_ENDPOINT_SLOTS) != FUGU_E_BAD_ARGUMENT) return 2;
    if (fugu_endpoint_bind(endpoint, SLOT) != 0) return 3;
    while (!fugu_offer_through(SLOT, 0, 99, words, 2)) {}
    if (fugu_endpoint_bind(0, SLOT) != 0) return 4;
    fugu_offer_through(SLOT, 0, 99, words, 2); /* an exception that nobody handles */
    return 5;
}

static void let_a_process_send(void)
{
    uint32_t endpoint = handle(fugu_endpoint(BADGE), "an endpoint");
    uint64_t begin = fugu_cycles();
    int64_t bound = fugu_endpoint_bind(endpoint, SLOT);
    fugu_metric("bind_cycles", (int64_t)(fugu_cycles() - begin));
    expect(bound, 0, "binding a slot to oneself");
    expect(fugu_endpoint_bind(0, SLOT), 0, "and to nobody");
    expect(fugu_endpoint(0), FUGU_E_BAD_ARGUMENT, "one without a badge");
    expect(fugu_endpoint(FUGU_MOST_BADGE + 1), FUGU_E_BAD_ARGUMENT, "too large a badge");
    struct fugu_process made = process(send, 12345, "one that sends");
    grant(&made, endpoint, FUGU_RIGHT_WRITE);
    expect(fugu_slice_yield(made.environment), 0, "letting it send");
    expect(fugu_environment_state(made.environment), 3, "it sent once more through a slot that is not bound");
    struct fugu_message message;
    fugu_message_wait();
    expect(fugu_take(&message), 1, "a message");
    expect(message.badge, BADGE, "its badge");
    expect(message.tag, 99, "its tag");
    expect(message.count, 2, "its words");
    expect((int64_t)(10 * message.word[0] + message.word[1]), 78, "what they are");
    expect(fugu_take(&message), 0, "another message");
    fugu_process_end(&made);
    expect(fugu_cap_delete(endpoint), 0, "the endpoint");
}

/* Is asked for its slot, without an interrupt context on which it could be. */
static int lose_its_slot(uint64_t argument)
{
    (void)argument;
    uint64_t words[] = {1};
    uint32_t endpoint = accept();
    if (fugu_endpoint_bind(endpoint, SLOT) != 0) return 1;
    while (!fugu_offer_through(SLOT, 0, 0, words, 1)) {}
    fugu_slice_yield(0);
    if (fugu_endpoint_bind(endpoint, SLOT) != FUGU_E_BAD_HANDLE) return 2;
    fugu_offer_through(SLOT, 0, 0, words, 1); /* an exception that nobody handles */
    return 3;
}

static void ask_for_the_slot(void)
{
    uint32_t endpoint = handle(fugu_endpoint(BADGE), "an endpoint");
    struct fugu_process made = process(lose_its_slot, 0, "one that is asked for its slot");
    grant(&made, endpoint, FUGU_RIGHT_WRITE);
    expect(fugu_slice_yield(made.environment), 0, "letting it send");
    struct fugu_message message;
    fugu_message_wait();
    expect(fugu_take(&message), 1, "its message");
    expect(fugu_reclaim(made.environment, FUGU_RECLAIM_ENDPOINTS, 2, 5000), FUGU_E_BAD_ARGUMENT, "more than it has");
    expect(fugu_reclaim(made.environment, FUGU_RECLAIM_ENDPOINTS, 1, 5000), 0, "asking for the slot");
    expect(fugu_reclaim_state(made.environment, FUGU_RECLAIM_ENDPOINTS), 0, "it has it no more");
    expect(fugu_slice_yield(made.environment), 0, "letting it try");
    expect(fugu_environment_state(made.environment), 3, "it could not send");
    fugu_process_end(&made);
    expect(fugu_cap_delete(endpoint), 0, "the endpoint is its maker's still");
}

static int yield_to_maker(uint64_t times)
{
    uint32_t maker = accept();
    if (fugu_environment_end(maker) != FUGU_E_MISSING_RIGHT) return 1;
    for (uint64_t i = 0; i < times; i++) {
        WORD(COUNT) = i + 1;
        if (fugu_slice_yield(maker) != 0) return 2;
    }
    return 9;
}

static void let_it_yield_back(void)
{
    uint32_t self = handle(fugu_cap_part(0, FUGU_KIND_ENVIRONMENT, 0, 0), "oneself");
    expect(fugu_environment_end(self), FUGU_E_WRONG_OBJECT, "ending oneself so");
    struct fugu_process other = process(look_at_its_page, SHARED_PAGE, "one that never has its turn");
    struct fugu_process made = process(yield_to_maker, 3, "one that yields to its maker");
    grant(&made, self, FUGU_RIGHT_EXECUTE);
    for (int64_t i = 1; i <= 3; i++) {
        expect(fugu_slice_yield(made.environment), 0, "yielding");
        expect((int64_t)WORD(COUNT), i, "turns");
    }
    expect(fugu_environment_state(other.environment), 0, "the other one did not run");
    expect(fugu_slice_yield(made.environment), 0, "yielding for the last time");
    expect(fugu_environment_code(made.environment), 9, "it had all its turns");
    fugu_process_end(&made);
    fugu_process_end(&other);
}

/* ---- alarms */

/* Counts in the page that all share. */
extern const char alarm_entry[];
__asm__(".text\n\t.balign 4\nalarm_entry:\n"
        "\taddi sp, sp, -16\n\tsd t0, 0(sp)\n\tsd t1, 8(sp)\n"
        "\tli t0, 0x50000010\n\tld t1, 0(t0)\n\taddi t1, t1, 1\n\tsd t1, 0(t0)\n"
        "\tld t0, 0(sp)\n\tld t1, 8(sp)\n\taddi sp, sp, 16\n\tcsrw 0x80F, zero\n"); /* uret */

static void spin(uint64_t cycles)
{
    for (uint64_t end = fugu_cycles() + cycles; fugu_cycles() < end;) {}
}

/* Sets its alarm, and sees it when it has the processor again. */
static int be_told(uint64_t argument)
{
    (void)argument;
    uint32_t timer = accept();
    if (fugu_alarm(timer, fugu_cycles() + 1000) != FUGU_E_NOT_READY) return 1; /* no interrupt context */
    if (fugu_environment_set(0, FUGU_CONTEXT_INTERRUPT, (uintptr_t)alarm_entry) != 0) return 2;
    uint64_t before = WORD(ALARMS);
    if (fugu_alarm(timer, fugu_cycles() + 1000) != 0) return 3;
    fugu_slice_yield(0); /* its maker takes longer */
    spin(500);
    if (WORD(ALARMS) != before + 1) return 4;
    if (fugu_alarm(timer, fugu_cycles() + 1000) != 0) return 5;
    fugu_slice_yield(0); /* its maker takes the timer back */
    spin(5000);
    return WORD(ALARMS) == before + 1 ? 0 : 6;
}

static void give_the_timer(void)
{
    uint32_t timer = handle(fugu_cap_part(fugu_boot->cap_processor, FUGU_KIND_TIMER, 0, 0), "a timer");
    expect(fugu_alarm(timer, 1), FUGU_E_NOT_READY, "an alarm for nobody");
    expect(fugu_environment_set(0, FUGU_CONTEXT_INTERRUPT, (uintptr_t)alarm_entry), 0, "an interrupt context");
    expect(fugu_alarm(timer, UINT64_C(1) << 62), FUGU_E_BAD_ARGUMENT, "an alarm that never comes");
    expect(fugu_alarm(fugu_boot->cap_processor, 1), FUGU_E_WRONG_OBJECT, "the whole processor");
    WORD(ALARMS) = 0;
    uint64_t cycle = fugu_cycles() + 5000;
    expect(fugu_alarm(timer, cycle), 0, "an alarm");
    fugu_message_wait(); /* there is none */
    uint64_t late = fugu_cycles() - cycle;
    expect((int64_t)late >= 0, 1, "it slept for as long");
    fugu_metric("alarm_cycles", (int64_t)late);
    expect((int64_t)WORD(ALARMS), 1, "it was told");

    uint64_t before = fugu_atomic_begin();
    expect(fugu_alarm(timer, fugu_cycles()), 0, "an alarm that has come");
    spin(2000);
    expect((int64_t)WORD(ALARMS), 1, "not in an atomic section");
    fugu_atomic_end(before);
    spin(1000);
    expect((int64_t)WORD(ALARMS), 2, "but behind it");
    expect(fugu_alarm(timer, fugu_cycles() + 1000), 0, "another one");
    expect(fugu_alarm(timer, 0), 0, "and none");
    spin(2000);
    expect((int64_t)WORD(ALARMS), 2, "it was taken back");

    struct fugu_process made = process(be_told, 0, "one that gets the timer");
    grant(&made, timer, FUGU_RIGHT_EXECUTE);
    expect(fugu_slice_yield(made.environment), 0, "letting it set its alarm");
    spin(3000);
    expect((int64_t)WORD(ALARMS), 2, "it is told when it has the processor");
    expect(fugu_slice_yield(made.environment), 0, "letting it be told");
    expect((int64_t)WORD(ALARMS), 3, "it was told");
    expect(fugu_cap_revoke(timer), 0, "taking the timer back");
    expect(fugu_slice_yield(made.environment), 0, "letting it wait in vain");
    expect(fugu_environment_state(made.environment), 2, "it has exited");
    expect(fugu_environment_code(made.environment), 0, "all was as it should");
    fugu_process_end(&made);
    expect(fugu_environment_set(0, FUGU_CONTEXT_INTERRUPT, 0), 0, "no interrupt context");
    expect(fugu_cap_delete(timer), 0, "the timer");
}

/* ---- a console that is granted, and one that cannot be */

static int write_to(uint64_t argument)
{
    (void)argument;
    static const char text[] = "a console can be granted to a process\n";
    return fugu_console_call(accept(), text, sizeof text - 1) == sizeof text - 1 ? 0 : 1;
}

static void give_the_console(void)
{
    struct fugu_process made = process(write_to, 0, "one that writes");
    grant(&made, fugu_boot->cap_console, FUGU_RIGHT_WRITE);
    expect(fugu_slice_yield(made.environment), 0, "letting it write");
    expect(fugu_environment_code(made.environment), 0, "it has written");
    int64_t memory = fugu_cap_grant(fugu_boot->cap_memory, 0, FUGU_ENVIRONMENT_OF_CAP(made.environment));
    expect(memory, FUGU_E_WRONG_OBJECT, "granting one's memory");
    fugu_process_end(&made);
}

int main(void)
{
    shared = handle(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a page to share");
    handle(fugu_environment_map(0, SHARED_PAGE, shared, READ_WRITE), "mapping it here");
    give_a_frame();
    printf("a frame is given away without its neighbours\n");
    give_a_slice();
    printf("a slice goes with its capability\n");
    give_an_address_space();
    printf("a pager maps in another address space, and can do no more there\n");
    let_a_process_send();
    printf("a process sends through an endpoint that it was given\n");
    ask_for_the_slot();
    printf("and gives it back when it is asked\n");
    let_it_yield_back();
    printf("a process yields to its maker\n");
    give_the_timer();
    printf("alarms wake, wait for their time, and go with the timer\n");
    give_the_console();
    return 0;
}

/* Environments, time, and control transfer. */
#include <string.h>

#include "reference.h"

/* li a7, FUGU_SYS_EXIT; ecall */
static const uint32_t exit_at_once[] = {0x000018b7, 0x0018889b, 0x00000073};

static uint32_t code_of_short_lived(void)
{
    static uint32_t frame;
    if (frame) return frame;
    frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    CHECK(fugu_tlb_write(frame, 0, PAGE, READ_WRITE) == 0);
    memcpy((void *)PAGE, exit_at_once, sizeof exit_at_once);
    CHECK(fugu_tlb_drop(PAGE) == 1);
    return frame;
}

uint32_t make_short_lived(int code)
{
    int64_t made = fugu_environment_make(fugu_boot->cap_memory, 1, PAGE, 0, (uint64_t)code, 0);
    CHECK(made > 0);
    CHECK(fugu_environment_map((uint32_t)made, PAGE, code_of_short_lived(), FUGU_RIGHT_READ | FUGU_RIGHT_EXECUTE) > 0);
    return (uint32_t)made;
}

void reference_environment_make(void)
{
    /* With one frame to take; it begins at PAGE, with 9 in a0, and nothing is mapped there yet. */
    int64_t made = fugu_environment_make(fugu_boot->cap_memory, 1, PAGE, 0, 9, 0);
    CHECK(made > 0);
    CHECK((fugu_cap_inspect((uint32_t)made) & 0xff) == FUGU_KIND_ENVIRONMENT);
    CHECK(fugu_environment_state((uint32_t)made) == 0); /* it could execute */
    CHECK(fugu_environment_end((uint32_t)made) == 0);
    CHECK(fugu_cap_delete((uint32_t)made) == 0);
}

void reference_environment_set(void)
{
    int64_t made = fugu_environment_make(fugu_boot->cap_memory, 1, PAGE, 0, 9, 0);
    uint32_t rights = FUGU_RIGHT_READ | FUGU_RIGHT_EXECUTE;
    int64_t mapped = fugu_environment_map((uint32_t)made, PAGE, code_of_short_lived(), rights);
    CHECK(mapped > 0); /* the capability that it has for the frame */
    CHECK(fugu_environment_set((uint32_t)made, 99, 0) == FUGU_E_BAD_ARGUMENT); /* there is no such thing */
    CHECK(fugu_slice_yield((uint32_t)made) == 0);
    CHECK(fugu_environment_code((uint32_t)made) == 9); /* it could execute what was mapped */
    CHECK(fugu_cap_delete((uint32_t)made) == 0);
}

void reference_environment_end(void)
{
    uint32_t made = make_short_lived(0);
    CHECK(fugu_environment_end(made) == 0);
    CHECK(fugu_environment_state(made) == 3); /* it ended otherwise than by exit */
    CHECK(fugu_environment_end(made) == FUGU_E_NOT_READY);
    CHECK(fugu_cap_delete(made) == 0);
}

void reference_slice_take(void)
{
    uint32_t processor = fugu_boot->cap_processor, made = make_short_lived(3);
    CHECK(fugu_slice_take(processor, 0, 2000, 0) == 0);    /* for the caller */
    CHECK(fugu_slice_take(processor, 1, 2000, made) == 0); /* and then for the other one */
    while (fugu_environment_state(made) == 0) {}           /* which has its turn by itself */
    CHECK(fugu_environment_code(made) == 3);
    CHECK(fugu_slice_take(processor, 1, 999, 0) == FUGU_E_BAD_ARGUMENT); /* too short */
    CHECK(fugu_slice_take(processor, 0, 0, 0) == 0);
    CHECK(fugu_cap_delete(made) == 0);
}

void reference_slice_yield(void)
{
    uint32_t made = make_short_lived(4);
    CHECK(fugu_slice_yield(made) == 0); /* returns when the other one has ended */
    CHECK(fugu_environment_state(made) == 2 && fugu_environment_code(made) == 4);
    CHECK(fugu_slice_yield(made) == FUGU_E_NOT_READY);
    CHECK(fugu_cap_delete(made) == 0);
}

struct fugu_process make_process(int (*main)(uint64_t), uint64_t argument)
{
    static uint32_t common;
    if (!common) {
        common = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
        CHECK(fugu_environment_map(0, COMMON_PAGE, common, READ_WRITE) > 0);
    }
    struct fugu_process made;
    CHECK(fugu_process_make(&made, main, argument, 4) == 0);
    CHECK(fugu_environment_map(made.environment, COMMON_PAGE, common, READ_WRITE) > 0);
    return made;
}

/* Protected entries: control arrives with the registers of who came. */
extern const char add_and_exit[], add_and_return[], exit_with_answer[];
__asm__(".text\n\t.balign 4\n"
        "add_and_exit:\n\tadd a0, a1, a2\n\tli a7, 4097\n\tecall\n"              /* exit */
        "add_and_return:\n\tadd a1, a1, a2\n\tli a0, 0\n\tli a7, 4130\n\tecall\n" /* transfer_sync */
        "exit_with_answer:\n\tmv a0, a1\n\tli a7, 4097\n\tecall\n");

static int wait_to_be_entered(uint64_t argument)
{
    (void)argument;
    return (int)fugu_transfer_return();
}

static struct fugu_process make_server(const char *entry)
{
    struct fugu_process server = make_process(wait_to_be_entered, 0);
    CHECK(fugu_environment_set(server.environment, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)entry) == 0);
    CHECK(fugu_slice_yield(server.environment) == 0); /* it waits from now on */
    return server;
}

void reference_transfer_async(void)
{
    struct fugu_process server = make_server(add_and_exit);
    CHECK(fugu_call(FUGU_SYS_TRANSFER_ASYNC, server.environment, 20, 22, 0, 0) == 0);
    CHECK(fugu_environment_code(server.environment) == 42); /* it has added a1 and a2, and has exited */
    fugu_process_end(&server);
}

static int call_server(uint64_t argument)
{
    (void)argument;
    uint32_t server = (uint32_t)fugu_cap_accept((int64_t)WORD(COMMON_PAGE));
    return (int)fugu_call(FUGU_SYS_TRANSFER_SYNC, server, 20, 22, 0, 0); /* goes on at exit_with_answer */
}

void reference_transfer_sync(void)
{
    struct fugu_process server = make_server(add_and_return), client = make_process(call_server, 0);
    uint32_t to_client = client.environment;
    CHECK(fugu_environment_set(to_client, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)exit_with_answer) == 0);
    WORD(COMMON_PAGE) = (uint64_t)fugu_cap_grant(server.environment, FUGU_RIGHT_EXECUTE,
                                                 FUGU_ENVIRONMENT_OF_CAP(to_client));
    CHECK(fugu_slice_yield(to_client) == 0);
    CHECK(fugu_environment_code(to_client) == 42);
    fugu_process_end(&client);
    fugu_process_end(&server);
}

static fugu_guaranteed uint64_t context_stack[512];
static volatile uint64_t from_context;

static void in_context(uint64_t argument)
{
    from_context = argument;
    fugu_call(FUGU_SYS_CONTEXT_END, 0, 0, 0, 0, 0);
}

void reference_context_start(void)
{
    uint32_t processor = fugu_boot->cap_processor;
    uintptr_t stack = (uintptr_t)(context_stack + 512);
    from_context = 0;
    CHECK(fugu_call(FUGU_SYS_CONTEXT_START, processor, 1, (uintptr_t)in_context, stack, 6) == 0);
    CHECK(fugu_call(FUGU_SYS_CONTEXT_START, processor, 0, (uintptr_t)in_context, stack, 6) == FUGU_E_IN_USE);
    while (from_context != 6) fugu_pause(); /* lets the other context run */
}

void reference_context_end(void)
{
    CHECK(fugu_call(FUGU_SYS_CONTEXT_END, 0, 0, 0, 0, 0) == FUGU_E_BAD_ARGUMENT); /* the last one cannot */
    reference_context_start(); /* the other one did: its place is free again */
}

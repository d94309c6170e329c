/* Step 6: two processes share the processor's time, and one calls the other by protected control transfer. */
#include "../print.h"
#include "../process.h"

#define ROUNDS 30
#define SLICE 2000

/* Words of the page that all share. */
#define COUNT 0  /* and 1: how far the two have counted */
#define TICKET 2 /* a capability for the server, for its client */

static _Noreturn int count(uint64_t which)
{
    for (;;) WORD(COUNT + which) = WORD(COUNT + which) + 1;
}

/* Two processes that do nothing but count: one has three times as much time as the other. */
static int share_time(const struct fugu_boot_record *boot, uint32_t common)
{
    int64_t one = make_process(boot, common, count, 0), two = make_process(boot, common, count, 1);
    if (one < 0 || two < 0) return 1;
    if (give_time(boot, 0, SLICE, 0) < 0) return 2;
    if (give_time(boot, 1, SLICE, (uint32_t)one) < 0 || give_time(boot, 2, 3 * SLICE, (uint32_t)two) < 0) return 3;
    for (int round = 0; round < ROUNDS; round++) yield(0);
    kernel(FUGU_SYS_ENVIRONMENT_END, (uint64_t)one, 0, 0, 0, 0, 0);
    kernel(FUGU_SYS_ENVIRONMENT_END, (uint64_t)two, 0, 0, 0, 0, 0);
    give_time(boot, 0, 0, 0);
    uint64_t tenths = (10 * WORD(COUNT + 1) + WORD(COUNT) / 2) / WORD(COUNT);
    print(boot->cap_console, "two has counted %u.%u times as far as one\n", (unsigned)(tenths / 10), (unsigned)(tenths % 10));
    return 0;
}

/* The server's protected entry: control arrives with the client's registers, and goes back with the sum in a1. */
extern const char server_entry[], client_entry[];
int64_t call_server(uint32_t server, uint64_t first, uint64_t second);
__asm__(".text\n"
        ".balign 4\n"
        "server_entry:\n"
        "    add a1, a1, a2\n"
        "    li a0, 0\n" /* to who waits */
        "    li a7, " NUMBER(FUGU_SYS_TRANSFER_SYNC) "\n"
        "    ecall\n"
        /* The client leaves here: registers are its arguments. The ecall does not return, but for a refusal. */
        "call_server:\n"
        "    li a7, " NUMBER(FUGU_SYS_TRANSFER_SYNC) "\n"
        "    ecall\n"
        "    ret\n"
        /* Control comes back here, and ra and sp are as they were: the server has not touched them. */
        "client_entry:\n"
        "    mv a0, a1\n"
        "    ret\n");

static int serve(uint64_t unused)
{
    (void)unused;
    return (int)kernel(FUGU_SYS_TRANSFER_SYNC, 0, 0, 0, 0, 0, 0); /* waits to be entered */
}

static int ask(uint64_t times)
{
    int64_t server = kernel(FUGU_SYS_CAP_ACCEPT, WORD(TICKET), 0, 0, 0, 0, 0);
    uint64_t sum = 0;
    for (uint64_t i = 1; i <= times; i++) sum = (uint64_t)call_server((uint32_t)server, sum, i);
    print(CONSOLE_OF_PROCESS, "the server has added up to %u\n", (unsigned)sum);
    return (int)sum;
}

static int64_t enter_at(uint32_t process, const char *entry)
{
    return kernel(FUGU_SYS_ENVIRONMENT_SET, process, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)entry, 0, 0, 0);
}

static int call_each_other(const struct fugu_boot_record *boot, uint32_t common)
{
    int64_t server = make_process(boot, common, serve, 0);
    if (server < 0 || enter_at((uint32_t)server, server_entry) < 0) return 4;
    if (yield((uint32_t)server) < 0) return 5; /* it waits from now on, so there may be a client */
    int64_t client = make_process(boot, common, ask, 10);
    if (client < 0 || enter_at((uint32_t)client, client_entry) < 0) return 6;
    uint64_t to_client = UINT64_C(1) << 33 | (uint64_t)client;
    int64_t ticket = kernel(FUGU_SYS_CAP_GRANT, (uint64_t)server, FUGU_RIGHT_EXECUTE, to_client, 0, 0, 0);
    if (ticket < 0) return 7;
    WORD(TICKET) = (uint64_t)ticket;
    if (yield((uint32_t)client) < 0) return 8; /* returns when the client has exited */
    int64_t known = kernel(FUGU_SYS_CAP_INSPECT, (uint64_t)client, 0, 0, 0, 0, 0);
    return (known >> 40 & 0xff) == 55 ? 0 : 9;
}

int step(const struct fugu_boot_record *boot)
{
    int64_t common = take_frames(boot, 1);
    if (common < 0 || bind_for_good(0, COMMON, (uint32_t)common, READ | WRITE) < 0) return 10;
    int failed = share_time(boot, (uint32_t)common);
    return failed ? failed : call_each_other(boot, (uint32_t)common);
}

/*
 * Protected control transfer between two environments: transfer [times].
 *
 * A client transfers control to a server, which returns it, and so on. One way is half of there and back. The kernel
 * changes no register, saves none, and gives the rest of the slice along; nobody looks for anybody else to run.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/capability.h>
#include <fugu/environment.h>

#define PAGE 0x50000000ul
#define TIMES 1000

struct meeting {
    int64_t ticket; /* of the client, for the server */
    uint64_t times;
    int64_t cycles;
};

#define MEETING ((volatile struct meeting *)PAGE)

extern const char ping_entry[], pong_entry[];
int64_t ping(uint32_t server, uint64_t times);

static int serve(uint64_t argument)
{
    (void)argument;
    return (int)fugu_transfer_return();
}

/* The first time finds caches and TLB cold. */
static int call(uint64_t argument)
{
    (void)argument;
    uint32_t server = (uint32_t)fugu_cap_accept(MEETING->ticket);
    ping(server, 10);
    MEETING->cycles = ping(server, MEETING->times);
    return 0;
}

static int64_t must(int64_t answer, const char *what)
{
    if (answer >= 0) return answer;
    printf("%s: %lld\n", what, (long long)answer);
    exit(1);
}

static uint32_t process(struct fugu_process *process, int (*main)(uint64_t), const char *entry, uint32_t page)
{
    must(fugu_process_make(process, main, 0, 1), "a process");
    must(fugu_environment_map(process->environment, PAGE, page, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE), "a page");
    must(fugu_environment_set(process->environment, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)entry), "an entry");
    return process->environment;
}

int main(int argc, char **argv)
{
    uint64_t times = argc > 1 ? strtoull(argv[1], NULL, 10) : TIMES;
    if (times < 1 || times > 1000000) {
        printf("transfer: 1 to 1000000 times, not %s\n", argv[1]);
        return 2;
    }
    uint32_t page = (uint32_t)must(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a frame");
    must(fugu_environment_map(0, PAGE, page, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE), "the page here");
    struct fugu_process server, client;
    uint32_t to_server = process(&server, serve, pong_entry, page);
    must(fugu_slice_yield(to_server), "letting the server begin");
    uint32_t to_client = process(&client, call, ping_entry, page);
    MEETING->times = times;
    MEETING->ticket = must(
        fugu_cap_grant(to_server, FUGU_RIGHT_EXECUTE, FUGU_ENVIRONMENT_OF_CAP(to_client)), "a ticket");
    must(fugu_slice_yield(to_client), "letting the client begin");
    if (MEETING->cycles < 0 || fugu_environment_state(to_client) != 2) {
        printf("transfer: the client did not come back\n");
        return 1;
    }
    uint64_t cycles = (uint64_t)MEETING->cycles;
    fugu_metric("round_trip_cycles", (int64_t)(cycles / times));
    fugu_metric("transfer_hundredths", (int64_t)(100 * cycles / (2 * times)));
    fugu_metric_unit("transfer_hundredths", "cycles/100");
    printf("%llu cycles there and back\n", (unsigned long long)(cycles / times));
    return 0;
}

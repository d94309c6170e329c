/*
 * An example of each system call, which checks what the call answers: reference [all|remote|NAME].
 *
 * `all` performs those that every machine has and that return; `remote` is for machines whose kernels serve each
 * other's memory; a name is for one of the calls that do not return. docs/system-calls.md shows the examples.
 */
#include <string.h>

#include <fugu/input.h>

#include "reference.h"

void reference_linux_write(void)
{
    static const char text[] = "by Linux's write\n";
    CHECK(fugu_call(FUGU_SYS_LINUX_WRITE, 1, (uintptr_t)text, sizeof text - 1, 0, 0) == sizeof text - 1);
    CHECK(fugu_call(FUGU_SYS_LINUX_WRITE, 7, (uintptr_t)text, 1, 0, 0) == -9); /* EBADF */
}

/* Ends the rank with code 5. */
void reference_linux_exit(void)
{
    fugu_call(FUGU_SYS_LINUX_EXIT, 5, 0, 0, 0, 0);
}

/* Ends the rank with code 6. */
void reference_linux_read(void)
{
    char text[4];
    CHECK(fugu_call(FUGU_SYS_LINUX_READ, 0, (uintptr_t)text, 0, 0, 0) == 0);
    CHECK(fugu_call(FUGU_SYS_LINUX_READ, 7, (uintptr_t)text, 4, 0, 0) == -9); /* EBADF */
    CHECK(fugu_call(FUGU_SYS_LINUX_READ, 0, (uintptr_t)text, 4, 0, 0) >= 0); /* 0 at the end */
}

void reference_linux_exit_group(void)
{
    fugu_call(FUGU_SYS_LINUX_EXIT_GROUP, 6, 0, 0, 0, 0);
}

void reference_null(void)
{
    uint64_t before = fugu_cycles();
    CHECK(fugu_null() == 0);
    CHECK(fugu_cycles() - before >= 33); /* what the kernel's path to a call costs, and the trap */
}

/* Ends the rank with code 7: what is above the low eight bits does not count. */
void reference_exit(void)
{
    fugu_exit(256 + 7);
}

void reference_console_write(void)
{
    static const char text[] = "to the console\n";
    CHECK(fugu_console_call(fugu_boot->cap_console, text, sizeof text - 1) == sizeof text - 1);
    CHECK(fugu_console_call(fugu_boot->cap_memory, text, 1) == FUGU_E_WRONG_OBJECT);
    CHECK(fugu_console_call(fugu_boot->cap_console, (const void *)PAGE, 1) == FUGU_E_BAD_ADDRESS);
}

void reference_input_read(void)
{
    uint32_t input = fugu_boot->cap_input;
    char text[4];
    CHECK(fugu_input_call(fugu_boot->cap_console, FUGU_INPUT_STANDARD, 0, text, 4) == FUGU_E_WRONG_OBJECT);
    if (!input) return; /* ./fugu run --stdin FILE --input NAME=FILE */
    uint64_t left = fugu_boot->input_bytes;
    CHECK(fugu_input_call(input, FUGU_INPUT_STANDARD, 0, text, 4) == (int64_t)(left < 4 ? left : 4));
    CHECK(fugu_input_call(input, FUGU_INPUT_STANDARD, left, text, 4) == 0); /* the end */
    CHECK(fugu_input_call(input, FUGU_INPUT_STANDARD, 0, (void *)PAGE, left ? 4 : 0) == (left ? FUGU_E_BAD_ADDRESS : 0));
    CHECK(fugu_input_call(input, FUGU_INPUT_FIRST_FILE + fugu_boot->input_files, 0, text, 4) == FUGU_E_BAD_ARGUMENT);
}

static volatile uint64_t heard;

static void hear(uint32_t source, uint64_t value)
{
    (void)source;
    heard = value;
}

void reference_message_wait(void)
{
    fugu_send(fugu_rank(), hear, 11);
    CHECK(fugu_message_wait() == 0); /* there is one now, and nothing has handled it */
    CHECK(heard == 0);
    CHECK(fugu_poll() && heard == 11);
}

void reference_metric(void)
{
    static const char name[] = "answer";
    CHECK(fugu_call(FUGU_SYS_METRIC, (uintptr_t)name, sizeof name - 1, 42, 0, 0) == 0);
    CHECK(fugu_call(FUGU_SYS_METRIC, (uintptr_t) "Answer", 6, 42, 0, 0) == FUGU_E_BAD_ARGUMENT);
}

void reference_metric_unit(void)
{
    static const char name[] = "answer", unit[] = "questions";
    CHECK(fugu_call(FUGU_SYS_METRIC_UNIT, (uintptr_t)name, sizeof name - 1, (uintptr_t)unit, sizeof unit - 1, 0) == 0);
}

void reference_region(void)
{
    CHECK(fugu_call(FUGU_SYS_REGION, 1, 0, 0, 0, 0) == 0);
    CHECK(fugu_call(FUGU_SYS_REGION, 1, 0, 0, 0, 0) == FUGU_E_BAD_ARGUMENT); /* it has begun */
    CHECK(fugu_call(FUGU_SYS_REGION, 0, 0, 0, 0, 0) == 0); /* region.cycles has what was between */
}

#define EXAMPLES(HOW)                                                                                    \
    HOW(all, linux_read) HOW(all, linux_write) HOW(all, null) HOW(all, console_write)                     \
    HOW(all, input_read) HOW(all, frame_allocate)                                                         \
    HOW(all, frame_free) HOW(all, tlb_write) HOW(all, tlb_drop) HOW(all, cap_derive) HOW(all, cap_delete) \
    HOW(all, cap_revoke) HOW(all, cap_inspect) HOW(all, exception_entry) HOW(all, message_wait)           \
    HOW(all, metric) HOW(all, region) HOW(all, context_start) HOW(all, context_end)                       \
    HOW(all, tlb_shootdown) HOW(all, metric_unit) HOW(all, cap_grant) HOW(all, cap_accept)                \
    HOW(all, environment_make) HOW(all, environment_set) HOW(all, environment_end) HOW(all, slice_take)   \
    HOW(all, slice_yield) HOW(all, transfer_sync) HOW(all, transfer_async) HOW(all, cap_part)             \
    HOW(all, endpoint_bind) HOW(all, buffer_give) HOW(all, reclaim_answer) HOW(all, extent_transfer)       \
    HOW(remote, remote_read) HOW(remote, remote_write) HOW(remote, remote_swap)                           \
    HOW(exit, exit) HOW(linux_exit, linux_exit) HOW(linux_exit_group, linux_exit_group)                   \
    HOW(exception_decline, exception_decline)

#define DECLARE(when, call) void reference_##call(void);
EXAMPLES(DECLARE)

static const struct {
    const char *when, *call;
    void (*perform)(void);
} examples[] = {
#define ROW(when, call) {#when, #call, reference_##call},
    EXAMPLES(ROW)};

int main(int argc, char **argv)
{
    const char *which = argc > 1 ? argv[1] : "all";
    if (fugu_rank() == 0)
        for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
            if (strcmp(examples[i].when, which)) continue;
            printf("%s\n", examples[i].call);
            fflush(stdout);
            examples[i].perform();
        }
    fugu_barrier();
    return 0;
}

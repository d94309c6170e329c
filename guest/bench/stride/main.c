/*
 * A stride scheduler in an application: stride [quanta].
 *
 * The program has the only slice of the processor's time, and gives each to one of three processes by directed yield:
 * the stride scheduler of the library OS (fugu/process.h) says to which. The kernel knows nothing of tickets. What the
 * processes get is measured by what they have done.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/process.h>

#define PAGE 0x50000000ul
#define DONE ((volatile uint64_t *)PAGE)
#define PROCESSES 3
#define TICKETS 6 /* of all of them */
#define QUANTUM 10000
#define QUANTA 600

static _Noreturn int work(uint64_t which)
{
    volatile uint64_t *done = DONE + which;
    for (;;) *done = *done + 1;
}

static int64_t must(int64_t answer, const char *what)
{
    if (answer >= 0) return answer;
    printf("%s: %lld\n", what, (long long)answer);
    exit(1);
}

int main(int argc, char **argv)
{
    static const uint64_t tickets[PROCESSES] = {3, 2, 1};
    static const char *const names[PROCESSES] = {"share_three", "share_two", "share_one"};
    uint64_t quanta = argc > 1 ? strtoull(argv[1], NULL, 10) : QUANTA;
    if (quanta < TICKETS || quanta > 100000) {
        printf("stride: %d to 100000 quanta, not %s\n", TICKETS, argv[1]);
        return 2;
    }
    uint32_t page = (uint32_t)must(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a frame");
    must(fugu_environment_map(0, PAGE, page, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE), "the page here");
    struct fugu_process processes[PROCESSES];
    static struct fugu_schedule schedule;
    for (unsigned i = 0; i < PROCESSES; i++) {
        must(fugu_process_make(&processes[i], work, i, 1), "a process");
        must(fugu_environment_map(processes[i].environment, PAGE, page, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE), "a page");
        must(fugu_schedule_add(&schedule, &processes[i], (uint32_t)tickets[i]), "tickets");
    }
    must(fugu_slice_take(fugu_boot->cap_processor, 0, QUANTUM, 0), "a slice");
    for (uint64_t i = 0; i < quanta; i++) must(fugu_schedule_turn(&schedule), "a turn");
    must(fugu_slice_take(fugu_boot->cap_processor, 0, 0, 0), "giving the slice back");
    uint64_t all = DONE[0] + DONE[1] + DONE[2];
    for (unsigned i = 0; i < PROCESSES; i++) {
        fugu_metric(names[i], (int64_t)(10000 * DONE[i] / all));
        fugu_metric_unit(names[i], "%/100");
        printf("%llu tickets: %llu hundredths of a per cent\n", (unsigned long long)tickets[i],
               (unsigned long long)(10000 * DONE[i] / all));
    }
    return 0;
}

/*
 * A stride scheduler in an application: stride [quanta].
 *
 * The program has the only slice of the processor's time, and gives each to one of three processes by directed yield:
 * to the one that is furthest behind, where a process with more tickets falls behind faster (Waldspurger and Weihl,
 * 1995). The kernel knows nothing of tickets. What the processes get is measured by what they have done.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fugu/environment.h>

#define PAGE 0x50000000ul
#define DONE ((volatile uint64_t *)PAGE)
#define PROCESSES 3
#define STRIDE 6 /* of a process with one ticket; a multiple of all tickets */
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

static unsigned furthest_behind(const uint64_t *pass)
{
    unsigned least = 0;
    for (unsigned i = 1; i < PROCESSES; i++) {
        if (pass[i] < pass[least]) least = i;
    }
    return least;
}

int main(int argc, char **argv)
{
    static const uint64_t tickets[PROCESSES] = {3, 2, 1};
    static const char *const names[PROCESSES] = {"share_three", "share_two", "share_one"};
    uint64_t quanta = argc > 1 ? strtoull(argv[1], NULL, 10) : QUANTA;
    if (quanta < STRIDE || quanta > 100000) {
        printf("stride: %d to 100000 quanta, not %s\n", STRIDE, argv[1]);
        return 2;
    }
    uint32_t page = (uint32_t)must(fugu_frame_allocate(fugu_boot->cap_memory, 1), "a frame");
    must(fugu_environment_map(0, PAGE, page, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE), "the page here");
    struct fugu_process processes[PROCESSES];
    for (unsigned i = 0; i < PROCESSES; i++) {
        must(fugu_process_make(&processes[i], work, i, 1), "a process");
        must(fugu_environment_map(processes[i].environment, PAGE, page, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE), "a page");
    }
    must(fugu_slice_take(fugu_boot->cap_processor, 0, QUANTUM, 0), "a slice");
    uint64_t pass[PROCESSES] = {0};
    for (uint64_t i = 0; i < quanta; i++) {
        unsigned next = furthest_behind(pass);
        pass[next] += STRIDE / tickets[next];
        must(fugu_slice_yield(processes[next].environment), "yielding");
    }
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

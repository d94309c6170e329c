/* Step 5: messages between nodes: rank 0 takes them by polling, and then by interrupts. */
#include "../heap.h"
#include "../message.h"
#include "../print.h"

#define EACH 20

/* What rank 0 has heard: a list in the heap, which the handler makes longer. */
struct heard {
    struct heard *next;
    uint32_t source;
    uint64_t number;
};

static struct heard *volatile list;
static volatile uint64_t count;
static volatile bool told;

/* The handler: runs on rank 0, one at a time. Its page faults are handled like any others. */
static void hear(uint32_t source, uint64_t number, uint64_t unused)
{
    (void)unused;
    struct heard *heard = allocate(sizeof *heard);
    if (!heard) finish(1);
    heard->next = list;
    heard->source = source;
    heard->number = number;
    list = heard;
    count++;
}

static void begin(uint32_t source, uint64_t first, uint64_t second)
{
    (void)source, (void)first, (void)second;
    told = true;
}

/* Each of the others sends its numbers when rank 0 says so. */
static void send_when_told(void)
{
    for (int round = 0; round < 2; round++) {
        while (!told) poll();
        told = false;
        for (uint64_t i = 1; i <= EACH; i++) send(0, hear, i, 0);
    }
}

static void report(uint32_t console, const char *how)
{
    uint64_t sum = 0;
    for (struct heard *each = list; each; each = each->next) sum += each->number;
    print(console, "%s: %u messages, their sum is %u\n", how, (unsigned)count, (unsigned)sum);
    list = 0;
    count = 0;
}

int step(const struct fugu_boot_record *boot)
{
    uint32_t others = boot->ranks - 1;
    start_pages(boot);
    if (boot->rank > 0) {
        send_when_told();
        return 0;
    }
    for (uint32_t rank = 1; rank <= others; rank++) send(rank, begin, 0, 0);
    while (count < EACH * others) poll();
    report(boot->cap_console, "by polling");

    interrupt_by_messages();
    for (uint32_t rank = 1; rank <= others; rank++) send(rank, begin, 0, 0);
    uint64_t turns = 0;
    while (count < EACH * others) turns++; /* does something else */
    report(boot->cap_console, "by interrupts");
    return turns > 0 ? 0 : 2;
}

/*
 * A program whose library OS is apart: the heap, stdio, messages by polling and by interrupts, barriers, shared memory,
 * contexts of the processor, and memory whose rights change, each through hooks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/fugu.h>
#include <fugu/memory.h>

#define TOKENS 40

static volatile unsigned taken;
static volatile unsigned interrupted;
static fugu_shared uint64_t cells[1024];
static fugu_shared fugu_shared_barrier_t meeting;

static void take(uint32_t source, uint64_t value)
{
    (void)source;
    taken += (unsigned)value;
}

static void note(uint32_t source)
{
    (void)source;
    interrupted++;
}

static void require(bool held, const char *what)
{
    if (held) return;
    printf("rank %u: %s\n", (unsigned)fugu_rank(), what);
    exit(1);
}

static void heap(void)
{
    char *pages = malloc(100000);
    require(pages, "no heap");
    for (int i = 0; i < 100000; i += 1000) pages[i] = (char)(i / 1000);
    for (int i = 0; i < 100000; i += 1000) require(pages[i] == (char)(i / 1000), "the heap forgets");
    free(pages);
}

static void messages(void)
{
    uint32_t next = (fugu_rank() + 1) % fugu_ranks();
    for (int i = 0; i < TOKENS; i++) fugu_send(next, take, 1);
    while (taken < TOKENS) fugu_poll();
    fugu_barrier();
    if (fugu_interrupts_enable()) {
        fugu_barrier();
        fugu_send(next, note);
        while (interrupted < 1) {
        }
        fugu_barrier();
        fugu_interrupts_disable();
    }
}

static void sharing(void)
{
    uint32_t rank = fugu_rank();
    for (uint32_t i = rank; i < 1024; i += fugu_ranks()) cells[i] = i;
    fugu_shared_barrier(&meeting);
    uint64_t sum = 0;
    for (int i = 0; i < 1024; i++) sum += cells[i];
    require(sum == 1023 * 512, "shared memory differs");
    require(fugu_shared_sum(&meeting, rank + 1) == (int64_t)fugu_ranks() * (fugu_ranks() + 1) / 2, "the sum differs");
    require(fugu_shared_max_double(&meeting, rank * 0.5) == (fugu_ranks() - 1) * 0.5, "the maximum differs");
}

static bool let_write(struct fugu_fault *fault)
{
    return fugu_unprotect((void *)(fault->address & ~4095ul), 4096) == 0;
}

static void memory(void)
{
    int64_t mapped = fugu_map(3 * 4096, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE);
    require(mapped > 0, "no pages");
    volatile char *pages = (volatile char *)mapped;
    pages[4096] = 7;
    fugu_fault_handler(let_write);
    require(fugu_protect((void *)(mapped + 4096), 4096, FUGU_RIGHT_READ) == 0, "not protected");
    pages[4096] = 8;
    require(pages[4096] == 8, "the store was lost");
    fugu_fault_handler(NULL);
    require(fugu_unmap((void *)mapped, 3 * 4096) == 0, "not unmapped");
}

int main(int argc, char **argv)
{
    (void)argv;
    heap();
    messages();
    sharing();
    memory();
    require(argc == 1, "arguments");
    fugu_metric("taken", taken);
    fugu_barrier();
    if (fugu_rank() == 0) printf("on a library OS that is apart: %.3f\n", 22 / 7.0);
    return 0;
}

/*
 * Attacks on what others have, one a run: burglar ATTACK. Where the kernel refuses everything it exits with 0.
 *
 * handles       uses handles that it was not given, for every kind of call
 * guess         accepts tickets that it made up, of every node
 * narrow        maps for writing what a neighbour has lent it for reading, and then writes to it: store_page_fault
 * beyond        maps frames before and behind its own, and writes to them
 * names         takes frames by names that are not its own, and maps them
 * entries       writes translations over pages that the kernel keeps, and outside of its address space
 * boot          writes to what the kernel has told it: store_page_fault
 * environments  makes environments until it may not, and names others' by made-up handles
 * slices        takes the whole vector, in slices as long as they can be, and never gives the processor away: cycle_limit
 * deaf          a process of it hears no end of a slice, and takes slices by made-up handles; the rank needs its own
 * extract       takes no messages while the other rank sends: memory_limit, or cycle_limit before that
 * group         claims another group in a header, then sends through a slot of another group: wrong_group
 * dma_out       sends bulk data from a page that is not its own: load_page_fault
 * dma_in        takes bulk data to a page that is not its own: store_page_fault
 * dma_text      takes bulk data over its own instructions: store_page_fault
 * rewrite       executes what it has just written, twice; the second is no instruction: illegal_instruction
 * halves        jumps into the middle of an instruction, and what is there is none: illegal_instruction
 * edge          executes an instruction whose second half is on a page that is not there: fetch_page_fault
 * inside        a message handler raises an exception, whose handler raises one: cycle_limit
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/capability.h>
#include <fugu/environment.h>

#define PAGE 0x30000000ul /* in nobody's segment */
#define OTHER_PAGE 0x31000000ul
#define READ_WRITE (FUGU_RIGHT_READ | FUGU_RIGHT_WRITE)
#define SLOT_BITS 12
#define TICKET_HOME 40
#define VANDAL 0xbadbadbadul
#define SLICE_MOST 1000000ul
#define SHARED_PAGE 0x50000000ul

static uint32_t tried, refused;

static int64_t attempt(int64_t answer)
{
    tried++;
    refused += answer < 0;
    return answer;
}

static int all_refused(void)
{
    return tried > 0 && tried == refused ? 0 : 1;
}

static uint32_t frame(void)
{
    int64_t answer = fugu_frame_allocate(fugu_boot->cap_memory, 1);
    if (answer < 0) exit(3);
    return (uint32_t)answer;
}

static void vandalize(uintptr_t page)
{
    for (uintptr_t at = page; at < page + FUGU_PAGE_BYTES; at += 64) *(volatile uint64_t *)at = VANDAL;
}

static void map_and_write(uint32_t cap, uint64_t index)
{
    if (attempt(fugu_tlb_write(cap, index, PAGE, READ_WRITE)) < 0) return;
    vandalize(PAGE);
    fugu_call(FUGU_SYS_TLB_DROP, PAGE, 0, 0, 0, 0);
}

static int handles(void)
{
    for (uint32_t generation = 0; generation < 4; generation++) {
        for (uint32_t slot = 0; slot < 64; slot++) {
            uint32_t handle = generation << SLOT_BITS | slot;
            if (fugu_cap_inspect(handle) >= 0) continue; /* its own */
            refused++, tried++;
            map_and_write(handle, 0);
            if (slot % 16) continue;
            attempt(fugu_cap_derive(handle, FUGU_RIGHT_READ));
            attempt(fugu_cap_grant(handle, FUGU_RIGHT_READ, FUGU_ENVIRONMENT_OF_RANK(0)));
            attempt(fugu_cap_revoke(handle));
            attempt(fugu_frame_free(handle));
            attempt(fugu_frame_allocate(handle, 1));
            attempt(fugu_environment_end(handle));
            attempt(fugu_slice_take(handle, 0, SLICE_MOST, 0));
        }
    }
    return all_refused();
}

/* The node of the machine that this is, as its own ticket says. */
static int64_t home(void)
{
    int64_t ticket = fugu_cap_grant(frame(), FUGU_RIGHT_READ, FUGU_ENVIRONMENT_OF_RANK(fugu_rank()));
    fugu_cap_accept(ticket);
    return ticket >> TICKET_HOME;
}

static int guess(void)
{
    int64_t here = home();
    for (int64_t node = here > 1 ? here - 2 : 0; node < here + 4; node++)
        for (int64_t serial = 0; serial < 24; serial++) {
            int64_t known = attempt(fugu_cap_accept(node << TICKET_HOME | serial));
            if (known >= 0) map_and_write((uint32_t)known, 0);
        }
    return all_refused();
}

static int narrow(void)
{
    int64_t here = home();
    int64_t lent = -1;
    for (int64_t serial = 1; serial < 24 && lent < 0; serial++) {
        int64_t known = fugu_cap_accept(here << TICKET_HOME | serial);
        if (known >= 0) lent = known;
    }
    if (lent < 0) return 3;
    uint32_t cap = (uint32_t)lent;
    attempt(fugu_tlb_write(cap, 0, PAGE, READ_WRITE));
    attempt(fugu_cap_derive(cap, READ_WRITE));
    attempt(fugu_cap_grant(cap, READ_WRITE, FUGU_ENVIRONMENT_OF_RANK(0)));
    if (all_refused()) return 1;
    if (fugu_tlb_write(cap, 0, PAGE, FUGU_RIGHT_READ) < 0) return 4;
    *(volatile uint64_t *)PAGE = VANDAL;
    return 2;
}

static int beyond(void)
{
    uint32_t own = frame();
    for (int64_t index = -8192; index <= 8192; index += 8)
        if (index) map_and_write(own, (uint64_t)index);
    map_and_write(own, UINT64_C(1) << 20);
    map_and_write(own, UINT64_C(1) << 32);
    return all_refused();
}

static int names(void)
{
    static const uint64_t far[] = {1ul << 14, 1ul << 16, 1ul << 20, 1ul << 32, 1ul << 40, ~0ul >> 1, ~0ul};
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        int64_t taken = attempt(fugu_call(FUGU_SYS_FRAME_ALLOCATE, fugu_boot->cap_memory, 1, far[i], 0, 0));
        if (taken >= 0) map_and_write((uint32_t)taken, 0);
    }
    uint32_t own = frame();
    attempt(fugu_frame_allocate_named(fugu_boot->cap_memory, 1, (uint64_t)fugu_frame_name(own, 0)));
    return all_refused();
}

static int entries(void)
{
    uint32_t own = frame();
    uint64_t text = (uintptr_t)entries & ~(FUGU_PAGE_BYTES - 1ul);
    uint64_t stack = (uintptr_t)__builtin_frame_address(0) & ~(FUGU_PAGE_BYTES - 1ul);
    uint64_t device = fugu_csr_read(FUGU_CSR_UNODE) & ~(FUGU_PAGE_BYTES - 1ul);
    uint64_t boot = (uintptr_t)fugu_boot & ~(FUGU_PAGE_BYTES - 1ul);
    const uint64_t pages[] = {text, stack, device, boot, 1ul << 47, ~0ul << 12, PAGE + 1, PAGE + 8};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) attempt(fugu_tlb_write(own, 0, pages[i], READ_WRITE));
    attempt(fugu_tlb_write(own, 0, PAGE, 8));
    attempt(fugu_tlb_write(own, 0, PAGE, 0));
    attempt(fugu_call(FUGU_SYS_TLB_WRITE, own, 0, PAGE, 1ul << 32 | FUGU_RIGHT_READ, 0));
    return all_refused();
}

static int boot(void)
{
    *(volatile uint64_t *)(uintptr_t)fugu_boot = VANDAL;
    return 1;
}

static int nothing_to_do(uint64_t argument)
{
    return (int)argument;
}

static int environments(void)
{
    uint32_t made = 0;
    while (made < 400
           && fugu_environment_make(fugu_boot->cap_memory, 1, (uintptr_t)nothing_to_do, 0x10000, 0, 0) >= 0) made++;
    attempt(made < 400 ? -1 : 0);
    for (uint32_t slot = 512; slot < 640; slot += 16) {
        uint32_t handle = 1u << SLOT_BITS | slot;
        attempt(fugu_environment_end(handle));
        attempt(fugu_environment_set(handle, FUGU_CONTEXT_EXCEPTION, (uintptr_t)nothing_to_do));
        attempt(fugu_environment_map(handle, PAGE, frame(), FUGU_RIGHT_READ));
        attempt(fugu_slice_yield(handle));
        attempt(fugu_call(FUGU_SYS_TRANSFER_SYNC, handle, 0, 0, 0, 0));
        attempt(fugu_call(FUGU_SYS_TRANSFER_ASYNC, handle, 0, 0, 0, 0));
    }
    return made > 100 ? all_refused() : 2;
}

static int slices(void)
{
    attempt(fugu_slice_take(fugu_boot->cap_processor, 64, SLICE_MOST, 0));
    attempt(fugu_slice_take(fugu_boot->cap_processor, 0, ~0ul, 0));
    if (all_refused()) return 1;
    for (uint32_t position = 0; position < 64; position++)
        if (fugu_slice_take(fugu_boot->cap_processor, position, SLICE_MOST, 0) < 0) return 2;
    fugu_atomic_begin();
    for (;;) {}
    return 1;
}

/* In a process: of the program's variables it has none. */
static int hears_nothing(uint64_t argument)
{
    (void)argument;
    fugu_atomic_begin();
    uint64_t taken = 0;
    for (uint32_t slot = 0; slot < 16; slot++)
        taken += fugu_slice_take(1u << SLOT_BITS | slot, 0, SLICE_MOST, 0) >= 0;
    *(volatile uint64_t *)SHARED_PAGE = 1 + taken;
    for (;;) {}
    return 1;
}

#define OWN_SLICE 2000
#define ROUNDS 20

static int deaf(void)
{
    uint32_t page = frame();
    struct fugu_process other;
    if (fugu_environment_map(0, SHARED_PAGE, page, READ_WRITE) < 0) return 2;
    if (fugu_process_make(&other, hears_nothing, 0, 1) < 0) return 3;
    if (fugu_environment_map(other.environment, SHARED_PAGE, page, READ_WRITE) < 0) return 4;
    if (fugu_slice_take(fugu_boot->cap_processor, 0, OWN_SLICE, 0) < 0) return 5;
    if (fugu_slice_take(fugu_boot->cap_processor, 1, OWN_SLICE, other.environment) < 0) return 6;
    for (int round = 0; round < ROUNDS; round++) fugu_slice_yield(0);
    return *(volatile uint64_t *)SHARED_PAGE == 1 ? 0 : 7;
}

static void nothing(uint32_t source)
{
    (void)source;
}

static int extract(void)
{
    for (;;)
        if (fugu_rank() == 0) fugu_try_send(1, nothing);
    return 1;
}

static int group(void)
{
    fugu_csr_write(FUGU_CSR_UO0, 0x7ff00000ul | fugu_rank());
    fugu_csr_write(FUGU_CSR_UO1, (uintptr_t)nothing);
    fugu_csr_write(FUGU_CSR_ULAUNCH, FUGU_LAUNCH(0));
    while (!fugu_poll()) {}
    fugu_csr_write(FUGU_CSR_UO0, 1ul << 16);
    fugu_csr_write(FUGU_CSR_UO1, 16); /* an address where nobody has a handler */
    for (int i = 0; i < 100; i++) fugu_csr_write(FUGU_CSR_ULAUNCH, FUGU_LAUNCH(0));
    return 1;
}

static uint64_t own_bytes[8] = {VANDAL, VANDAL, VANDAL, VANDAL, VANDAL, VANDAL, VANDAL, VANDAL};

static void launch_bulk(uintptr_t from)
{
    fugu_csr_write(FUGU_CSR_UO0, fugu_rank());
    fugu_csr_write(FUGU_CSR_UO1, (uintptr_t)nothing);
    fugu_csr_write(FUGU_CSR_UO2, 0);
    fugu_csr_write(FUGU_CSR_UO3, 0);
    fugu_csr_write(FUGU_CSR_UO4, from);
    fugu_csr_write(FUGU_CSR_UO5, sizeof own_bytes);
    fugu_csr_write(FUGU_CSR_ULAUNCH, FUGU_LAUNCH_BULK(2));
    while (!(fugu_csr_read(FUGU_CSR_USTAT) & FUGU_STATUS_AVAILABLE)) {}
}

static void sink(uintptr_t to)
{
    fugu_csr_write(FUGU_CSR_USINK, to);
}

static int dma_out(void)
{
    launch_bulk(PAGE);
    return 1;
}

static int dma_in(void)
{
    launch_bulk((uintptr_t)own_bytes);
    sink(PAGE);
    fugu_csr_write(FUGU_CSR_UDISPOSE, 0);
    return 1;
}

static int dma_text(void)
{
    launch_bulk((uintptr_t)own_bytes);
    sink((uintptr_t)sink & ~63ul);
    fugu_csr_write(FUGU_CSR_UDISPOSE, 0);
    return 1;
}

static void execute(uintptr_t at)
{
    __asm__ volatile("fence.i\n\tjalr %0" : : "r"(at) : "ra", "memory");
}

static void map_code(void)
{
    if (fugu_environment_map(0, OTHER_PAGE, frame(), READ_WRITE | FUGU_RIGHT_EXECUTE) < 0) exit(2);
}

#define RET 0x8082 /* two bytes long */

static int rewrite(void)
{
    volatile uint16_t *code = (volatile uint16_t *)OTHER_PAGE;
    map_code();
    code[0] = RET;
    execute(OTHER_PAGE);
    code[0] = 0;
    execute(OTHER_PAGE);
    return 1;
}

static int halves(void)
{
    volatile uint32_t *code = (volatile uint32_t *)OTHER_PAGE;
    map_code();
    code[0] = 0x00000537; /* lui a0, 0: its second half is no instruction */
    code[1] = RET;
    execute(OTHER_PAGE);
    execute(OTHER_PAGE + 2);
    return 1;
}

static int edge(void)
{
    map_code();
    *(volatile uint16_t *)(OTHER_PAGE + FUGU_PAGE_BYTES - 2) = 0x0537;
    execute(OTHER_PAGE + FUGU_PAGE_BYTES - 2);
    return 1;
}

void raises_too(void);
void raising_handler(void);
__asm__(".text\n\t.balign 4\nraises_too:\n\t.word 0\n\t.word 0\n\t.balign 4\nraising_handler:\n\tebreak\n\tebreak\n");

static int inside(void)
{
    fugu_exception_entry((uintptr_t)raises_too);
    fugu_csr_write(FUGU_CSR_UIVEC, (uintptr_t)raising_handler);
    __asm__ volatile("csrci %0, 1" : : "i"(FUGU_CSR_UAC) : "memory");
    fugu_send(fugu_rank(), nothing);
    for (;;) {}
    return 1;
}

static const struct {
    const char *name;
    int (*attack)(void);
} attacks[] = {
    {"handles", handles},   {"guess", guess},   {"narrow", narrow},     {"beyond", beyond},
    {"names", names},       {"entries", entries}, {"boot", boot},       {"environments", environments},
    {"slices", slices},     {"deaf", deaf},     {"extract", extract},   {"group", group},
    {"dma_out", dma_out},   {"dma_in", dma_in}, {"dma_text", dma_text}, {"rewrite", rewrite},
    {"halves", halves},     {"edge", edge},     {"inside", inside},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof attacks / sizeof attacks[0]; i++)
        if (!strcmp(argv[1], attacks[i].name)) return attacks[i].attack();
    printf("usage: burglar ATTACK, one of those at the top of its source\n");
    return 2;
}

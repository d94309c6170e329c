/*
 * Step 3: a page table. The kernel has none for this program: it asks here what a page is, each time that it does not
 * know it. The table and what else the handler needs lie in one page that the kernel keeps mapped.
 */
#ifndef TUTORIAL_PAGES_H
#define TUTORIAL_PAGES_H

#include "frames.h"

#define WINDOW 0x50000000ul /* addresses that this library OS gives a meaning to */
#define WINDOW_PAGES 256

struct table {
    const struct fugu_boot_record *boot;
    uint64_t faults;
    uint64_t entry[WINDOW_PAGES]; /* the capability for the page's frame, or 0 */
};

#define TABLE ((volatile struct table *)0x60000000ul)

/* Which page of the program's own image an address means, if any. */
static inline bool bind_image(const struct fugu_boot_record *boot, uint64_t address)
{
    for (uint32_t i = 0; i < boot->segment_count; i++) {
        const struct fugu_segment *segment = &boot->segments[i];
        uint64_t offset = address - segment->address;
        if (offset >= segment->bytes) continue;
        return bind(segment->cap, offset / FUGU_PAGE_BYTES, address, segment->rights & 7) == 0;
    }
    return false;
}

/* Called for each exception. Answers whether the instruction may be tried again. */
__attribute__((used)) bool page_fault(uint64_t cause, uint64_t address)
{
    if (cause != FUGU_CAUSE_LOAD_PAGE_FAULT && cause != FUGU_CAUSE_STORE_PAGE_FAULT) return false;
    const struct fugu_boot_record *boot = TABLE->boot;
    uint64_t page = (address - WINDOW) / FUGU_PAGE_BYTES;
    TABLE->faults++;
    if (page >= WINDOW_PAGES) return bind_image(boot, address & -FUGU_PAGE_BYTES);
    if (!TABLE->entry[page]) {
        int64_t frame = take_frames(boot, 1);
        if (frame < 0) return false;
        TABLE->entry[page] = (uint64_t)frame;
    }
    return bind((uint32_t)TABLE->entry[page], 0, WINDOW + page * FUGU_PAGE_BYTES, READ | WRITE) == 0;
}

/*
 * Where exceptions arrive, with all registers of what they interrupt. Those that C does not keep are saved on its stack,
 * which the kernel keeps mapped.
 */
extern const char exception_entry[];
__asm__(".text\n"
        ".balign 4\n"
        "exception_entry:\n"
        "    addi sp, sp, -128\n"
        "    sd ra, 0(sp)\n    sd t0, 8(sp)\n    sd t1, 16(sp)\n    sd t2, 24(sp)\n"
        "    sd t3, 32(sp)\n    sd t4, 40(sp)\n    sd t5, 48(sp)\n    sd t6, 56(sp)\n"
        "    sd a0, 64(sp)\n    sd a1, 72(sp)\n    sd a2, 80(sp)\n    sd a3, 88(sp)\n"
        "    sd a4, 96(sp)\n    sd a5, 104(sp)\n    sd a6, 112(sp)\n    sd a7, 120(sp)\n"
        "    csrr a0, " NUMBER(FUGU_CSR_UCAUSE) "\n"
        "    slli a0, a0, 2\n" /* without the bits of what was before */
        "    srli a0, a0, 2\n"
        "    csrr a1, " NUMBER(FUGU_CSR_UTVAL) "\n"
        "    call page_fault\n"
        "    bnez a0, 1f\n"
        "    li a7, " NUMBER(FUGU_SYS_EXCEPTION_DECLINE) "\n" /* the kernel ends the job, and says why */
        "    ecall\n"
        "1:  ld ra, 0(sp)\n    ld t0, 8(sp)\n    ld t1, 16(sp)\n    ld t2, 24(sp)\n"
        "    ld t3, 32(sp)\n    ld t4, 40(sp)\n    ld t5, 48(sp)\n    ld t6, 56(sp)\n"
        "    ld a0, 64(sp)\n    ld a1, 72(sp)\n    ld a2, 80(sp)\n    ld a3, 88(sp)\n"
        "    ld a4, 96(sp)\n    ld a5, 104(sp)\n    ld a6, 112(sp)\n    ld a7, 120(sp)\n"
        "    addi sp, sp, 128\n"
        "    csrw " NUMBER(FUGU_CSR_URET) ", zero\n"); /* back, and the instruction is tried again */

/* From now on pages are this library OS's affair. */
static inline void start_pages(const struct fugu_boot_record *boot)
{
    int64_t frame = take_frames(boot, 1);
    if (frame < 0 || bind_for_good(0, (uintptr_t)TABLE, (uint32_t)frame, READ | WRITE) < 0) finish(1);
    TABLE->boot = boot;
    if (kernel(FUGU_SYS_EXCEPTION_ENTRY, (uintptr_t)exception_entry, 0, 0, 0, 0, 0) < 0) finish(1);
}

#endif

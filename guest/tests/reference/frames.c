/* Frames, what they are mapped to, and exceptions. */
#include <fugu/disk.h>

#include "reference.h"

void reference_frame_allocate(void)
{
    int64_t frames = fugu_frame_allocate(fugu_boot->cap_memory, 2);
    CHECK(frames > 0); /* a capability for a run of two */
    int64_t named = fugu_frame_name((uint32_t)frames, 0);
    CHECK(fugu_frame_allocate_named(fugu_boot->cap_memory, 1, (uint64_t)named) == FUGU_E_IN_USE);
    CHECK(fugu_frame_allocate(fugu_boot->cap_memory, 1025) == FUGU_E_BAD_ARGUMENT);
    CHECK(fugu_frame_free((uint32_t)frames) == 0);
}

void reference_frame_free(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    uint32_t derived = (uint32_t)fugu_cap_derive(frame, READ_WRITE);
    CHECK(fugu_frame_free(derived) == FUGU_E_MISSING_RIGHT); /* only what frame_allocate answered frees */
    CHECK(fugu_frame_free(frame) == 0);
    CHECK(fugu_cap_inspect(derived) == FUGU_E_BAD_HANDLE); /* what was derived has gone with it */
}

void reference_tlb_write(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    CHECK(fugu_tlb_write(frame, 0, PAGE, READ_WRITE) == 0);
    CHECK(fugu_tlb_write(frame, 0, OTHER_PAGE, FUGU_RIGHT_READ) == 0);
    WORD(PAGE) = 42;
    CHECK(WORD(OTHER_PAGE) == 42); /* one frame at two addresses */
    CHECK(fugu_tlb_write(frame, 1, PAGE, READ_WRITE) == FUGU_E_BAD_ARGUMENT);
    CHECK(fugu_frame_free(frame) == 0); /* the mappings go with the frame */
}

void reference_tlb_drop(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    CHECK(fugu_tlb_write(frame, 0, PAGE, READ_WRITE) == 0);
    CHECK(fugu_tlb_drop(PAGE) == 1); /* there was a mapping */
    CHECK(fugu_tlb_drop(PAGE) == 0);
    CHECK(fugu_frame_free(frame) == 0);
}

void reference_tlb_shootdown(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    CHECK(fugu_tlb_write(frame, 0, PAGE, READ_WRITE) == 0);
    CHECK(fugu_tlb_shootdown(PAGE) >= 0); /* on every node of the job */
    CHECK(fugu_tlb_drop(PAGE) == 0);
    CHECK(fugu_frame_free(frame) == 0);
}

/* Steps over the instruction that faulted. */
extern const char step_over[];
__asm__(".text\n\t.balign 4\nstep_over:\n"
        "\tcsrr t0, 0x80E\n\taddi t0, t0, 4\n\tcsrw 0x80E, t0\n" /* uepc */
        "\tcsrw 0x80F, zero\n");                                 /* uret */

/* Where exos takes exceptions: it has to get them back. */
void exos_exception_entry(void);

void reference_exception_entry(void)
{
    uint64_t value = 5;
    CHECK(fugu_exception_entry((uintptr_t)step_over) == 0);
    __asm__ volatile(".option push\n.option norvc\nld %0, 16(zero)\n.option pop" : "+r"(value) : : "t0", "memory");
    CHECK(fugu_exception_entry((uintptr_t)exos_exception_entry) == 0);
    CHECK(value == 5); /* nothing was loaded */
}

/* Ends the job as trapped, with what uepc, ucause and utval say. */
void reference_exception_decline(void)
{
    fugu_csr_write(FUGU_CSR_UCAUSE, FUGU_CAUSE_LOAD_PAGE_FAULT);
    fugu_csr_write(FUGU_CSR_UTVAL, PAGE);
    fugu_exception_decline();
}

/* Two pages of shared memory: the second is in the memory of rank 1. */
static fugu_shared __attribute__((aligned(FUGU_PAGE_BYTES))) uint64_t table[2][FUGU_PAGE_BYTES / 8];

static const struct fugu_segment *shared_segment(void)
{
    const struct fugu_segment *segment = fugu_boot->segments;
    while (!(segment->rights & FUGU_BOOT_SEGMENT_SHARED)) segment++;
    return segment;
}

void reference_extent_transfer(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1), disk = fugu_boot->cap_disk;
    CHECK(fugu_extent_transfer(frame, 0, 1, frame, 0, FUGU_TRANSFER_READ) == FUGU_E_WRONG_OBJECT); /* no extent */
    if (disk) { /* ./fugu run --disk FILE */
        CHECK(fugu_extent_transfer(disk, 0, 1, frame, 0, FUGU_TRANSFER_READ) > 0);
        while (fugu_extent_under_way(disk)) fugu_message_wait();
    }
    CHECK(fugu_frame_free(frame) == 0);
}

void reference_remote_read(void)
{
    uint64_t offset = (uintptr_t)table[1] - fugu_boot->shared_base, value = 1;
    CHECK(fugu_remote_read(shared_segment()->cap, offset, &value) == 0);
    CHECK(value == 0);
    CHECK(fugu_remote_read(shared_segment()->cap, offset + 4, &value) == FUGU_E_BAD_ARGUMENT);
}

void reference_remote_write(void)
{
    uint64_t offset = (uintptr_t)table[1] - fugu_boot->shared_base, value;
    uint64_t words[] = {3, 4};
    CHECK(fugu_remote_write(shared_segment()->cap, offset + 8, words, sizeof words) == 0);
    CHECK(fugu_remote_read(shared_segment()->cap, offset + 16, &value) == 0); /* comes after the write */
    CHECK(value == 4);
}

void reference_remote_swap(void)
{
    uint64_t offset = (uintptr_t)table[1] - fugu_boot->shared_base + 64, was;
    CHECK(fugu_remote_swap(shared_segment()->cap, offset, 0, 7, &was) == 0 && was == 0);
    CHECK(fugu_remote_swap(shared_segment()->cap, offset, 0, 8, &was) == 0 && was == 7); /* it was not 0 */
}

/* Step 2: memory. What the program is made of stands in the boot record; what else it wants it asks for. */
#ifndef TUTORIAL_FRAMES_H
#define TUTORIAL_FRAMES_H

#include "kernel.h"

#define READ FUGU_RIGHT_READ
#define WRITE FUGU_RIGHT_WRITE

/* Takes a run of frames of this node, all zero. Answers a capability for them, or a refusal. */
static inline int64_t take_frames(const struct fugu_boot_record *boot, uint64_t count)
{
    return kernel(FUGU_SYS_FRAME_ALLOCATE, boot->cap_memory, count, 0, 0, 0, 0);
}

/* Gives them back. What they were mapped to is mapped no longer. */
static inline int64_t give_frames_back(uint32_t frames)
{
    return kernel(FUGU_SYS_FRAME_FREE, frames, 0, 0, 0, 0, 0);
}

/* Binds page `index` of what a capability names to an address. The kernel checks it here, and never again. */
static inline int64_t bind(uint32_t frames, uint64_t index, uint64_t address, uint32_t rights)
{
    return kernel(FUGU_SYS_TLB_WRITE, frames, index, address, rights, 0, 0);
}

/* The same for what the kernel shall keep mapped, whatever the TLB forgets. At most 16 of them. */
static inline int64_t bind_for_good(uint32_t environment, uint64_t address, uint32_t frames, uint32_t rights)
{
    return kernel(FUGU_SYS_ENVIRONMENT_SET, environment, FUGU_CONTEXT_MAPPING, address, frames, rights, 0);
}

#endif

/*
 * The disk of a node: extents of blocks under capabilities, and files of exos on them.
 *
 * A job has a part of its nodes' disks if its run gives it contents (`./fugu run --disk FILE`); fugu_boot->cap_disk
 * is a capability for this node's, or 0. It can be cut (fugu_cap_part with FUGU_KIND_EXTENT), narrowed, granted
 * within the rank and revoked.
 */
#ifndef FUGU_DISK_H
#define FUGU_DISK_H

#include <fugu/fugu.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------- the kernel's calls */

#define FUGU_TRANSFER_READ 0  /* from the disk to memory */
#define FUGU_TRANSFER_WRITE 1 /* from memory to the disk */
#define FUGU_TRANSFER_MOST_BLOCKS 64
#define FUGU_TRANSFER_MOST 16 /* of the job on this node, under way or not told */

/* In what an interrupt context is told: a capability has gone, and nothing more of the transfer moves. */
#define FUGU_TRANSFER_CANCELLED (UINT64_C(1) << 32)

/*
 * Begins to move blocks between an extent and pages of frames of this node, and answers a number from 1 on. Both
 * capabilities need the right. The end is told to the interrupt context, if there is one (ucause
 * FUGU_CAUSE_EXTENT_DONE, utval the number), and wakes who sleeps in fugu_message_wait.
 */
static inline int64_t fugu_extent_transfer(
    uint32_t extent, uint64_t block, uint64_t blocks, uint32_t frames, uint64_t page, int way)
{
    register uint64_t a0 __asm__("a0") = extent;
    register uint64_t a1 __asm__("a1") = block;
    register uint64_t a2 __asm__("a2") = blocks;
    register uint64_t a3 __asm__("a3") = frames;
    register uint64_t a4 __asm__("a4") = page;
    register uint64_t a5 __asm__("a5") = (uint64_t)way;
    register uint64_t a7 __asm__("a7") = FUGU_SYS_EXTENT_TRANSFER;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a7) : "memory");
    return (int64_t)a0;
}

/* How many blocks an extent has. */
static inline int64_t fugu_extent_blocks(uint32_t extent)
{
    int64_t known = fugu_cap_inspect(extent);
    return known < 0 ? known : known >> 32;
}

/* Its first block, of the job's part of the disk. */
static inline int64_t fugu_extent_first(uint32_t extent)
{
    return fugu_call(FUGU_SYS_CAP_INSPECT, extent, 1, 0, 0, 0);
}

/* How many transfers of this environment and this capability have not ended. */
static inline int64_t fugu_extent_under_way(uint32_t extent)
{
    return fugu_call(FUGU_SYS_CAP_INSPECT, extent, 2, 0, 0, 0);
}

/* Bytes of a block of the disk. */
static inline int64_t fugu_extent_block_bytes(uint32_t extent)
{
    return fugu_call(FUGU_SYS_CAP_INSPECT, extent, 3, 0, 0, 0);
}

/* ---------------------------------------------------------------------------- the driver of exos */

/* Moves blocks as fugu_extent_transfer does, and returns when they are there: 0, or why not. */
int64_t fugu_disk_move(uint32_t extent, uint64_t block, uint64_t blocks, uint32_t frames, uint64_t page, int way);

/* Waits until nothing of an extent is under way any more. Negative if a capability has gone. */
int64_t fugu_disk_wait(uint32_t extent);

/* ---------------------------------------------------------------------------- files of exos */

/*
 * Files in an extent of the disk: names of up to 95 bytes, a slash is a byte like others, without folders. Up to 128
 * files. A disk of nothing but zeros is formatted when it is first used. What is written reaches the disk with
 * fugu_file_sync, when room is needed, and at exit if the program uses stdio or POSIX.
 *
 * Most programs use these by stdio and POSIX's calls (fopen, open, unlink), which answer with errno instead.
 */
#define FUGU_FILE_NO_DISK (-101)   /* the run gave no disk */
#define FUGU_FILE_DAMAGED (-102)   /* what the disk holds is no file system, or a damaged one: nothing is written */
#define FUGU_FILE_NO_SPACE (-103)  /* the disk is full, or the file is in too many pieces */
#define FUGU_FILE_NO_SUCH (-104)   /* there is no file of that name */
#define FUGU_FILE_EXISTS (-105)    /* there is one already */
#define FUGU_FILE_BAD_NAME (-106)  /* an empty name, or one that is too long */
#define FUGU_FILE_TOO_MANY (-107)  /* there are 128 files */
#define FUGU_FILE_NO_MEMORY (-108) /* no frames for buffers */
#define FUGU_FILE_IO (-109)        /* the kernel refuses the transfer: the capability has gone */

#define FUGU_FILE_CREATE 1 /* make it if there is none */
#define FUGU_FILE_NEW 2    /* and refuse if there is one */

#define FUGU_FILE_MOST 128
#define FUGU_FILE_NAME_BYTES 96 /* with the zero at its end */

/* Uses another extent than all of the job's part; before anything else. */
void fugu_file_use(uint32_t extent);

/* Answers the number of a file, 0 to 127, and counts it as opened; or why not. */
int fugu_file_open(const char *name, int how);

/* It is opened no longer. A file that was removed goes with the last. */
void fugu_file_close(int file);

/* Answer how many bytes were moved, which is less at the end of the file or of the disk; or why none. */
int64_t fugu_file_read(int file, uint64_t offset, void *bytes, size_t count);
int64_t fugu_file_write(int file, uint64_t offset, const void *bytes, size_t count);

uint64_t fugu_file_size(int file);

/* Cuts a file, or adds zeros. */
int fugu_file_resize(int file, uint64_t bytes);

int fugu_file_remove(const char *name);

/* The file of the new name, if there is one, goes. */
int fugu_file_rename(const char *from, const char *to);

/* The name of a file by its number, or an empty one. */
const char *fugu_file_name(int file);

/* All that was written is on the disk when it returns. */
int fugu_file_sync(void);

#ifdef __cplusplus
}
#endif

#endif

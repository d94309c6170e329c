/*
 * What a program finds at its start: the boot record, which is also the machine-information page.
 * Read-only, at FUGU_ADDRESS_BOOT_RECORD and in a0; the layout is in docs/guest-abi.md.
 */
#ifndef FUGU_BOOT_H
#define FUGU_BOOT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include <fugu/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FUGU_PAGE_SHIFT 12

struct fugu_segment {
    uint64_t address; /* of the first page */
    uint64_t bytes;   /* whole pages */
    uint32_t cap;     /* frames capability: page i of the segment is its page i */
    uint32_t rights;
};

struct fugu_boot_record {
    uint64_t magic;
    uint32_t version;
    uint32_t segment_count;
    uint32_t rank;
    uint32_t ranks;
    uint32_t node;
    uint32_t mesh_columns;
    uint32_t mesh_rows;
    uint32_t cap_console;
    uint32_t cap_memory;
    uint32_t frames_available; /* at cycle 0 */
    uint64_t seed;             /* of this rank */
    uint64_t clock_hertz;
    uint64_t argc;
    uint64_t argv;
    uint64_t stack_base;
    uint64_t stack_bytes;
    uint64_t shared_base; /* first shared segment, or 0 */
    uint64_t shared_bytes;
    char preset[16];
    uint32_t cap_processor;
    uint32_t contexts; /* register sets of this node's processor */
    struct fugu_segment segments[36]; /* segment_count of them, at most FUGU_BOOT_MOST_SEGMENTS */
    uint32_t cap_input;   /* for what the run was given to read, or 0 */
    uint32_t input_files; /* how many there are */
    uint64_t input_bytes; /* of standard input */
    uint64_t later;       /* 0 */
    uint32_t page_table;  /* which is wanted: FUGU_PAGE_TABLE_... */
    uint32_t placement;   /* where the library OS is: FUGU_PLACEMENT_... */
    uint64_t hooks;       /* address of the hooks of a library OS that was uploaded apart, or 0 */
    uint32_t cap_disk;    /* for the job's part of the node's disk, or 0 */
    uint32_t disk_blocks; /* of that part */
};

/* The struct is where the kernel's table says. */
#define FUGU_BOOT_AT(field, offset) static_assert(offsetof(struct fugu_boot_record, field) == (offset), #field)
FUGU_BOOT_AT(magic, FUGU_BOOT_MAGIC);
FUGU_BOOT_AT(version, FUGU_BOOT_VERSION);
FUGU_BOOT_AT(segment_count, FUGU_BOOT_SEGMENT_COUNT);
FUGU_BOOT_AT(rank, FUGU_BOOT_RANK);
FUGU_BOOT_AT(ranks, FUGU_BOOT_RANKS);
FUGU_BOOT_AT(node, FUGU_BOOT_NODE);
FUGU_BOOT_AT(mesh_columns, FUGU_BOOT_MESH_COLUMNS);
FUGU_BOOT_AT(mesh_rows, FUGU_BOOT_MESH_ROWS);
FUGU_BOOT_AT(cap_console, FUGU_BOOT_CAP_CONSOLE);
FUGU_BOOT_AT(cap_memory, FUGU_BOOT_CAP_MEMORY);
FUGU_BOOT_AT(frames_available, FUGU_BOOT_FRAMES_AVAILABLE);
FUGU_BOOT_AT(seed, FUGU_BOOT_SEED);
FUGU_BOOT_AT(clock_hertz, FUGU_BOOT_CLOCK_HERTZ);
FUGU_BOOT_AT(argc, FUGU_BOOT_ARGC);
FUGU_BOOT_AT(argv, FUGU_BOOT_ARGV);
FUGU_BOOT_AT(stack_base, FUGU_BOOT_STACK_BASE);
FUGU_BOOT_AT(stack_bytes, FUGU_BOOT_STACK_BYTES);
FUGU_BOOT_AT(shared_base, FUGU_BOOT_SHARED_BASE);
FUGU_BOOT_AT(shared_bytes, FUGU_BOOT_SHARED_BYTES);
FUGU_BOOT_AT(preset, FUGU_BOOT_PRESET);
FUGU_BOOT_AT(cap_processor, FUGU_BOOT_CAP_PROCESSOR);
FUGU_BOOT_AT(contexts, FUGU_BOOT_CONTEXTS);
FUGU_BOOT_AT(segments, FUGU_BOOT_SEGMENTS);
FUGU_BOOT_AT(cap_input, FUGU_BOOT_CAP_INPUT);
FUGU_BOOT_AT(input_files, FUGU_BOOT_INPUT_FILES);
FUGU_BOOT_AT(input_bytes, FUGU_BOOT_INPUT_BYTES);
FUGU_BOOT_AT(later, FUGU_BOOT_LATER);
FUGU_BOOT_AT(page_table, FUGU_BOOT_PAGE_TABLE);
FUGU_BOOT_AT(placement, FUGU_BOOT_PLACEMENT);
FUGU_BOOT_AT(hooks, FUGU_BOOT_HOOKS);
FUGU_BOOT_AT(cap_disk, FUGU_BOOT_CAP_DISK);
FUGU_BOOT_AT(disk_blocks, FUGU_BOOT_DISK_BLOCKS);
#undef FUGU_BOOT_AT
static_assert(sizeof(struct fugu_segment) == FUGU_BOOT_SEGMENT_BYTES, "a segment of the boot record");
static_assert(FUGU_PAGE_BYTES == 1 << FUGU_PAGE_SHIFT, "pages");

#ifdef __cplusplus
}
#endif

#endif

package org.fugu.exokernel.abi;

/// The fixed fields of the boot record, which is also the machine-information page.
public enum BootField {
    MAGIC(0, 8),
    VERSION(8, 4),
    SEGMENT_COUNT(12, 4),
    RANK(16, 4),
    RANKS(20, 4),
    NODE(24, 4),
    MESH_COLUMNS(28, 4),
    MESH_ROWS(32, 4),
    CAP_CONSOLE(36, 4),
    CAP_MEMORY(40, 4),
    FRAMES_AVAILABLE(44, 4),
    SEED(48, 8),
    CLOCK_HERTZ(56, 8),
    ARGC(64, 8),
    ARGV(72, 8),
    STACK_BASE(80, 8),
    STACK_BYTES(88, 8),
    SHARED_BASE(96, 8),
    SHARED_BYTES(104, 8),
    PRESET(112, 16),
    CAP_PROCESSOR(128, 4),
    CONTEXTS(132, 4),
    /// A table with room for more segments than there can be.
    SEGMENTS(136, 36 * 24),
    /// A capability for what the run was given to read, or 0. Here and below, because programs that were built before
    /// have a record that ends where [#DISK_BLOCKS] does.
    CAP_INPUT(1000, 4),
    /// How many input files there are.
    INPUT_FILES(1004, 4),
    /// Bytes of the standard input.
    INPUT_BYTES(1008, 8),
    /// 0: for fields to come.
    LATER(1016, 8),

    // 0 where nothing was chosen, so that a program built before there was such a field reads what it always did.
    /// Which page table is wanted: [PageTableChoice#number].
    PAGE_TABLE(1024, 4),
    /// Where the library OS is: [LibraryPlacement#number].
    PLACEMENT(1028, 4),
    /// Address of the hooks of a library OS that was uploaded apart, or 0.
    HOOKS(1032, 8),
    /// A capability for the job's part of the node's disk, or 0.
    CAP_DISK(1040, 4),
    /// How many blocks that part has.
    DISK_BLOCKS(1044, 4);

    /// From the first field to the end of the last one.
    public static final int BYTES = 1048;

    /// The bytes `FUGUBOOT`.
    public static final long MAGIC_VALUE = 0x544F4F4255475546L;

    public static final int VERSION_VALUE = 2;

    /// Each segment is `{u64 address; u64 bytes; u32 cap; u32 rights}`.
    public static final int SEGMENT_BYTES = 24;

    public static final int MOST_SEGMENTS = 16;

    /// In a segment's rights: one copy for the whole job.
    public static final int SEGMENT_SHARED = 0x100;

    private final int offset;
    private final int bytes;

    BootField(int offset, int bytes) {
        this.offset = offset;
        this.bytes = bytes;
    }

    public int offset() {
        return offset;
    }

    /// Its size.
    public int bytes() {
        return bytes;
    }
}

package org.fugu.exokernel.abi;

/// Which virtual addresses are for what.
public final class AddressSpace {
    public static final int PAGE_SHIFT = 12;
    public static final int PAGE_BYTES = 1 << PAGE_SHIFT;

    /// The first address that is not the environment's.
    public static final long END = 1L << 47;

    /// An image's segments lie in [IMAGE_START, IMAGE_END). Page 0 stays unmapped, so that a null
    /// pointer faults.
    public static final long IMAGE_START = 0x1000;

    public static final long IMAGE_END = 0x3f_0000_0000L;

    /// A library OS that was uploaded apart lies in [LIBRARY_START, LIBRARY_END), which is part of the
    /// addresses of images.
    public static final long LIBRARY_START = 0x3c_0000_0000L;

    public static final long LIBRARY_END = 0x3c_4000_0000L;

    /// Messages that wait for the environment in its own memory, a ring of pages ([MESSAGES_START,
    /// MESSAGES_END)). The kernel maps those that there are.
    public static final long MESSAGES_START = 0x3f_ff00_0000L;

    public static final long MESSAGES_END = 0x3f_ff10_0000L;

    /// Handlers that the environment has brought into the kernel, as the kernel keeps them: a page that it may
    /// read and that only the kernel executes.
    public static final long HANDLERS_START = MESSAGES_END;

    public static final long HANDLERS_END = HANDLERS_START + PAGE_BYTES;

    /// What the filters of the environment's messages were compiled to: code, and tables, which it may read and
    /// execute.
    public static final long FILTERS_START = HANDLERS_END;

    public static final long FILTERS_END = FILTERS_START + 4 * PAGE_BYTES;

    public static final long STACK_START = 0x3f_fffe_0000L;
    public static final long STACK_END = 0x3f_ffff_0000L;

    public static final long BOOT_RECORD = 0x3f_ffff_f000L;

    /// In `p_flags` of a segment: one copy for the whole job.
    public static final int SEGMENT_FLAG_SHARED = 0x0010_0000;

    /// In `p_flags` of a segment: the kernel refills it even when there is an exception entry.
    public static final int SEGMENT_FLAG_GUARANTEED = 0x0020_0000;

    private AddressSpace() {}

    public static boolean contains(long address) {
        return address >= 0 && address < END;
    }

    /// Whether pages can be mapped there: not page 0, nor among messages, handlers and filters, which the kernel maps.
    public static boolean isMappable(long address, long bytes) {
        if (!isPageAligned(address) || address < IMAGE_START || address > END - bytes) return false;
        return address + bytes <= MESSAGES_START || address >= FILTERS_END;
    }

    public static boolean isPageAligned(long address) {
        return (address & (PAGE_BYTES - 1)) == 0;
    }
}

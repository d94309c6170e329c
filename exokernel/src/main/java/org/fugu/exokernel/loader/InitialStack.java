package org.fugu.exokernel.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;

/// The stack as a Linux program finds it.
///
/// ```text
/// STACK_END   argument strings, each ended by 0
///             16 random bytes
///             (to a multiple of 16)
///             auxiliary vector: AT_PAGESZ, AT_RANDOM, AT_NULL
///             envp: 0
///             argv[0] … argv[argc - 1], 0
/// sp ->       argc
/// ```
final class InitialStack {
    private static final long AT_NULL = 0;
    private static final long AT_PAGESZ = 6;
    private static final long AT_RANDOM = 25;
    private static final int RANDOM_BYTES = 16;

    private final ByteBuffer bytes =
            ByteBuffer.allocate(Placement.STACK_PAGES * AddressSpace.PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final long stackPointer;
    private final long argumentVector;

    /// @param offset how far below the end it begins, a multiple of 16
    InitialStack(List<String> arguments, long seed, int offset) {
        int at = bytes.capacity() - offset;
        var addresses = new long[arguments.size()];
        for (int i = arguments.size() - 1; i >= 0; i--) {
            var text = arguments.get(i).getBytes(StandardCharsets.UTF_8);
            at -= text.length + 1;
            bytes.put(at, text);
            addresses[i] = AddressSpace.STACK_START + at;
        }
        at = (at - RANDOM_BYTES) & ~15;
        long random = AddressSpace.STACK_START + at;
        bytes.putLong(at, Seeds.mixed(seed, 0)).putLong(at + 8, Seeds.mixed(seed, 1));

        int words = 1 + addresses.length + 1 + 1 + 6;
        at = (at - words * Long.BYTES) & ~15;
        stackPointer = AddressSpace.STACK_START + at;
        argumentVector = stackPointer + Long.BYTES;
        bytes.position(at).putLong(addresses.length);
        for (long address : addresses) bytes.putLong(address);
        bytes.putLong(0).putLong(0);
        bytes.putLong(AT_PAGESZ).putLong(AddressSpace.PAGE_BYTES);
        bytes.putLong(AT_RANDOM).putLong(random);
        bytes.putLong(AT_NULL).putLong(0);
    }

    long stackPointer() {
        return stackPointer;
    }

    /// The virtual address of `argv`.
    long argumentVector() {
        return argumentVector;
    }

    /// The whole stack, lowest address first.
    byte[] content() {
        return bytes.array();
    }
}

package org.fugu.exokernel.run;

import java.util.List;

/// Where a hardware context waits when nothing moves any more.
///
/// @param context of the rank's node
/// @param pc guest address of the instruction that comes next
/// @param returnAddress what `ra` holds
/// @param stackPointer what `sp` holds
/// @param stack double-words from the stack pointer upwards, as far as they can be read, but only
///     so many
public record Waiting(int rank, int context, long pc, long returnAddress, long stackPointer, List<Long> stack) {
    /// Double-words of a stack that are kept.
    public static final int MOST_STACK = 512;
}

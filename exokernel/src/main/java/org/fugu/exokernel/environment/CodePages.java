package org.fugu.exokernel.environment;

import java.util.Arrays;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// Pages of an environment in which the kernel keeps code that the environment has brought, or what was made of it. The
/// environment can read and execute them there, and nobody writes them but the kernel. It has none before the first
/// code.
final class CodePages {
    private static final Rights RIGHTS = Rights.of(Right.READ, Right.EXECUTE);
    private static final int NONE = -1;

    private final long address;
    private final int count;
    private int frame = NONE;

    /// @param address of the first
    /// @param count how many there are, once there are any
    CodePages(long address, int count) {
        this.address = address;
        this.count = count;
    }

    boolean areMissing() {
        return frame == NONE;
    }

    /// Takes frames for them if they are missing.
    ///
    /// @param pool which has a run of so many then
    void take(FramePool pool) {
        if (frame == NONE) frame = pool.allocate(count);
    }

    /// Replaces some bytes. Nobody executes there what was there before.
    ///
    /// @param page the number of the page
    /// @param at the first of the bytes that are replaced
    /// @param room how many are: what is not written is 0
    void write(PrivilegedNode node, int page, int at, int room, byte[] bytes) {
        var content = node.frames().localFrame(frame + page).clone();
        Arrays.fill(content, at, at + room, (byte) 0);
        System.arraycopy(bytes, 0, content, at, bytes.length);
        node.frames().clearFrame(frame + page);
        for (int i = 0; i < content.length; i += Long.BYTES) {
            long word = word(content, i);
            if (word != 0) node.frames().store(frame + page, i, word);
        }
    }

    private static long word(byte[] page, int at) {
        long word = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) word = word << Byte.SIZE | page[at + i] & 0xff;
        return word;
    }

    /// What the kernel maps at a page, if it is one of them.
    @Nullable
    GuaranteedMapping mapping(Identity identity, long virtualPage) {
        long first = address >>> AddressSpace.PAGE_SHIFT;
        if (frame == NONE || virtualPage < first || virtualPage >= first + count) return null;
        return new GuaranteedMapping(first, new Frames.Run(identity.node(), frame, count), RIGHTS, true);
    }

    void save(StateWriter out) {
        out.add(frame);
    }

    void restore(StateReader in) {
        frame = in.nextInt(NONE, FramePool.MOST_FRAMES - 1);
    }
}

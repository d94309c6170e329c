package org.fugu.exokernel.frame;

import java.util.BitSet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The frames of a node that another node's processor may have written to, since they were given out.
/// That processor may own lines of them even when no translation leads there any more, so the kernel
/// reads no argument in them.
public final class FramesAbroad {
    private final BitSet frames = new BitSet();

    public void add(Frames.Run run) {
        frames.set(run.first(), run.first() + run.count());
    }

    /// They are free again.
    public void remove(Frames.Run run) {
        frames.clear(run.first(), run.first() + run.count());
    }

    /// @param physicalFrame of this node
    public boolean contains(long physicalFrame) {
        return frames.get(Frames.withinHome(physicalFrame));
    }

    public boolean isEmpty() {
        return frames.isEmpty();
    }

    public void save(StateWriter out) {
        out.add(frames.toLongArray());
    }

    public void restore(StateReader in) {
        frames.clear();
        frames.or(BitSet.valueOf(in.nextLongs(FramePool.MOST_FRAMES / Long.SIZE)));
    }
}

package org.fugu.machine.memory;

import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The memory of one node. A frame takes host memory when it is first touched, and it is touched
/// first by its home (the directory grants no line of a frame that is not there), so that other
/// nodes only ever read this table.
public final class Dram {
    private static final byte[] UNTOUCHED = new byte[0];
    private static final int FRAMES = 1 << 20;

    private byte[][] frames = new byte[0][];

    /// The bytes of a frame, little-endian, zero at first.
    ///
    /// @param frame 0 to 2^20 − 1
    public byte[] frame(int frame) {
        if (frame >= frames.length || frames[frame].length == 0) touch(frame);
        return frames[frame];
    }

    private void touch(int frame) {
        if (frame < 0 || frame >= FRAMES) throw new IllegalArgumentException("frame " + frame + " of a node");
        if (frame >= frames.length) {
            int grown = Math.max(64, Integer.highestOneBit(frame) * 2);
            var larger = Arrays.copyOf(frames, grown);
            Arrays.fill(larger, frames.length, grown, UNTOUCHED);
            frames = larger;
        }
        frames[frame] = new byte[PhysicalAddress.FRAME_BYTES];
    }

    /// Makes a frame zero. It keeps its host memory: a reader elsewhere may still hold the array.
    public void clear(int frame) {
        if (frame < frames.length) Arrays.fill(frames[frame], (byte) 0);
    }

    public int touchedFrames() {
        int touched = 0;
        for (var frame : frames) if (frame.length > 0) touched++;
        return touched;
    }

    public void save(StateWriter out) {
        out.add(touchedFrames());
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].length > 0) out.add(i).addFrame(frames[i]);
        }
    }

    /// Takes the frames of a snapshot. What was touched here before must be among them.
    public void restore(StateReader in) {
        int touched = in.nextInt(0, FRAMES);
        for (int i = 0; i < touched; i++) in.nextFrame(frame(in.nextInt(0, FRAMES - 1)));
    }
}

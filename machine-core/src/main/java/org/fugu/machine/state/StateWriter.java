package org.fugu.machine.state;

import java.nio.charset.StandardCharsets;

/// Takes the state of a machine, value after value: a digest or a snapshot.
public interface StateWriter {
    StateWriter add(long value);

    /// With its length, so that two different sequences never look alike.
    StateWriter add(long[] values);

    /// With its length.
    StateWriter add(byte[] bytes);

    /// A frame of memory: all of a snapshot's frames of equal content are stored once.
    default StateWriter addFrame(byte[] frame) {
        return add(frame);
    }

    default StateWriter add(int[] values) {
        add(values.length);
        for (int value : values) add(value);
        return this;
    }

    default StateWriter add(boolean value) {
        return add(value ? 1 : 0);
    }

    default StateWriter add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }
}

package org.fugu.machine.state;

import java.nio.charset.StandardCharsets;

/// Gives back what a [StateWriter] was given, in the same order.
///
/// Every method throws [BadSnapshotException] where the snapshot holds something else: a snapshot
/// is a file, and a file can be damaged or made up.
public interface StateReader {
    long next();

    /// @param least smallest value that makes sense here
    /// @param most greatest
    default int nextInt(int least, int most) {
        long value = next();
        if (value < least || value > most) {
            throw new BadSnapshotException("found " + value + " where " + least + " to " + most + " is possible");
        }
        return (int) value;
    }

    default boolean nextBoolean() {
        return nextInt(0, 1) == 1;
    }

    /// Fills an array, whose length must be the one written.
    void next(long[] values);

    default void next(int[] values) {
        nextInt(values.length, values.length);
        for (int i = 0; i < values.length; i++) values[i] = nextInt(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /// Fills an array, whose length must be the one written.
    void next(byte[] bytes);

    /// Reads an array of any length up to `most`.
    long[] nextLongs(int most);

    /// Reads an array of any length up to `most`.
    byte[] nextBytes(int most);

    /// Fills a frame that was written by [StateWriter#addFrame], and that keeps what it holds until all is read.
    default void nextFrame(byte[] frame) {
        next(frame);
    }

    default String nextText(int most) {
        return new String(nextBytes(most), StandardCharsets.UTF_8);
    }
}

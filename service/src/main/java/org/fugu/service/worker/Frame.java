package org.fugu.service.worker;

/// One frame that was read.
@SuppressWarnings("ArrayRecordComponent") // handed on, and compared by nobody
record Frame(FrameKind kind, long[] numbers, byte[] bytes) {
    long number(int index) {
        return numbers[index];
    }

    /// @throws BadFrame if the number is not from 0 to below `end`
    int index(int index, int end) throws BadFrame {
        long number = numbers[index];
        if (number < 0 || number >= end) throw new BadFrame(kind + " says " + number + ", and there are " + end);
        return (int) number;
    }
}

package org.fugu.exokernel.run;

import java.util.function.Consumer;

/// What a [RunObserver] is told while a run is carried out, as a value.
public sealed interface RunObservation {
    /// @param cycle the earliest clock of any node that still runs
    /// @param instructions retired so far by all nodes
    record Progressed(long cycle, long instructions) implements RunObservation {}

    /// @param cycle when the piece was written
    /// @param node who wrote it
    @SuppressWarnings("ArrayRecordComponent") // handed on, and compared by nobody
    record Printed(long cycle, int node, byte[] bytes) implements RunObservation {}

    /// An observer that hands on what it is told.
    static RunObserver observer(Consumer<RunObservation> listener) {
        return new RunObserver() {
            @Override
            public void progressed(long cycle, long instructions) {
                listener.accept(new Progressed(cycle, instructions));
            }

            @Override
            public void console(long cycle, int node, byte[] bytes) {
                listener.accept(new Printed(cycle, node, bytes));
            }
        };
    }
}

package org.fugu.service.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that happened in a run, to be kept under the next sequence number.
sealed interface RunEvent {
    /// @param outcome null unless finished
    record StateChanged(RunState state, @Nullable String outcome) implements RunEvent {
        Map<String, Object> body() {
            return outcome == null
                    ? Map.of("state", state.wireName())
                    : Map.of("state", state.wireName(), "outcome", outcome);
        }
    }

    /// @param cycle the earliest clock of any node that still runs
    record Progressed(long cycle) implements RunEvent {}

    /// @param cycle when its first byte was written
    @SuppressWarnings("ArrayRecordComponent") // handed on to the database, and compared by nobody
    record Printed(long cycle, int node, byte[] bytes) implements RunEvent {}

    /// @param unit null when the program declared none
    record Measured(String name, long value, @Nullable String unit) implements RunEvent {
        Map<String, Object> body() {
            return unit == null
                    ? Map.of("name", name, "value", value)
                    : Map.of("name", name, "value", value, "unit", unit);
        }
    }

    /// Nothing comes after it.
    record Ended() implements RunEvent {}
}

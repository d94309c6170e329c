package org.fugu.service.run;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.fugu.exokernel.run.Outcome;
import org.jspecify.annotations.Nullable;

/// How a run ends.
///
/// @param message why, where there is no result
/// @param outcome of its result, or null
/// @param cycle at which it ended; null for the last that was heard of
/// @param events what its followers hear last
record RunEnding(
        RunState state,
        @Nullable String message,
        @Nullable String outcome,
        @Nullable Long cycle,
        List<RunEvent> events) {

    /// @param message why there is no result
    static RunEnding without(RunState state, String message) {
        return new RunEnding(
                state, message, null, null, List.of(new RunEvent.StateChanged(state, null), new RunEvent.Ended()));
    }

    /// With a result that another run had before.
    static RunEnding with(String outcome) {
        return new RunEnding(RunState.FINISHED, null, outcome, null, last(new ArrayList<>(), outcome));
    }

    /// With a result of its own.
    ///
    /// @param cycles that it took
    /// @param metrics what it measured, by name
    /// @param units of these, by name; there are metrics without one
    static RunEnding with(
            Outcome outcome, long cycles, SortedMap<String, Long> metrics, SortedMap<String, String> units) {
        var events = new ArrayList<RunEvent>();
        metrics.forEach((name, value) -> events.add(new RunEvent.Measured(name, value, units.get(name))));
        var name = outcome.wireName();
        return new RunEnding(RunState.FINISHED, null, name, cycles, last(events, name));
    }

    private static List<RunEvent> last(List<RunEvent> events, String outcome) {
        events.add(new RunEvent.StateChanged(RunState.FINISHED, outcome));
        events.add(new RunEvent.Ended());
        return List.copyOf(events);
    }
}

package org.fugu.exokernel.filter;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A filter that was accepted.
///
/// @param handler the number of the handler that gets its messages while their rank does not run, or one that
///     there is not: they wait for the rank
public record Filter(Pattern pattern, int handler) {
    public void save(StateWriter out) {
        out.add(handler);
        pattern.save(out);
    }

    /// @param mostHandler the highest number
    public static Filter restored(StateReader in, int mostHandler) {
        int handler = in.nextInt(0, mostHandler);
        return new Filter(Pattern.restored(in), handler);
    }
}

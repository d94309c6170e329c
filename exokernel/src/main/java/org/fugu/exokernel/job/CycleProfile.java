package org.fugu.exokernel.job;

import java.util.List;
import org.fugu.machine.observe.CycleAccount.Category;

/// Where the cycles of a run went, by function of the program. Nothing is sampled: the cycles of a
/// node add up to its clock, and those of a category to that of its account.
///
/// @param nodes in node order
public record CycleProfile(List<NodeProfile> nodes) {
    /// The name of what is in no function that the program's symbols know.
    public static final String UNKNOWN = "[unknown]";

    public CycleProfile {
        nodes = List.copyOf(nodes);
    }

    /// One node's part.
    ///
    /// @param entries with cycles, by function as the symbols lie, then by category
    public record NodeProfile(int node, List<Entry> entries) {
        public NodeProfile {
            entries = List.copyOf(entries);
        }
    }

    /// @param function where the program was
    /// @param category what the processor did; what it waited for, then or in the kernel, was of an
    ///     instruction of this function
    /// @param cycles more than 0
    public record Entry(String function, Category category, long cycles) {}
}

package org.fugu.machine.preset;

import java.util.List;

/// Figures that are each within their range and cannot be those of one machine.
///
/// @param figures the names of all that have a part in it, at least one; changing one of them may help
/// @param detail a sentence for the person who chose them, with their values
public record Conflict(List<String> figures, String detail) {
    public Conflict {
        figures = List.copyOf(figures);
    }
}

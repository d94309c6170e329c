package org.fugu.service.listing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A piece of a list, newest first.
///
/// @param nextCursor to be sent back as `cursor` for the entries after these; null at the end
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    public Page {
        items = List.copyOf(items);
    }
}

package org.fugu.service.threshold;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// A threshold to be added, in the forms that a manifest has.
///
/// @param benchmark a name, or a pattern with `*`
/// @param measure a name, or a pattern with `*`
/// @param increase how far up, for example `0` or `1%`; absent for as far as it likes
/// @param decrease how far down; absent for as far as it likes
record NewThreshold(
        @NotNull @Size(min = 1, max = 64) String benchmark,
        @NotNull @Size(min = 1, max = 72) String measure,
        @Size(max = LONGEST_ALLOWANCE) @Nullable String increase,
        @Size(max = LONGEST_ALLOWANCE) @Nullable String decrease) {
    static final int LONGEST_ALLOWANCE = 20;
}

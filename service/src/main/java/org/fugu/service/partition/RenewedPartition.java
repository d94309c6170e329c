package org.fugu.service.partition;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/// For how long a lease is to last.
///
/// @param minutes from now on, or from its beginning if that is later
record RenewedPartition(
        @NotNull @Min(1) @Max(NewPartition.MOST_MINUTES) Integer minutes) {}

package org.fugu.service.sharing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/// A link to be made.
///
/// @param expiresInDays after which it leads nowhere; absent for 30
/// @param showOwner whether who has it is told whose run it is; absent for no
record NewShare(
        @Min(1) @Max(365) @Nullable Integer expiresInDays,
        @Nullable Boolean showOwner) {
    private static final int USUAL_DAYS = 30;

    int days() {
        return expiresInDays == null ? USUAL_DAYS : expiresInDays;
    }

    boolean showsOwner() {
        return Boolean.TRUE.equals(showOwner);
    }
}

package org.fugu.service.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.fugu.service.account.User;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// A lease to be made.
///
/// @param column with `row`, the upper left node; absent for the first free place
/// @param minutes how long, from 1 up to what the service allows; absent for 60
/// @param from when it is to begin; absent for now
/// @param kind `dedicated`, which is also what absence means, or `shared`: for co-runs of several users
/// @param waits as `wait`: whether it waits for a place if there is none; absent for no
/// @param waitUntil when it is given up if it has found none; absent for as long as a lease may wait
/// @param users whom else a shared partition is for, by name
record NewPartition(
        @NotBlank String machine,
        @NotNull @Positive Integer columns,
        @NotNull @Positive Integer rows,
        @Min(0) @Nullable Integer column,
        @Min(0) @Nullable Integer row,
        @Min(1) @Max(MOST_MINUTES) @Nullable Integer minutes,

        @Schema(format = "date-time") @Size(max = 40) @Pattern(regexp = TIME_FORM, message = TIME_RULE) @Nullable
        String from,

        @JsonProperty("wait") @Nullable Boolean waits,

        @Schema(format = "date-time") @Size(max = 40) @Pattern(regexp = TIME_FORM, message = TIME_RULE) @Nullable
        String waitUntil,

        @Schema(allowableValues = {"dedicated", "shared"}) @Nullable
        String kind,

        @Size(max = MOST_USERS) @Nullable
        List<@NotNull @Pattern(regexp = User.NAME_FORM, message = User.NAME_RULE) String> users) {
    static final int MOST_USERS = 15;
    private static final String TIME_FORM = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(?:Z|[+-][0-9]{2}:[0-9]{2})";
    private static final String TIME_RULE = "must be a time as in 2026-01-31T12:00:00Z";
    /// A week.
    static final int MOST_MINUTES = 10_080;

    /// When it is to begin.
    ///
    /// @return null for now
    /// @throws Refusal when there is no such time
    @Nullable
    Instant begin() {
        return time("from", from);
    }

    /// When it is given up.
    ///
    /// @return null for as long as it may wait
    /// @throws Refusal when there is no such time
    @Nullable
    Instant latest() {
        return time("waitUntil", waitUntil);
    }

    private static @Nullable Instant time(String field, @Nullable String text) {
        if (text == null) return null;
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.ofField(422, "invalid-body", "/" + field, field + " " + TIME_RULE);
        }
    }
}

package org.fugu.service.partition;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.fugu.service.account.User;
import org.jspecify.annotations.Nullable;

/// A lease to be made.
///
/// @param column with `row`, the upper left node; absent for the first free place
/// @param minutes how long, 1 to 1440; absent for 60
/// @param kind `dedicated`, which is also what absence means, or `shared`: for co-runs of several users
/// @param users whom else a shared partition is for, by name
record NewPartition(
        @NotBlank String machine,
        @NotNull @Positive Integer columns,
        @NotNull @Positive Integer rows,
        @Min(0) @Nullable Integer column,
        @Min(0) @Nullable Integer row,
        @Min(1) @Max(1440) @Nullable Integer minutes,

        @Schema(allowableValues = {"dedicated", "shared"}) @Nullable
        String kind,

        @Size(max = MOST_USERS) @Nullable
        List<@NotNull @Pattern(regexp = User.NAME_FORM, message = User.NAME_RULE) String> users) {
    static final int MOST_USERS = 15;
}

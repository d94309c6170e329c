package org.fugu.service.machine;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;

/// A machine to be made.
///
/// @param preset what its figures come from, see `./fugu machines`
/// @param columns of its mesh; columns × rows is at most 1,024
record NewMachine(
        @NotNull @Pattern(regexp = NAME, message = "is 1 to 40 of a-z, 0-9 and -, and begins with a letter or digit")
        String name,

        @NotBlank String preset,
        @NotNull @Positive Integer columns,
        @NotNull @Positive Integer rows) {
    static final String NAME = "[a-z0-9][a-z0-9-]{0,39}";
}

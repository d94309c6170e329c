package org.fugu.service.library;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import org.fugu.service.account.User;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A library OS to be published. What it is called stands in its bundle's manifest.
///
/// @param bundle the digest of a bundle of kind `libos` that you uploaded
/// @param visibility `private`, which is also what absence means, `named`, `project` or `everybody`
/// @param users for whom else, by name; for `named` alone
/// @param project for who takes part in it, you as member or owner; for `project` alone
record NewLibrary(
        @NotBlank @Schema(pattern = Identifiers.DIGEST_PATTERN)
        String bundle,

        @Nullable LibraryVisibility visibility,

        @Size(max = LibraryAudience.MOST_USERS) @Nullable
        List<@NotNull @Pattern(regexp = User.NAME_FORM, message = User.NAME_RULE) String> users,

        @Schema(pattern = Identifiers.PATTERN) @Nullable String project) {
    LibraryAudience audience() {
        return new LibraryAudience(Objects.requireNonNullElse(visibility, LibraryVisibility.PRIVATE), users, project);
    }
}

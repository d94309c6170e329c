package org.fugu.service.library;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fugu.service.account.User;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// Whom a version is for.
///
/// @param users by name, for `named` alone; a name that nobody has is taken like one that somebody has,
///     and who gets it later was not named
/// @param project for `project` alone
record LibraryAudience(
        @NotNull LibraryVisibility visibility,

        @Size(max = MOST_USERS) @Nullable
        List<@NotNull @Pattern(regexp = User.NAME_FORM, message = User.NAME_RULE) String> users,

        @Schema(pattern = Identifiers.PATTERN) @Nullable String project) {
    static final int MOST_USERS = 100;

    /// The names, each once.
    SortedSet<String> names() {
        return new TreeSet<>(Objects.requireNonNullElse(users, List.of()));
    }

    /// @throws Refusal `library-users` when there are users and nothing that they are named for, or none;
    ///     `library-project` likewise
    void requireSense() {
        if ((visibility == LibraryVisibility.PROJECT) != (project != null)) {
            throw Refusal.ofField(
                    422,
                    "library-project",
                    "/project",
                    project == null
                            ? "a version for a project needs to name it"
                            : "only a version for a project names one; this one is for " + visibility.wireName());
        }
        boolean named = visibility == LibraryVisibility.NAMED;
        if (named != names().isEmpty()) return;
        throw Refusal.ofField(
                422,
                "library-users",
                "/users",
                named
                        ? "a version for named users needs a list of them"
                        : "only a version for named users has a list of them; this one is for "
                                + switch (visibility) {
                                    case PRIVATE -> "nobody else";
                                    case PROJECT -> "a project";
                                    case NAMED, EVERYBODY -> "everybody";
                                });
    }

    /// In a few words, for the audit log.
    @Override
    public String toString() {
        if (project != null) return project;
        return names().isEmpty() ? visibility.wireName() : String.join(",", names());
    }
}

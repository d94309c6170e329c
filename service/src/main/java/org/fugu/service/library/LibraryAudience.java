package org.fugu.service.library;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fugu.service.account.User;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// Whom a version is for.
///
/// @param users by name, for `named` alone; a name that nobody has is taken like one that somebody has,
///     and who gets it later was not named
record LibraryAudience(
        @NotNull LibraryVisibility visibility,

        @Size(max = MOST_USERS) @Nullable
        List<@NotNull @Pattern(regexp = User.NAME_FORM, message = User.NAME_RULE) String> users) {
    static final int MOST_USERS = 100;

    /// The names, each once.
    SortedSet<String> names() {
        return new TreeSet<>(Objects.requireNonNullElse(users, List.of()));
    }

    /// @throws Refusal `library-users` when there are users and nothing that they are named for, or none
    void requireSense() {
        boolean named = visibility == LibraryVisibility.NAMED;
        if (named != names().isEmpty()) return;
        throw Refusal.ofField(
                422,
                "library-users",
                "/users",
                named
                        ? "a version for named users needs a list of them"
                        : "only a version for named users has a list of them; this one is for "
                                + (visibility == LibraryVisibility.PRIVATE ? "nobody else" : "everybody"));
    }

    /// In a few words, for the audit log.
    @Override
    public String toString() {
        return names().isEmpty() ? visibility.wireName() : String.join(",", names());
    }
}

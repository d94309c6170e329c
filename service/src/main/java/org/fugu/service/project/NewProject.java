package org.fugu.service.project;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// A project to be made.
///
/// @param defaultBranch absent for `main`
/// @param description absent for none
record NewProject(
        @NotNull @Pattern(regexp = Project.NAME_FORM, message = Project.NAME_RULE)
        String name,

        @Pattern(regexp = Project.LINE_FORM, message = Project.LINE_RULE) @Size(max = Project.LONGEST_BRANCH) @Nullable
        String defaultBranch,

        @Size(max = Project.LONGEST_DESCRIPTION) @Nullable String description) {
    private static final String USUAL_BRANCH = "main";

    ProjectChange settings() {
        return new ProjectChange(
                name, defaultBranch == null ? USUAL_BRANCH : defaultBranch, description == null ? "" : description);
    }
}

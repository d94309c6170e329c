package org.fugu.service.project;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/// What a project is to be like: all that its owner can change.
record ProjectChange(
        @NotNull @Pattern(regexp = Project.NAME_FORM, message = Project.NAME_RULE)
        String name,

        @NotNull @Pattern(regexp = Project.LINE_FORM, message = Project.LINE_RULE) @Size(max = Project.LONGEST_BRANCH)
        String defaultBranch,

        @NotNull @Size(max = Project.LONGEST_DESCRIPTION) String description) {}

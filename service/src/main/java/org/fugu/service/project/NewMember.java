package org.fugu.service.project;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

/// What somebody is to be in a project.
record NewMember(
        @NotNull @Schema(allowableValues = {"member", "viewer"})
        ProjectRole role) {}

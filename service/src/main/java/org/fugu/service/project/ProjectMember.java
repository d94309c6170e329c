package org.fugu.service.project;

import java.time.Instant;

/// Somebody who takes part in a project.
///
/// @param user the name that was added; nobody is told whether somebody has it
public record ProjectMember(String user, ProjectRole role, Instant addedAt) {}

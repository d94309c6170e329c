package org.fugu.service.project;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.body.PlainText;
import org.fugu.service.identifier.Identifiers;

/// A project as one of those who take part in it sees it.
///
/// @param name unique among those of its owner
/// @param description empty when there is none
/// @param defaultBranch whose figures others are compared with
/// @param role of who asks
/// @param owner the owner's name
public record Project(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String name,
        String description,
        String defaultBranch,
        ProjectRole role,
        String owner,
        Instant createdAt) {
    /// What a project can be called, as a regular expression.
    static final String NAME_FORM = "[A-Za-z0-9._-]{1,60}";

    static final String NAME_RULE = "must be 1 to 60 letters, digits, dots, dashes or underscores";
    /// Text on one line.
    public static final String LINE_FORM = PlainText.LINE_FORM;

    public static final String LINE_RULE = PlainText.LINE_RULE;
    public static final int LONGEST_BRANCH = 200;
    static final int LONGEST_DESCRIPTION = 500;
}

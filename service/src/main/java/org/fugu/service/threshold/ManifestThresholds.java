package org.fugu.service.threshold;

import java.util.List;

/// Knows what the manifests of a project say.
public interface ManifestThresholds {
    /// Those of the newest measurement of the project's default branch.
    List<ProjectThreshold> ofNewest(String project);
}

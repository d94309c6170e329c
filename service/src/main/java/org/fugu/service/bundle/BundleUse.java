package org.fugu.service.bundle;

import java.util.List;

/// Knows what of a user needs a bundle, and can remove it.
public interface BundleUse {
    /// Some of what needs it, each in a few words.
    List<String> needing(String userId, String digest);

    /// What it was published as, and has to stay for.
    default List<String> publishedAs(String userId, String digest) {
        return List.of();
    }

    /// Removes what of that is the user's alone.
    ///
    /// @throws org.fugu.service.problem.Refusal when some of it is under way
    void removeNeeding(String userId, String digest);
}

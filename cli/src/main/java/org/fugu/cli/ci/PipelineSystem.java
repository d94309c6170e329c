package org.fugu.cli.ci;

/// Who runs a pipeline, and what one writes there to have the whole history.
enum PipelineSystem {
    GITHUB("under 'with:' of actions/checkout: fetch-depth: 0"),
    GITLAB("under 'variables:': GIT_DEPTH: 0"),
    JENKINS("in the checkout: extensions: [cloneOption(shallow: false)]"),
    BUILDKITE("under 'env:': BUILDKITE_GIT_CLONE_FLAGS: \"-v\""),
    /// Nobody: a repository as somebody works in it.
    GIT("git fetch --unshallow");

    private final String wholeHistory;

    PipelineSystem(String wholeHistory) {
        this.wholeHistory = wholeHistory;
    }

    /// The line that fetches the whole history, and where it stands.
    String wholeHistory() {
        return wholeHistory;
    }
}

package org.fugu.cli.ci;

import org.fugu.cli.git.Git;
import org.fugu.cli.git.GitCheckout;
import org.fugu.cli.service.RemoteBenchmarks;
import org.fugu.cli.service.RemoteBenchmarks.Measured;
import org.fugu.cli.service.RemoteBenchmarks.Version;
import org.jspecify.annotations.Nullable;

/// Gets both sides of a change measured by a service: what is here, and the base, which is built only if
/// it was never measured.
record ServiceGate(RemoteBenchmarks service, Git git, Pipeline pipeline, Versions versions) {
    Measured head() {
        var branch =
                pipeline.branch() != null ? pipeline.branch() : git.current().orElse("HEAD");
        return service.measure(
                versions.head(0),
                version(git.commit("HEAD"), branch, true, versions.libraries().head()));
    }

    /// @param machineVersion of the model that measured the head
    Measured base(BaseCommit base, String machineVersion) {
        var libos = versions.libraries().ofBase();
        var all = service.of(base.commit());
        for (var known : all) {
            boolean isComparable = known.isFinished() && known.machineVersion().equals(machineVersion);
            if (isComparable && (libos == null || libos.equals(known.libos()))) return known;
        }
        var version = version(base.commit(), base.branch(), false, libos);
        // Another version of the model measured it, or on another library OS, or it is being measured: the bundle is
        // kept.
        if (!all.isEmpty()) return service.measure(all.getFirst().bundle(), version);
        if (versions.build() == null) {
            throw Versions.missing("the base " + base.commit().substring(0, 10) + " was never measured in the project '"
                    + service.project().name() + "'; say with --build how it is built");
        }
        try (var checkout = new GitCheckout(git.folder())) {
            return service.measure(versions.base(checkout, base.commit(), 0), version);
        }
    }

    private Version version(String commit, String branch, boolean isChange, @Nullable String libos) {
        return new Version(
                commit, branch, git.committedAt(commit), subject(commit), isChange ? pipeline.change() : null, libos);
    }

    /// As much of it as the service keeps.
    private String subject(String commit) {
        var subject = git.subject(commit);
        int letters = Math.min(subject.codePointCount(0, subject.length()), 200);
        return subject.substring(0, subject.offsetByCodePoints(0, letters));
    }
}

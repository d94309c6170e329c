package org.fugu.cli.ci;

import java.util.List;
import java.util.Optional;
import org.fugu.cli.git.Git;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.experiment.report.GateReport;
import org.jspecify.annotations.Nullable;

/// The commit that a change is held against: where it leaves the branch that it is to be merged into,
/// or what the main branch was before.
///
/// @param branch that it is on
/// @param why for people
record BaseCommit(String commit, String branch, String why) {
    /// @param wanted a revision that somebody named, or null
    /// @param target the branch that the change is to be merged into, if somebody named it
    /// @throws CommandFailure with the code for a baseline that is missing, if there is no such commit
    static BaseCommit of(Git git, Pipeline pipeline, @Nullable String wanted, @Nullable String target) {
        return new Search(git, pipeline).base(wanted, target != null ? target : pipeline.target());
    }

    private record Search(Git git, Pipeline pipeline) {
        BaseCommit base(@Nullable String wanted, @Nullable String target) {
            if (wanted != null) return new BaseCommit(git.commit(wanted), anyBranch(target), "as was asked for");
            if (target != null) return leaving(target);
            var main = pipeline.mainBranch() != null ? Optional.of(pipeline.mainBranch()) : git.mainBranch();
            if (main.isEmpty()) {
                throw missing("the main branch is not known; name it with --target BRANCH, or a commit with --base");
            }
            return isOn(main.get()) ? before(main.get()) : leaving(main.get());
        }

        /// Of a commit that somebody named: most likely the one that the change is to be merged into.
        private String anyBranch(@Nullable String target) {
            if (target != null) return target;
            if (pipeline.mainBranch() != null) return pipeline.mainBranch();
            return git.mainBranch().orElse("main");
        }

        private boolean isOn(String main) {
            var branch = pipeline.branch() != null ? Optional.of(pipeline.branch()) : git.current();
            return branch.isPresent() && branch.get().equals(main);
        }

        /// Where what is checked out leaves that branch.
        private BaseCommit leaving(String branch) {
            var tip = git.branch(branch)
                    .orElseThrow(() -> missing("the branch '" + branch + "' cannot be fetched from origin"));
            // A history that is cut off may have an older common ancestor than the true one.
            requireHistory();
            var base = git.mergeBase("HEAD", tip)
                    .orElseThrow(() -> missing("HEAD and '" + branch + "' have no commit in common"));
            return new BaseCommit(base, branch, "where HEAD leaves " + branch);
        }

        private void requireHistory() {
            if (git.isShallow() && !git.fetchHistory()) {
                throw missing("the clone is shallow and the rest of its history cannot be fetched; add, "
                        + pipeline.system().wholeHistory());
            }
        }

        /// What this branch was before: of several commits that came together, before the first.
        private BaseCommit before(String branch) {
            if (pipeline.system() == PipelineSystem.GIT && git.hasChanges()) {
                return new BaseCommit(git.commit("HEAD"), branch, "what is changed here is not committed");
            }
            requireHistory();
            var before = pipeline.before();
            if (before != null && git.find(before).isPresent() && git.isAncestor(before, "HEAD")) {
                return new BaseCommit(git.commit(before), branch, "what the branch was before");
            }
            return git.find("HEAD^")
                    .map(parent -> new BaseCommit(parent, branch, "the commit before HEAD"))
                    .orElseThrow(() -> missing("HEAD is the first commit, so nothing was before it"));
        }

        private static CommandFailure missing(String sentence) {
            return new CommandFailure(ExitCode.NO_BASELINE, GateReport.NO_BASELINE_KIND, sentence, List.of());
        }
    }
}

package org.fugu.cli.ci;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fugu.bundle.Bundle;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.git.GitCheckout;
import org.fugu.cli.git.HostProgram;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.report.GateReport;
import org.jspecify.annotations.Nullable;

/// The bundles of two versions: what is here, and what an earlier commit is when it is built.
///
/// @param repository the root of the working tree
/// @param build the command that builds the bundle, or null if it is there
/// @param bundle where it is then, from the root; null if the command says so in its last line
/// @param libraries what they run on
record Versions(
        Path repository, @Nullable String build, @Nullable String bundle, Libraries libraries) {
    private static final int LINES_TOLD = 20;

    /// The library OSes that somebody names: on this host each is a path from the root, at a service it is
    /// `NAME@VERSION`.
    ///
    /// @param base null where the base has the head's
    record Libraries(@Nullable String head, @Nullable String base) {
        @Nullable
        String ofBase() {
            return base == null ? head : base;
        }
    }

    /// What is here, on its library OS.
    ///
    /// @param linkSeed as below
    BoundBundle boundHead(int linkSeed) {
        return new BoundBundle(head(linkSeed), new LibraryPlace(repository, libraries.head()).here());
    }

    /// A commit, on its library OS: the one of that path that it has when it is built, or else the one that is here.
    ///
    /// @param linkSeed as below
    /// @throws CommandFailure as below
    BoundBundle boundBase(GitCheckout checkout, String commit, int linkSeed) {
        var built = base(checkout, commit, linkSeed);
        var library = new LibraryPlace(repository, libraries.ofBase());
        return new BoundBundle(built, libraries.base() == null ? library.in(checkout) : library.here());
    }

    /// What is here, with what is not committed.
    ///
    /// @param linkSeed what the command is told to link by, or 0 for as usual
    Bundle head(int linkSeed) {
        var said = "";
        if (build != null) {
            var built = HostProgram.shell(repository, build, told(linkSeed));
            if (!built.succeeded()) {
                throw CommandFailure.usage(
                        "'" + build + "' ended with " + built.code() + ":\n" + built.end(LINES_TOLD));
            }
            said = built.lastLine();
        }
        return BundleSource.load(repository.resolve(path(said)));
    }

    /// A commit, built in a working tree of its own; without a command the bundle that is committed.
    ///
    /// @param linkSeed as above
    /// @throws CommandFailure with the code for a baseline that is missing, if it cannot be built
    Bundle base(GitCheckout checkout, String commit, int linkSeed) {
        var built = checkout.build(commit, build == null ? ":" : build, told(linkSeed));
        var name = commit.substring(0, Math.min(10, commit.length()));
        if (!built.succeeded()) {
            throw missing("the base " + name + " cannot be built: '" + build + "' ended with " + built.code() + ":\n"
                    + built.end(LINES_TOLD));
        }
        var file = checkout.file(path(built.lastLine()));
        if (Files.exists(file)) return BundleSource.load(file);
        throw missing("the base " + name + " has no bundle '" + path(built.lastLine()) + "'"
                + (build == null ? "; say with --build how it is built" : " when it is built"));
    }

    private static Map<String, String> told(int linkSeed) {
        return linkSeed == 0 ? Map.of() : Map.of("FUGU_LINK_SEED", Integer.toString(linkSeed));
    }

    private String path(String said) {
        var path = bundle != null ? bundle : said;
        if (path.isEmpty()) {
            throw CommandFailure.usage(
                    "where is the bundle? Name it, or let the last line that --build says be its path");
        }
        try {
            return Path.of(path).toString();
        } catch (InvalidPathException e) {
            throw CommandFailure.usage("'" + path + "' is no path of a bundle");
        }
    }

    static CommandFailure missing(String sentence) {
        return new CommandFailure(ExitCode.NO_BASELINE, GateReport.NO_BASELINE_KIND, sentence, List.of());
    }
}

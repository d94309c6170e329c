package org.fugu.cli.service;

import java.nio.file.Path;
import java.util.Map;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// What the disks of a submitted run hold at the beginning, and what becomes of them.
final class SubmittedDisk {
    @Mixin
    private BegunDisk begun = new BegunDisk();

    @Option(
            names = "--save-disk",
            paramLabel = "FILE",
            description = "With --wait: keep it, and write it to FILE, for the --disk of ./fugu run.")
    private @Nullable Path file;

    /// Refuses what does not go together, before anything is sent.
    ///
    /// @param waits whether the command waits for the end
    /// @param isSet whether many runs are submitted
    void require(boolean waits, boolean isSet) {
        if (isSet && file != null) {
            throw CommandFailure.usage("--save-disk does not go with --vary, where each run has a disk of its own: give"
                    + " --keep-disk, then the runs have them");
        }
        if (file == null) return;
        if (!waits) throw CommandFailure.usage("--save-disk goes with --wait");
        NamedFile.requireWritable("the disk", file);
    }

    /// Adds what was chosen to a submission.
    void addTo(Map<String, Object> request) {
        begun.addTo(request);
        if (file != null) request.put("keepDisk", true);
    }

    /// The run has ended: writes its disk, if that was asked for and is kept.
    void save(ServiceClient service, JsonNode run, Terminal terminal) {
        if (file == null) return;
        var about = run.path("disk");
        if (!about.path("kept").asBoolean(false)) {
            terminal.err()
                    .println("the disk is not saved: " + about.path("message").asString("it was not kept"));
            return;
        }
        var path = "/api/v1/runs/" + run.path("id").asString("") + "/disk";
        long bytes = service.fetch(path, "the disk", file);
        terminal.err().println("the disk is kept in " + file + " (" + ReportText.number(bytes) + " bytes)");
        terminal.err().flush();
    }
}

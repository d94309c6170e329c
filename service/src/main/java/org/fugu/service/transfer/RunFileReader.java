package org.fugu.service.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleRejectedException;
import org.fugu.bundle.stored.BadArchiveException;
import org.fugu.experiment.runfile.RunFile;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.bundle.BundleReader;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.ImportedRuns;
import org.springframework.stereotype.Component;

/// Reads what somebody sent as the file of a run.
@Component
class RunFileReader {
    /// Of the parts that are JSON, as they are read.
    private static final long JSON_BYTES = 48 << 20;

    private final BundleReader room;
    private final ImportedRuns runs;
    private final AuditLog audit;

    RunFileReader(BundleReader room, ImportedRuns runs, AuditLog audit) {
        this.room = room;
        this.runs = runs;
        this.audit = audit;
    }

    /// Hands the file on when all of it was looked at. Its bundles are in memory until `use` is done with it.
    ///
    /// @param path of the file, on disk
    /// @param bytes that it has
    /// @throws Refusal `not-a-run-file`, with what is wrong with it
    <T> T read(Account account, Path path, long bytes, Function<ImportedRuns.Checked, T> use) {
        // What is in it as it is, and once more as it is stored.
        return room.inRoom(2 * bytes + JSON_BYTES, () -> {
            try (var file = RunFile.open(path)) {
                var bundle = Bundle.read(file.bytes(RunFile.BUNDLE));
                var library = file.has(RunFile.LIBRARY) ? Bundle.read(file.bytes(RunFile.LIBRARY)) : null;
                return use.apply(runs.check(file, bundle, library));
            } catch (BadArchiveException e) {
                throw refused(account, String.valueOf(e.getMessage()));
            } catch (BundleRejectedException e) {
                throw refused(account, "its bundle is refused (" + e.code() + "): " + e.getMessage());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Refusal refused(Account account, String why) {
        audit.record(Act.RUN_FILE_REFUSED, account.id(), null, why);
        return Refusal.of(422, "not-a-run-file", "the file is refused: " + why);
    }
}

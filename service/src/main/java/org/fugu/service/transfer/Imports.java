package org.fugu.service.transfer;

import org.fugu.machine.Machine;
import org.fugu.service.account.Account;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.ImportedRuns;
import org.fugu.service.verification.Verifications;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Stores a run that came in a file, and has it verified: both or neither.
@Component
class Imports {
    private final ImportedRuns runs;
    private final Verifications verifications;

    Imports(ImportedRuns runs, Verifications verifications) {
        this.runs = runs;
        this.verifications = verifications;
    }

    /// @param verify whether it is to be carried out here at once
    /// @throws Refusal `model-version` when it cannot be verified, or whatever its storing is refused for
    @Transactional
    public ImportedRuns.Accepted accept(Account account, ImportedRuns.Checked checked, boolean verify) {
        var claimed = checked.file().result().machineVersion();
        if (verify && !claimed.equals(checked.version())) {
            throw Refusal.of(
                    409,
                    "model-version",
                    "the run is of machine version " + claimed + ", and this service simulates " + checked.version()
                            + " (model " + Machine.MODEL_VERSION
                            + "): their figures are not comparable. It can be imported without verify");
        }
        var accepted = runs.accept(account, checked);
        if (verify) verifications.ask(account.id(), accepted.id());
        return accepted;
    }
}

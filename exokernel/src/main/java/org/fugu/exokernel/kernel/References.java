package org.fugu.exokernel.kernel;

import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.Loans;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// How digests and snapshots name a capability of a node, whoever has it.
record References(Environments environments, Loans loans) {
    void save(Capability capability, StateWriter out) {
        loans.saveReference(capability, environments.tables(), out);
    }

    Capability restored(StateReader in) {
        return loans.restoredReference(in, environments.tables());
    }
}

package org.fugu.service.corun;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.fugu.exokernel.run.Turns;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.account.Account;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// An open co-run, or one that is over, its row locked.
///
/// @param over whether the time for confirmations is
record LockedCoRun(
        String id,
        CoRunState state,
        boolean over,
        String opener,
        String partition,
        String machine,
        long revision,
        int attempts,
        MeshShape mesh,
        @Nullable Turns turns,
        Fidelity fidelity) {
    static LockedCoRun of(ResultSet row, int index) throws SQLException {
        var quantum = row.getObject("quantum", Long.class);
        return new LockedCoRun(
                row.getString("id"),
                CoRunState.ofWire(row.getString("state")),
                row.getBoolean("over"),
                row.getString("user_id"),
                row.getString("partition_id"),
                row.getString("machine"),
                row.getLong("revision"),
                row.getInt("attempts"),
                new MeshShape(row.getInt("columns"), row.getInt("rows")),
                quantum == null ? null : new Turns(quantum, row.getInt("skew")),
                Fidelity.parse(row.getString("fidelity")));
    }

    /// @throws Refusal `co-run-not-open`
    void requireOpen() {
        if (state == CoRunState.OPEN && !over) return;
        throw Refusal.of(
                409, "co-run-not-open", "the co-run is " + (over ? "expired" : state.wireName()) + "; open another");
    }

    /// @throws Refusal `not-the-opener`
    void requireOpener(Account account) {
        if (opener.equals(account.id())) return;
        throw Refusal.of(403, "not-the-opener", "only who opened the co-run may do that");
    }
}

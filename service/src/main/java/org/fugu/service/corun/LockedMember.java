package org.fugu.service.corun;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.service.account.Account;
import org.jspecify.annotations.Nullable;

/// A member of a co-run whose row is locked.
///
/// @param userId null for a name that nobody had when it was invited
record LockedMember(
        @Nullable String userId,
        MemberState state,
        @Nullable String inputs,
        @Nullable String rectangle,
        long startCycle,
        long hostBytes,
        JobTraces.@Nullable Part trace,
        @Nullable String run) {
    static LockedMember of(ResultSet row, int index) throws SQLException {
        var traced = row.getObject("trace_from", Long.class);
        return new LockedMember(
                row.getString("user_id"),
                MemberState.ofWire(row.getString("state")),
                row.getString("inputs"),
                row.getString("rectangle"),
                row.getLong("start_cycle"),
                row.getLong("host_bytes"),
                traced == null ? null : new JobTraces.Part(traced, row.getLong("trace_to")),
                row.getString("run_id"));
    }

    Company.Placed placed() {
        if (inputs == null || rectangle == null) throw new IllegalStateException("a member without a job");
        return Company.Placed.read(inputs, rectangle, startCycle, hostBytes, trace);
    }

    boolean isConfirmed() {
        return state == MemberState.CONFIRMED;
    }

    boolean is(Account account) {
        return account.id().equals(userId);
    }
}

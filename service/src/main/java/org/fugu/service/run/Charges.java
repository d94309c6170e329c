package org.fugu.service.run;

import org.fugu.service.problem.Refusal;
import org.fugu.service.project.MemberQuotas;
import org.fugu.service.project.ProjectQuota;
import org.fugu.service.quota.NodeUse;
import org.fugu.service.quota.Quota;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Finds out whose quotas a submission counts for, and whether there is room in them.
@Component
class Charges {
    private final JdbcClient database;
    private final Storage storage;
    private final MemberQuotas members;

    Charges(JdbcClient database, Storage storage, MemberQuotas members) {
        this.database = database;
        this.storage = storage;
        this.members = members;
    }

    /// Locks the rows of those whose quotas it is, so that nobody else takes the last of the room.
    ///
    /// @throws Refusal 404 without a part in the project, `user-disabled`, `project-owner-disabled`
    @Transactional(propagation = Propagation.MANDATORY)
    public Charge lock(String user, @Nullable String project) {
        if (project == null) return own(user, null);
        var member = members.of(project, user);
        var owner = member.owner();
        if (owner.equals(user)) return own(user, project);
        if (member.ownerDisabled()) {
            throw Refusal.of(
                    409,
                    "project-owner-disabled",
                    "the project's owner is kept out by an administrator, so it takes no runs");
        }
        // Users are locked in one order.
        Quota own;
        Quota owners;
        if (user.compareTo(owner) < 0) {
            own = storage.lock(user);
            owners = storage.lock(owner);
        } else {
            owners = storage.lock(owner);
            own = storage.lock(user);
        }
        members.hold(project);
        return new Charge(
                user,
                own,
                storage.runs(user),
                owner,
                owners,
                storage.runs(owner).queued(),
                project,
                members.of(project, user));
    }

    private Charge own(String user, @Nullable String project) {
        var own = storage.lock(user);
        if (project != null) members.hold(project);
        return of(user, own, project);
    }

    /// A submission that counts for who submits in everything. The user's row is locked.
    Charge of(String user, Quota own, @Nullable String project) {
        var use = storage.runs(user);
        return new Charge(user, own, use, user, own, use.queued(), project, null);
    }

    /// @param partition a lease that it is to run on, whose nodes are counted already; or null
    /// @throws Refusal `node-quota`, `node-cycles-quota`
    static void requirePossible(Charge charge, PlannedRun run, @Nullable String partition) {
        var inputs = run.order().inputs();
        int nodes = inputs.mesh().nodes();
        NodeUse.requirePossible(
                charge.mostNodes(),
                charge.mostNodeCycles(),
                partition == null ? nodes : 0,
                (double) inputs.limits().cycles() * nodes,
                charge.payer().equals(charge.user()) ? "an administrator" : "the project's owner");
    }

    /// @param count of runs more
    /// @throws Refusal `run-quota`
    void requireRoomOfMember(Charge charge, int count) {
        ProjectQuota member = charge.member();
        if (member == null || member.keptRuns() == Long.MAX_VALUE) return;
        var kept = database.sql("select count(*) from runs where project_id = :project and user_id = :user")
                .param("project", charge.project())
                .param("user", charge.user())
                .query(Long.class)
                .single();
        if (kept + count <= member.keptRuns()) return;
        throw Refusal.of(
                409,
                "run-quota",
                "you keep " + kept + " runs of this project, and may keep " + member.keptRuns()
                        + "; delete some that you no longer need, or ask the project's owner for more");
    }
}

package org.fugu.service.project;

import java.util.List;
import org.fugu.service.account.Account;
import org.fugu.service.account.IssuedKey;
import org.fugu.service.account.NewKey;
import org.fugu.service.account.RunKeys;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Who makes, sees and revokes a project's run keys: members their own, the owner all.
@Component
class ProjectKeys {
    private final ProjectAccess access;
    private final RunKeys keys;

    ProjectKeys(ProjectAccess access, RunKeys keys) {
        this.access = access;
        this.keys = keys;
    }

    @Transactional
    public IssuedKey make(Account account, String project, NewKey wanted) {
        return keys.issue(access.lock(account, project, ProjectRole.MEMBER).account(), project, wanted);
    }

    List<RunKeys.Row> list(Account account, String project, Paging paging) {
        return keys.list(project, whose(account, project), paging);
    }

    void revoke(Account account, String project, String id) {
        keys.revoke(account, project, whose(account, project), id);
    }

    /// Null for everybody's.
    private @Nullable Account whose(Account account, String project) {
        var role = access.require(account, project, ProjectRole.MEMBER).role();
        return role == ProjectRole.OWNER ? null : account;
    }
}

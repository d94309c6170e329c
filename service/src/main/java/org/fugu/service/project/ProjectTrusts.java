package org.fugu.service.project;

import java.util.List;
import org.fugu.service.account.Account;
import org.fugu.service.account.NewTrust;
import org.fugu.service.account.PipelineTrust;
import org.fugu.service.account.PipelineTrusts;
import org.fugu.service.listing.Paging;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Which pipelines a project trusts is its owner's to say.
@Component
class ProjectTrusts {
    private final ProjectAccess access;
    private final PipelineTrusts trusts;

    ProjectTrusts(ProjectAccess access, PipelineTrusts trusts) {
        this.access = access;
        this.trusts = trusts;
    }

    @Transactional
    public PipelineTrust make(Account account, String project, NewTrust wanted) {
        return trusts.make(access.lock(account, project, ProjectRole.OWNER).account(), project, wanted);
    }

    List<PipelineTrusts.Row> list(Account account, String project, Paging paging) {
        access.require(account, project, ProjectRole.OWNER);
        return trusts.list(project, paging);
    }

    void remove(Account account, String project, String id) {
        access.require(account, project, ProjectRole.OWNER);
        trusts.remove(account, project, id);
    }
}

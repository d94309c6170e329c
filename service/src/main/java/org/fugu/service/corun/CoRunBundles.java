package org.fugu.service.corun;

import java.util.List;
import org.fugu.service.bundle.BundleUse;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Keeps the bundles of jobs until their co-run has ended, whatever became of the members' runs: others would lose
/// their runs with it, since each attempt carries out all jobs.
@Component
class CoRunBundles implements BundleUse {
    private final JdbcClient database;

    CoRunBundles(JdbcClient database) {
        this.database = database;
    }

    @Override
    public List<String> needing(String userId, String digest) {
        return database.sql("""
                        select c.id from co_run_members m join co_runs c on c.id = m.co_run_id
                        where m.user_id = :user and m.state in ('joined', 'confirmed')
                            and c.state in ('open', 'queued', 'running')
                            and :digest in (m.bundle_digest, m.libos_digest)
                        order by c.number
                        """)
                .param("user", userId)
                .param("digest", digest)
                .query((row, _) -> "co-run " + row.getString(1) + " until it has ended")
                .list();
    }

    /// A co-run is not its member's alone.
    @Override
    public void removeNeeding(String userId, String digest) {}
}

package org.fugu.service.library;

import java.util.List;
import org.fugu.service.bundle.BundleUse;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A bundle that was published stays: runs of others are bound to it.
@Component
class LibraryBundles implements BundleUse {
    private final JdbcClient database;

    LibraryBundles(JdbcClient database) {
        this.database = database;
    }

    @Override
    public List<String> publishedAs(String userId, String digest) {
        return database.sql("""
                        select name, version from library_versions
                        where user_id = :user and bundle_digest = :digest
                        """)
                .param("user", userId)
                .param("digest", digest)
                .query((row, _) -> new LibraryName(row.getString(1), row.getString(2)).toString())
                .list();
    }

    /// Nothing that could be deleted.
    @Override
    public List<String> needing(String userId, String digest) {
        return List.of();
    }

    @Override
    public void removeNeeding(String userId, String digest) {}
}

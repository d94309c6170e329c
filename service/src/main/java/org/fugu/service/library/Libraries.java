package org.fugu.service.library;

import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.bundle.UploadedBundle;
import org.fugu.service.document.IfMatch;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Publishing library OSes, and deciding whom they are for and whether they take new runs.
@Component
class Libraries {
    /// Versions of one owner. None is ever deleted: what `name@version` means stays what it was.
    static final int MOST = 200;

    private final JdbcClient database;
    private final LibraryRows rows;
    private final Bundles bundles;
    private final Storage storage;
    private final ProjectAccess access;
    private final AuditLog audit;

    Libraries(
            JdbcClient database,
            LibraryRows rows,
            Bundles bundles,
            Storage storage,
            ProjectAccess access,
            AuditLog audit) {
        this.database = database;
        this.rows = rows;
        this.bundles = bundles;
        this.storage = storage;
        this.access = access;
        this.audit = audit;
    }

    /// @param isNew whether it was not published before
    record Published(LibraryRows.Row row, boolean isNew) {}

    /// Publishes a bundle. The same one again changes nothing, not even whom it is for.
    ///
    /// @throws Refusal `bundle-not-a-libos`, `library-name-taken`, `library-version-taken`,
    ///     `too-many-libraries`, `library-users`
    @Transactional
    public Published publish(Account owner, NewLibrary wanted) {
        var audience = wanted.audience();
        audience.requireSense();
        if (audience.project() != null) access.require(owner, audience.project(), ProjectRole.MEMBER);
        storage.lock(owner.id());
        storage.requireFreeDisk();
        var bundle = bundles.find(owner.id(), wanted.bundle()).orElseThrow(() -> Refusal.notFound("bundle"));
        if (!bundle.ofLibraryOs()) throw notLibraryOs(bundle);
        var reference = reference(bundle);
        requireName(owner, reference);
        var earlier = rows.find(owner.id(), reference);
        if (earlier.isPresent()) return again(earlier.get(), bundle);
        requireRoom(owner);
        long number = database.sql("""
                        insert into library_versions (name, version, user_id, bundle_digest, visibility, project_id)
                        values (:name, :version, :user, :bundle, :visibility, :project) returning number
                        """)
                .param("name", reference.name())
                .param("version", reference.version())
                .param("user", owner.id())
                .param("bundle", bundle.digest())
                .param("visibility", audience.visibility().wireName())
                .param("project", audience.project())
                .query(Long.class)
                .single();
        name(number, audience);
        audit.record(Act.LIBRARY_PUBLISHED, owner.id(), reference.toString(), "for " + audience);
        return new Published(required(owner, reference), true);
    }

    private static Refusal notLibraryOs(UploadedBundle bundle) {
        return Refusal.ofField(
                422,
                "bundle-not-a-libos",
                "/bundle",
                "the bundle " + bundle.name() + " " + bundle.version()
                        + " has programs; what can be published has 'kind: libos' in its manifest");
    }

    private static LibraryName reference(UploadedBundle bundle) {
        return new LibraryName(bundle.name(), bundle.version());
    }

    /// A name is told to be taken also to who does not see what is published under it: they would not
    /// know what else to do.
    private void requireName(Account owner, LibraryName reference) {
        database.sql("insert into library_names (name, user_id) values (:name, :user) on conflict (name) do nothing")
                .param("name", reference.name())
                .param("user", owner.id())
                .update();
        var holder = database.sql("select user_id from library_names where name = :name")
                .param("name", reference.name())
                .query(String.class)
                .single();
        if (holder.equals(owner.id())) return;
        throw Refusal.ofField(
                409,
                "library-name-taken",
                "/bundle",
                "somebody else publishes library OSes as '" + reference.name()
                        + "'; give yours another name in its manifest");
    }

    private static Published again(LibraryRows.Row earlier, UploadedBundle bundle) {
        if (earlier.library().bundle().equals(bundle.digest())) return new Published(earlier, false);
        throw Refusal.ofField(
                409,
                "library-version-taken",
                "/bundle",
                earlier.library().libos() + " is published already, with the content "
                        + earlier.library().bundle()
                        + ", and stays what it is; give this one another version in its manifest");
    }

    private void requireRoom(Account owner) {
        var count = database.sql("select count(*) from library_versions where user_id = :user")
                .param("user", owner.id())
                .query(Integer.class)
                .single();
        if (count < MOST) return;
        throw Refusal.of(
                409,
                "too-many-libraries",
                "you have published " + count + " versions of library OSes, and may publish " + MOST);
    }

    private void name(long number, LibraryAudience audience) {
        database.sql("""
                        insert into library_users (library_number, name, user_id)
                        select :number, n, (select id from users where name = n) from unnest(:names) n
                        """)
                .param("number", number)
                .param("names", audience.names().toArray(String[]::new))
                .update();
    }

    /// @param match the `If-Match`, or null
    /// @throws Refusal when the caller does not own it, or it was changed meanwhile
    @Transactional
    public LibraryRows.Row share(
            Account owner, LibraryName reference, @Nullable String match, LibraryAudience audience) {
        audience.requireSense();
        if (audience.project() != null) access.require(owner, audience.project(), ProjectRole.MEMBER);
        var row = locked(owner, reference);
        IfMatch.require(match, row.etag(), "library", "/api/v1/libraries/" + reference);
        database.sql("delete from library_users where library_number = :number")
                .param("number", row.number())
                .update();
        name(row.number(), audience);
        database.sql("""
                        update library_versions set visibility = :visibility, project_id = :project, revision = revision + 1
                        where number = :number
                        """)
                .param("visibility", audience.visibility().wireName())
                .param("project", audience.project())
                .param("number", row.number())
                .update();
        audit.record(Act.LIBRARY_SHARED, owner.id(), reference.toString(), "for " + audience);
        return required(owner, reference);
    }

    /// Takes no new runs from now on, or takes them again. Twice is once.
    ///
    /// @throws Refusal when the caller does not own it
    @Transactional
    public LibraryRows.Row retire(Account owner, LibraryName reference, boolean retired) {
        var row = locked(owner, reference);
        if (retired == (row.library().retiredAt() != null)) return row;
        database.sql("""
                        update library_versions set retired_at = case when :retired then now() end,
                            revision = revision + 1
                        where number = :number
                        """)
                .param("retired", retired)
                .param("number", row.number())
                .update();
        audit.record(retired ? Act.LIBRARY_RETIRED : Act.LIBRARY_RESTORED, owner.id(), reference.toString(), null);
        return required(owner, reference);
    }

    /// Locked before it is looked at: what is compared with `If-Match` is what is changed.
    private LibraryRows.Row locked(Account owner, LibraryName reference) {
        database.sql("select 1 from library_versions where name = :name and version = :version for update")
                .param("name", reference.name())
                .param("version", reference.version())
                .query(Integer.class)
                .optional();
        var row = required(owner, reference);
        if (row.library().mine()) return row;
        throw Refusal.of(
                403,
                "library-not-yours",
                reference + " is " + row.library().owner() + "'s; only who published it may do that");
    }

    private LibraryRows.Row required(Account account, LibraryName reference) {
        return rows.find(account.id(), reference).orElseThrow(Libraries::notFound);
    }

    static Refusal notFound() {
        return Refusal.notFound("library OS");
    }
}

package org.fugu.service.bundle;

import java.util.List;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.fugu.service.storage.Storage;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Deletes a user's bundle. Its bytes go when nobody has it any more.
@Component
class BundleRemoval {
    private final Bundles bundles;
    private final List<BundleUse> uses;
    private final Storage storage;
    private final AuditLog audit;

    BundleRemoval(Bundles bundles, List<BundleUse> uses, Storage storage, AuditLog audit) {
        this.bundles = bundles;
        this.uses = uses;
        this.storage = storage;
        this.audit = audit;
    }

    /// @param cascade whether what needs it is removed too
    /// @throws Refusal `bundle-published`, `bundle-in-use`
    @Transactional
    public void remove(Account account, String digest, boolean cascade) {
        storage.lock(account.id());
        if (bundles.find(account.id(), digest).isEmpty()) throw Refusal.notFound("bundle");
        requireUnpublished(account.id(), digest);
        if (cascade) uses.forEach(use -> use.removeNeeding(account.id(), digest));
        var needing = uses.stream()
                .flatMap(use -> use.needing(account.id(), digest).stream())
                .toList();
        if (!needing.isEmpty()) {
            throw Refusal.of(
                    409,
                    "bundle-in-use",
                    "the bundle is needed by " + String.join(", ", needing) + "; delete those first"
                            + (cascade ? "" : ", or runs with it by ?cascade=true"));
        }
        bundles.forget(account.id(), digest);
        audit.record(Act.BUNDLE_DELETED, account.id(), digest, cascade ? "with its runs" : null);
    }

    private void requireUnpublished(String userId, String digest) {
        var published = uses.stream()
                .flatMap(use -> use.publishedAs(userId, digest).stream())
                .toList();
        if (published.isEmpty()) return;
        throw Refusal.of(
                409,
                "bundle-published",
                "the bundle is published as " + String.join(", ", published)
                        + ", and stays with it: what others are bound to does not go away");
    }
}

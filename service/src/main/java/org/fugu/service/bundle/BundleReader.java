package org.fugu.service.bundle;

import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleRejectedException;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.FieldProblem;
import org.fugu.service.problem.Refusal;
import org.springframework.stereotype.Component;

/// Reads what somebody sent as a bundle.
@Component
public class BundleReader {
    private final AuditLog audit;

    BundleReader(AuditLog audit) {
        this.audit = audit;
    }

    /// Reads a zip, or a lone ELF program as `docs/bundle.md` describes it.
    ///
    /// @throws Refusal with the code of what is wrong with it
    public Bundle read(Account account, byte[] archive) {
        try {
            return Bundle.ofFile(archive);
        } catch (BundleRejectedException e) {
            audit.record(Act.BUNDLE_REFUSED, account.id(), null, e.code() + ": " + e.getMessage());
            throw refusal(e);
        }
    }

    private static Refusal refusal(BundleRejectedException rejected) {
        var status = rejected.code().equals(org.fugu.bundle.Refusal.TOO_LARGE.code()) ? 413 : 422;
        var errors = rejected.violations().stream()
                .map(violation -> new FieldProblem(violation.pointer(), violation.detail()))
                .toList();
        return Refusal.ofFields(status, rejected.code(), String.valueOf(rejected.getMessage()), errors);
    }

    /// @throws Refusal `digest-mismatch`
    public static void requireIdentity(Bundle bundle, String digest) {
        if (bundle.identity().equals(digest)) return;
        throw Refusal.of(
                422,
                "digest-mismatch",
                "the archive's identity is " + bundle.identity() + ", and not the one that you named");
    }
}

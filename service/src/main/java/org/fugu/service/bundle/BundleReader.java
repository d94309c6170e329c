package org.fugu.service.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleBounds;
import org.fugu.bundle.BundleRejectedException;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.FieldProblem;
import org.fugu.service.problem.Refusal;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/// Reads what somebody sent as a bundle.
@Component
public class BundleReader {
    /// What DEFLATE can make of a byte.
    private static final long MOST_UNPACKED = 1032;

    private final BundleRoom room;
    private final AuditLog audit;

    BundleReader(BundleRoom room, AuditLog audit) {
        this.room = room;
        this.audit = audit;
    }

    /// Reads a zip, or a lone ELF program as `docs/bundle.md` describes it, and hands it on. It is
    /// in memory until `use` is done with it.
    ///
    /// @param archive on disk
    /// @throws Refusal with the code of what is wrong with it
    public <T> T read(Account account, Resource archive, Function<Bundle, T> use) {
        return room.with(cost(archive), () -> use.apply(read(account, archive)));
    }

    /// Reads what has bundles in it, when there is room in memory for that.
    ///
    /// @param bytes that `use` may take
    public <T> T inRoom(long bytes, Supplier<T> use) {
        return room.with(bytes, use);
    }

    /// What was packed, what it unpacks to, and the same again as it is stored.
    private static long cost(Resource archive) {
        try {
            var packed = archive.contentLength();
            return packed + 2 * Math.min(BundleBounds.MAX_TOTAL_BYTES, packed * MOST_UNPACKED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Bundle read(Account account, Resource archive) {
        try (var in = archive.getInputStream()) {
            return Bundle.ofFile(in.readNBytes(BundleBounds.MAX_ARCHIVE_BYTES + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BundleRejectedException e) {
            audit.record(Act.BUNDLE_REFUSED, account.id(), null, e.code() + ": " + e.getMessage());
            throw refusal(e);
        }
    }

    private static Refusal refusal(BundleRejectedException rejected) {
        var status = rejected.code().equals(org.fugu.bundle.BundleRefusal.TOO_LARGE.code()) ? 413 : 422;
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

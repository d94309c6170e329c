package org.fugu.service.library;

import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LibraryReference;
import org.fugu.service.account.Account;
import org.fugu.service.problem.Refusal;
import org.springframework.stereotype.Component;

/// Finds the library OS that a submission names.
@Component
public class Shelf {
    private static final int NAMED_AT_MOST = 5;

    private final LibraryRows rows;

    Shelf(LibraryRows rows) {
        this.rows = rows;
    }

    /// Refuses a bundle whose programs ask for a published library OS where none is bound yet.
    ///
    /// @param where as in `a measurement`
    /// @throws Refusal `libos-not-here`
    public static void requireNone(Bundle bundle, String where) {
        if (!(bundle.manifest().libos() instanceof LibraryReference.Named named)) return;
        throw Refusal.ofField(
                422,
                "libos-not-here",
                "/bundle",
                "the bundle's programs ask for the library OS " + named + ", and " + where
                        + " binds none that was published; submit it as a run, or put the library OS into the bundle");
    }

    /// What a name means to somebody.
    ///
    /// @param bundle the digest, which is what a run is bound to
    /// @param retired whether it takes no new runs
    /// @param newer versions of the same name that do, if it does not
    public record Found(LibraryName name, String bundle, boolean retired, List<String> newer) {
        /// @throws Refusal `library-retired`
        public void requireTakesRuns() {
            if (!retired) return;
            throw Refusal.ofField(
                    409,
                    "library-retired",
                    "/libos",
                    name + " is retired and takes no new runs; "
                            + (newer.isEmpty()
                                    ? "there is no newer version that you see"
                                    : "newer versions: " + String.join(", ", newer)));
        }
    }

    /// @param text name and version
    /// @throws Refusal `unknown-libos`, the same for one that is not there and for one that is not for them
    public Found find(Account account, String text) {
        var row = LibraryName.parse(text)
                .flatMap(name -> rows.find(account.id(), name))
                .orElseThrow(() -> Refusal.ofField(
                        422,
                        "unknown-libos",
                        "/libos",
                        "there is no library OS '" + text + "' that you can see; see /api/v1/libraries"));
        var library = row.library();
        boolean retired = library.retiredAt() != null;
        return new Found(
                new LibraryName(library.name(), library.version()),
                library.bundle(),
                retired,
                retired ? rows.newer(account.id(), row, NAMED_AT_MOST) : List.of());
    }
}

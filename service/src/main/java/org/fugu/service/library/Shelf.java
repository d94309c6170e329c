package org.fugu.service.library;

import java.util.List;
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

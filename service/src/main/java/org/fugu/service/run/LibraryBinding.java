package org.fugu.service.run;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LibraryReference;
import org.fugu.bundle.run.SystemChoice;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.ImageRejected;
import org.fugu.exokernel.run.JobRequest;
import org.fugu.service.account.Account;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.library.Shelf;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds the library OS of a job that somebody submits, and sees to it that the job can be bound to it.
@Component
public class LibraryBinding {
    private final Shelf shelf;
    private final Bundles bundles;

    LibraryBinding(Shelf shelf, Bundles bundles) {
        this.shelf = shelf;
        this.bundles = bundles;
    }

    /// Hands on the library OS that the submission names, or else the manifest: its bundle, and what is known of
    /// it; nothing where none is named.
    ///
    /// @param libos name and version, or null
    /// @throws Refusal `unknown-libos`
    public <T> T with(
            Account account,
            @Nullable String libos,
            Bundle program,
            BiFunction<@Nullable Bundle, Shelf.@Nullable Found, T> use) {
        return Optional.ofNullable(libos)
                .or(() -> named(program.manifest().libos()))
                .map(name -> shelf.find(account, name))
                .map(found -> bundles.withPublished(found.bundle(), library -> use.apply(library, found)))
                .orElseGet(() -> use.apply(null, null));
    }

    private static Optional<String> named(@Nullable LibraryReference reference) {
        return reference instanceof LibraryReference.Named named ? Optional.of(named.toString()) : Optional.empty();
    }

    /// @throws Refusal `bad-field` for a name that there is not
    public static SystemChoice system(
            @Nullable String placement, @Nullable String pageTable, @Nullable Bundle library) {
        return new SystemChoice(
                known("/placement", placement, LibraryPlacement::named),
                null,
                known("/pageTable", pageTable, PageTableChoice::named),
                library,
                null);
    }

    private static @Nullable String known(String pointer, @Nullable String name, Consumer<String> named) {
        try {
            if (name != null) named.accept(name);
            return name;
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, "bad-field", pointer, String.valueOf(e.getMessage()));
        }
    }

    /// Asks the kernel's loader, so that a library OS that does not go with the program is refused now and not
    /// when the run begins.
    public static void requireBindable(JobRequest job) {
        var library = job.library();
        if (library == null || !(ElfImage.parse(job.image()) instanceof ElfImage)) return;
        if (job.loadable() instanceof ImageRejected(var code, var sentence)) {
            throw Refusal.ofField(422, code, "/libos", library.name() + "@" + library.version() + ": " + sentence);
        }
    }
}

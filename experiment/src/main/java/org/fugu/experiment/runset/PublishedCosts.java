package org.fugu.experiment.runset;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.experiment.reproduce.PublishedFigure;
import org.fugu.experiment.reproduce.Rows;

/// What was published of reaching an operating system that is placed here or there. The figures are those of
/// [Rows#published], by their keys.
///
/// @param crossings one for each placement
public record PublishedCosts(List<Crossing> crossings) {
    private static final PublishedCosts ALL =
            of(Rows.load().published().stream().collect(Collectors.toMap(PublishedFigure::key, Function.identity())));

    /// One way to reach it.
    ///
    /// @param isTransfer whether it is a protected control transfer, and not a crossing into a kernel
    public record Crossing(
            LibraryPlacement placement, String title, boolean isTransfer, List<PublishedFigure> figures) {
        public Crossing {
            figures = List.copyOf(figures);
        }
    }

    public PublishedCosts {
        crossings = List.copyOf(crossings);
    }

    /// Those that come with the product.
    public static PublishedCosts load() {
        return ALL;
    }

    private static PublishedCosts of(Map<String, PublishedFigure> figures) {
        return new PublishedCosts(List.of(
                new Crossing(
                        LibraryPlacement.LIBRARY,
                        "a procedure call",
                        false,
                        named(figures, "aegis.null-procedure.5000-125", "aegis.null-system-call.5000-125")),
                new Crossing(
                        LibraryPlacement.SERVER,
                        "a transfer to another address space",
                        true,
                        named(figures, "aegis.transfer.5000-125", "l3.ipc", "mach.rpc")),
                new Crossing(
                        LibraryPlacement.MONOLITHIC,
                        "a crossing into the kernel",
                        false,
                        named(figures, "ultrix.getpid.5000-125", "mach.call"))));
    }

    private static List<PublishedFigure> named(Map<String, PublishedFigure> figures, String... keys) {
        return List.of(keys).stream()
                .map(key -> {
                    var figure = figures.get(key);
                    if (figure == null) throw new IllegalStateException("there is no published figure " + key);
                    return figure;
                })
                .toList();
    }
}

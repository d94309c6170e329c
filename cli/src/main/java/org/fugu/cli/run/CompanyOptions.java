package org.fugu.cli.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.bundle.run.Beside;
import org.fugu.bundle.run.RunOptions;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.exokernel.run.Turns;
import org.fugu.machine.topology.MeshRectangle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// What else runs on the machine of a run, and where.
final class CompanyOptions {
    @Option(
            names = "--at",
            paramLabel = "RECT",
            converter = Place.class,
            description = "Which nodes of the machine are BUNDLE's own, as in 2x2+4+0: columns x rows + first column "
                    + "+ first row. With --with the mesh of its manifest in the upper left corner, unless said.")
    private @Nullable MeshRectangle place;

    @Option(
            names = "--with",
            paramLabel = "BUNDLE@RECT[@CYCLE][:ARGS]",
            converter = CompanionConverter.class,
            description = "Let another bundle run on the same machine, on nodes of its own: from CYCLE on, and with "
                    + "these arguments, which blanks part, instead of its manifest's. May be repeated. --mesh is then "
                    + "the mesh of the machine; unless said, it is as large as the rectangles need.")
    private List<Companion> companions = new ArrayList<>();

    @Option(
            names = "--quantum",
            paramLabel = "CYCLES",
            description = "Let bundles in the same rectangle have its nodes in turns of so many cycles, all nodes "
                    + "together (gang scheduling); 500000 was published for Fugu. Else the later one replaces the "
                    + "earlier one.")
    private @Nullable Long quantum;

    @Option(
            names = "--skew",
            paramLabel = "PERCENT",
            description = "With --quantum: turns begin later on the last node than on the first, on purpose, by so "
                    + "much of a quantum: 0 to 50.")
    private @Nullable Integer skew;

    /// As somebody wrote it.
    ///
    /// @param args null for those of its manifest
    record Companion(
            Path bundle,
            MeshRectangle rectangle,
            long startCycle,
            @Nullable List<String> args) {
        // The last rectangle counts: the path before it may hold whatever letters it likes.
        private static final Pattern TEXT =
                Pattern.compile("(.+)@([0-9]+x[0-9]+\\+[0-9]+\\+[0-9]+)(?:@([0-9]{1,18}))?(?::(.*))?");

        static Companion parse(String text) {
            var matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + text
                        + "' does not say what runs where: write BUNDLE@RECT, as in other.zip@2x2+4+0, with @CYCLE"
                        + " behind it if it begins later, and :ARGS if it gets arguments");
            }
            var start = matcher.group(3);
            return new Companion(
                    Path.of(matcher.group(1)),
                    MeshRectangle.parse(matcher.group(2)),
                    start == null ? 0 : Long.parseLong(start),
                    arguments(matcher.group(4)));
        }

        private static @Nullable List<String> arguments(@Nullable String text) {
            if (text == null) return null;
            return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
        }
    }

    static final class Place implements ITypeConverter<MeshRectangle> {
        @Override
        public MeshRectangle convert(String text) {
            try {
                return MeshRectangle.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    static final class CompanionConverter implements ITypeConverter<Companion> {
        @Override
        public Companion convert(String text) {
            try {
                return Companion.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /// The rectangle of the run's own bundle, or null.
    @Nullable
    MeshRectangle place() {
        return place;
    }

    /// @param chosen of the run: limits and seed are meant for all jobs
    List<Beside> others(RunOptions chosen) {
        return companions.stream()
                .map(companion -> new Beside(
                        BundleSource.load(companion.bundle()),
                        companion.rectangle(),
                        companion.startCycle(),
                        chosen.beside(companion.args())))
                .toList();
    }

    /// How bundles in one rectangle have it in turns, or null.
    @Nullable
    Turns turns() {
        if (quantum == null && skew != null) {
            throw CommandFailure.usage("--skew is part of a quantum; say --quantum too, for example --quantum 500000");
        }
        if (quantum != null && companions.isEmpty()) {
            throw CommandFailure.usage("--quantum is for bundles that share nodes; say --with BUNDLE@RECT too");
        }
        try {
            return quantum == null ? null : new Turns(quantum, skew == null ? 0 : skew);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    void refuseWith(String option) {
        if (place == null && companions.isEmpty() && quantum == null && skew == null) return;
        throw CommandFailure.usage(option + " says all of the run; leave out --with, --at, --quantum and --skew");
    }
}

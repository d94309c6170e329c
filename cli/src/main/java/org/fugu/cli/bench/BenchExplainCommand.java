package org.fugu.cli.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.difference.DifferenceFlames;
import org.fugu.experiment.difference.Explaining;
import org.fugu.experiment.difference.ExplanationFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Says why two bundles' benchmarks differ.
@Command(
        name = "explain",
        header = "Say why two bundles' benchmarks differ.",
        description = {
            "",
            "Runs the benchmarks that both bundles have, following every step of every processor: where the",
            "two part first, and which categories, functions, lines, nodes, system calls and counters make",
            "the difference, and how much of it is in the library OS where that is apart. The same bundles give",
            "the same answer, byte for byte.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu bench explain old.zip new.zip",
            "  ./fugu bench explain old.zip new.zip --benchmark solve --flames difference.speedscope.json",
            "  ./fugu bench explain my.zip my.zip --base-libos exos-1.0.zip --libos exos-1.1.zip",
            "",
            "Exit codes: 0 done, whether they differ or not; 2 no benchmark is in both, or wrong input; 7 a",
            "bundle was refused.",
        })
public final class BenchExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "BASE", description = "A folder, a zip or one ELF file.")
    private Path base;

    @Parameters(index = "1", paramLabel = "HEAD", description = "Another version of it.")
    private Path head;

    @Mixin
    private LibraryOptions libraries = new LibraryOptions();

    @Option(names = "--benchmark", paramLabel = "NAME", description = "Only this one.")
    private @Nullable String only;

    @Option(
            names = "--flames",
            paramLabel = "FILE",
            description = "Write a differential flame graph for speedscope.app.")
    private @Nullable Path flames;

    @Mixin
    private JsonOption json = new JsonOption();

    public BenchExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (flames != null) NamedFile.requireWritable("the flame graph", flames);
        var explained = explained(
                new BoundBundle(BundleSource.load(base), libraries.ofBase()),
                new BoundBundle(BundleSource.load(head), libraries.ofHead()));
        var differences =
                explained.stream().map(Explaining.Explained::difference).toList();
        if (flames != null) {
            var graph = DifferenceFlames.of(explained).text();
            NamedFile.write("the flame graph", flames, graph.getBytes(StandardCharsets.UTF_8));
        }
        if (json.on) terminal.out().print(new String(ExplanationFile.write(differences), StandardCharsets.UTF_8));
        else differences.forEach(new DifferenceText(terminal.out())::print);
        terminal.out().flush();
        return ExitCode.DONE.number();
    }

    private List<Explaining.Explained> explained(BoundBundle from, BoundBundle to) {
        var explained = new Explanations(terminal).of(from, to, name -> only == null || only.equals(name));
        if (!explained.isEmpty()) return explained;
        throw CommandFailure.usage(
                only == null ? "no benchmark is in both bundles" : "no benchmark '" + only + "' is in both bundles");
    }
}

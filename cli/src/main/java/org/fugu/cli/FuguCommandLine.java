package org.fugu.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fugu.bundle.Violation;
import org.fugu.cli.argument.FigureSetting;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.WholeNumber;
import org.fugu.cli.bench.BenchCommand;
import org.fugu.cli.bench.BenchCompareCommand;
import org.fugu.cli.bench.BenchExplainCommand;
import org.fugu.cli.bench.BenchReportCommand;
import org.fugu.cli.bench.BenchRunCommand;
import org.fugu.cli.ci.BenchBisectCommand;
import org.fugu.cli.ci.CiCommand;
import org.fugu.cli.dist.DistCommand;
import org.fugu.cli.guest.AbiCommand;
import org.fugu.cli.guest.PackCommand;
import org.fugu.cli.load.LoadCommand;
import org.fugu.cli.machine.MachinesCommand;
import org.fugu.cli.perf.PerfCommand;
import org.fugu.cli.reproduce.ReproduceCommand;
import org.fugu.cli.run.FidelityCommand;
import org.fugu.cli.run.RunCommand;
import org.fugu.cli.run.RunSetCommand;
import org.fugu.cli.serve.DemoCommand;
import org.fugu.cli.serve.ServeCommand;
import org.fugu.cli.service.BundlesCommand;
import org.fugu.cli.service.CancelCommand;
import org.fugu.cli.service.CoRunCommand;
import org.fugu.cli.service.DiskCommand;
import org.fugu.cli.service.ExportCommand;
import org.fugu.cli.service.ImportCommand;
import org.fugu.cli.service.LibosCommand;
import org.fugu.cli.service.LoginCommand;
import org.fugu.cli.service.LogsCommand;
import org.fugu.cli.service.PartitionsCommand;
import org.fugu.cli.service.ProjectsCommand;
import org.fugu.cli.service.RunSetsCommand;
import org.fugu.cli.service.RunsCommand;
import org.fugu.cli.service.ShareCommand;
import org.fugu.cli.service.StatusCommand;
import org.fugu.cli.service.SubmitCommand;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.Terminal;
import org.fugu.cli.verify.VerifyCommand;
import org.fugu.machine.preset.NearestWord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// All commands put together, and what becomes of an error.
final class FuguCommandLine {
    /// In the order of the help.
    private static final List<String> NAMES = List.of(
            "run",
            "run-set",
            "pack",
            "bench",
            "ci",
            "reproduce",
            "fidelity",
            "perf",
            "load",
            "machines",
            "abi",
            "demo",
            "serve",
            "login",
            "submit",
            "status",
            "logs",
            "cancel",
            "partitions",
            "co-run",
            "runs",
            "disk",
            "run-sets",
            "bundles",
            "libos",
            "projects",
            "dist",
            "test",
            "verify",
            "export",
            "share",
            "import");

    private final Terminal terminal;

    FuguCommandLine(Terminal terminal) {
        this.terminal = terminal;
    }

    private CommandLine command(String name) {
        return switch (name) {
            case "run" -> new CommandLine(new RunCommand(terminal));
            case "run-set" -> new CommandLine(new RunSetCommand(terminal));
            case "pack" -> new CommandLine(new PackCommand(terminal));
            case "bench" -> bench();
            case "ci" -> new CommandLine(new CiCommand(terminal));
            case "reproduce" -> new CommandLine(new ReproduceCommand(terminal));
            case "fidelity" -> new CommandLine(new FidelityCommand(terminal));
            case "load" -> new CommandLine(new LoadCommand(terminal));
            case "perf" -> new CommandLine(new PerfCommand(terminal));
            case "machines" -> new CommandLine(new MachinesCommand(terminal));
            case "abi" -> new CommandLine(new AbiCommand(terminal));
            case "demo" -> new CommandLine(new DemoCommand(terminal));
            case "serve" -> new CommandLine(new ServeCommand());
            case "login" -> new CommandLine(new LoginCommand(terminal));
            case "submit" -> new CommandLine(new SubmitCommand(terminal));
            case "status" -> new CommandLine(new StatusCommand(terminal));
            case "logs" -> new CommandLine(new LogsCommand(terminal));
            case "cancel" -> new CommandLine(new CancelCommand(terminal));
            case "partitions" -> new CommandLine(new PartitionsCommand(terminal));
            case "co-run" -> new CommandLine(new CoRunCommand(terminal));
            case "runs" -> new CommandLine(new RunsCommand(terminal));
            case "disk" -> new CommandLine(new DiskCommand(terminal));
            case "run-sets" -> new CommandLine(new RunSetsCommand(terminal));
            case "bundles" -> new CommandLine(new BundlesCommand(terminal));
            case "libos" -> new CommandLine(new LibosCommand(terminal));
            case "projects" -> new CommandLine(new ProjectsCommand(terminal));
            case "dist" -> new CommandLine(new DistCommand(terminal));
            case "test" -> new CommandLine(new TestCommand());
            case "verify" -> new CommandLine(new VerifyCommand(terminal));
            case "share" -> new CommandLine(new ShareCommand(terminal));
            case "export" -> new CommandLine(new ExportCommand(terminal));
            case "import" -> new CommandLine(new ImportCommand(terminal));
            default -> throw new IllegalArgumentException("there is no command " + name);
        };
    }

    /// A command line mostly names one command first. Then no other is made: Java takes longer to read the
    /// options of all commands than for a short run. Where none is named all are there, for help and hints.
    private CommandLine commands(String... args) {
        var all = new CommandLine(new FuguCommand());
        boolean isNamed = args.length > 0 && NAMES.contains(args[0]);
        for (var name : isNamed ? List.of(args[0]) : NAMES) all.addSubcommand(name, command(name));
        all.getSubcommands().values().forEach(FuguCommandLine::addHelp);
        all.registerConverter(FigureSetting.class, new FigureSetting.Converter());
        WholeNumber.register(all);
        all.registerConverter(Path.class, NamedFile::named);
        configure(all);
        return all;
    }

    /// Every command explains itself.
    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        command.getSubcommands().values().forEach(FuguCommandLine::addHelp);
    }

    private CommandLine bench() {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new BenchRunCommand(terminal))
                .addSubcommand(new BenchCompareCommand(terminal))
                .addSubcommand(new BenchExplainCommand(terminal))
                .addSubcommand(new BenchBisectCommand(terminal))
                .addSubcommand(new BenchReportCommand(terminal));
    }

    private void configure(CommandLine commands) {
        commands.setOut(terminal.out())
                .setErr(terminal.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(false)
                .setUsageHelpWidth(100)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, args) -> wrongArguments(e, args))
                .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e, wantsJson(parsed.originalArgs())));
    }

    /// Runs one command line.
    ///
    /// @return the process's exit code
    int run(String... args) {
        int code = execute(args);
        // A writer remembers that a line was lost, and says nothing: a result that is gone is no success.
        boolean lost = terminal.out().checkError();
        if (lost) terminal.err().println("fugu: standard output could not be written to its end");
        terminal.err().flush();
        return lost && code == ExitCode.DONE.number() ? ExitCode.USAGE.number() : code;
    }

    private int execute(String... args) {
        try {
            return commands(args).execute(args);
        } catch (OutOfMemoryError e) {
            long most = Runtime.getRuntime().maxMemory() >> 20;
            terminal.err()
                    .println("fugu: this needs more memory than the " + most
                            + " MiB that Java may take here; allow more, as with: export JDK_JAVA_OPTIONS=-Xmx8g");
            return ExitCode.INTERNAL.number();
        }
    }

    private int wrongArguments(ParameterException e, String[] args) {
        return failed(CommandFailure.usage(sentence(e) + seeHelp(e)), wantsJson(Arrays.asList(args)));
    }

    private static String seeHelp(ParameterException e) {
        var name = e.getCommandLine().getCommandSpec().qualifiedName();
        return (sentence(e).endsWith("?") ? " See ./" : "; see ./") + name + " --help";
    }

    private static String sentence(ParameterException e) {
        // picocli says the kind of argument twice where the argument is a pair.
        if (!(e instanceof UnmatchedArgumentException unmatched))
            return String.valueOf(e.getMessage()).replace("option option", "option");
        var command = e.getCommandLine();
        var word = unmatched.getUnmatched().getFirst();
        var name = command.getCommandSpec().qualifiedName();
        if (word.startsWith("-")) {
            var options = command.getCommandSpec().optionsMap().keySet();
            return "'" + name + "' has no option '" + word + "'" + NearestWord.hint(word, options);
        }
        if (command.getSubcommands().isEmpty()) return "'" + name + "' has no use for '" + word + "'";
        return "there is no command '" + word + "'"
                + NearestWord.hint(word, command.getSubcommands().keySet());
    }

    /// `--json` before a `--`, behind which everything belongs to the guest.
    private static boolean wantsJson(List<String> args) {
        int mark = args.indexOf("--");
        return (mark < 0 ? args : args.subList(0, mark)).contains("--json");
    }

    private int failed(Exception e, boolean json) {
        var failure = asFailure(e);
        if (failure == null) return internal(e);
        terminal.out().flush();
        terminal.err().println("fugu: " + failure.getMessage());
        var message = String.valueOf(failure.getMessage());
        failure.violations().stream()
                .filter(violation -> !message.contains(violation.detail()))
                .forEach(violation -> terminal.err().println("  " + violation));
        if (json) terminal.out().println(Json.pretty(document(failure)));
        return failure.exitCode().number();
    }

    private static @Nullable CommandFailure asFailure(Exception e) {
        return switch (e) {
            case CommandFailure failure -> failure;
            case FileSystemException system ->
                CommandFailure.usage("'" + system.getFile() + "' cannot be used: " + NamedFile.reason(system));
            case IOException io ->
                CommandFailure.usage("something could not be read or written: " + NamedFile.reason(io));
            default -> null;
        };
    }

    private static Map<String, Object> document(CommandFailure failure) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", failure.code());
        error.put("message", String.valueOf(failure.getMessage()));
        error.put("exitCode", failure.exitCode().number());
        error.put(
                "violations",
                failure.violations().stream().map(FuguCommandLine::document).toList());
        return Map.of("error", error);
    }

    private static Map<String, String> document(Violation violation) {
        var json = new LinkedHashMap<String, String>();
        json.put("pointer", violation.pointer());
        json.put("detail", violation.detail());
        return json;
    }

    private int internal(Exception e) {
        terminal.err().println("fugu: a fault of this program; please report what you did and the lines below");
        e.printStackTrace(terminal.err());
        return ExitCode.INTERNAL.number();
    }
}

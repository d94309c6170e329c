package org.fugu.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fugu.bundle.Violation;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// All commands put together, and what becomes of an error.
final class FuguCommandLine {
    private final Terminal terminal;
    private final CommandLine commands;

    FuguCommandLine(Terminal terminal) {
        this.terminal = terminal;
        this.commands = new CommandLine(new FuguCommand())
                .addSubcommand(new RunCommand(terminal))
                .addSubcommand(new PackCommand(terminal))
                .addSubcommand(bench())
                .addSubcommand(new ReproduceCommand(terminal))
                .addSubcommand(new FidelityCommand(terminal))
                .addSubcommand(new MachinesCommand(terminal))
                .addSubcommand(new AbiCommand(terminal))
                .addSubcommand(new DemoCommand(terminal))
                .addSubcommand(new ServeCommand())
                .addSubcommand(new LoginCommand(terminal))
                .addSubcommand(new SubmitCommand(terminal))
                .addSubcommand(new StatusCommand(terminal))
                .addSubcommand(new LogsCommand(terminal))
                .addSubcommand(new CancelCommand(terminal))
                .addSubcommand(new PartitionsCommand(terminal))
                .addSubcommand(new RunsCommand(terminal))
                .addSubcommand(new BundlesCommand(terminal))
                .addSubcommand(new TestCommand());
        for (var name : List.of("perf", "verify", "ci")) {
            commands.addSubcommand(name, NotBuiltCommand.spec(name));
        }
        commands.getSubcommands().values().forEach(FuguCommandLine::addHelp);
        commands.registerConverter(FigureSetting.class, new FigureSetting.Converter());
        configure();
    }

    /// Every command explains itself; one that is not built has nothing to explain.
    private static void addHelp(CommandLine command) {
        if (command.getCommand() instanceof NotBuiltCommand) return;
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
                .addSubcommand("report", NotBuiltCommand.spec("bench report"));
    }

    private void configure() {
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
        int code = commands.execute(args);
        terminal.out().flush();
        terminal.err().flush();
        return code;
    }

    private int wrongArguments(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        var help = "./" + command.getCommandSpec().qualifiedName() + " --help";
        var failure = CommandFailure.usage(e.getMessage() + "; see " + help);
        if (!wantsJson(Arrays.asList(args))) UnmatchedArgumentException.printSuggestions(e, terminal.err());
        return failed(failure, wantsJson(Arrays.asList(args)));
    }

    /// `--json` before a `--`, behind which everything belongs to the guest.
    private static boolean wantsJson(List<String> args) {
        int mark = args.indexOf("--");
        return (mark < 0 ? args : args.subList(0, mark)).contains("--json");
    }

    private int failed(Exception e, boolean json) {
        if (!(e instanceof CommandFailure failure)) return internal(e);
        terminal.out().flush();
        terminal.err().println("fugu: " + failure.getMessage());
        for (var violation : failure.violations()) terminal.err().println("  " + violation);
        if (json) terminal.out().println(Json.pretty(document(failure)));
        return failure.exitCode().number();
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

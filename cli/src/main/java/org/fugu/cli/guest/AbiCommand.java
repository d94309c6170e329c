package org.fugu.cli.guest;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.abi.AbiCrate;
import org.fugu.exokernel.abi.AbiHeader;
import org.fugu.exokernel.abi.AbiRows;
import org.fugu.exokernel.abi.SystemCall;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Prints the kernel's interface.
@Command(
        name = "abi",
        header = "Print the table of system calls, registers, trap causes and errors.",
        description = {""},
        footer = {
            "",
            "Example:",
            "  ./fugu abi --header > guest/include/fugu/abi.h",
            "  ./fugu abi --rust > guest/rust/fugu/src/abi.rs"
        })
public final class AbiCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(names = "--header", description = "Print the C header of the SDK.")
    private boolean header;

    @Option(names = "--rust", description = "Print the constants of the SDK's crate for Rust.")
    private boolean rust;

    public AbiCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if ((header ? 1 : 0) + (rust ? 1 : 0) + (json.on ? 1 : 0) > 1)
            throw CommandFailure.usage("--header, --rust and --json are forms of one result; choose one");
        if (rust) terminal.out().print(AbiCrate.render());
        else if (header) terminal.out().print(AbiHeader.render());
        else if (json.on) printJson();
        else printTables(terminal.out());
        terminal.out().flush();
        return ExitCode.DONE.number();
    }

    private void printJson() {
        var document = new LinkedHashMap<String, Object>();
        document.put("syscalls", AbiRows.systemCalls());
        document.put("paths", AbiRows.paths());
        document.put("kernels", AbiRows.kernels());
        document.put("csrs", AbiRows.csrs());
        document.put("traps", AbiRows.traps());
        document.put("errors", AbiRows.errors());
        terminal.out().println(Json.pretty(document));
    }

    private static void printTables(PrintWriter out) {
        out.println("System calls: number in a7, arguments in a0 to a5, result in a0");
        var calls = AbiRows.systemCalls();
        long ours =
                calls.stream().filter(call -> call.purpose().equals("kernel")).count();
        out.println("  " + ours + " of at most " + SystemCall.MOST_KERNEL_CALLS
                + " are the kernel's; the others are there to measure, or for programs of Linux");
        for (var call : calls) {
            out.printf(Locale.ROOT, "  %5d  %-18s (%s)%n", call.number(), call.name(), call.arguments());
            if (!call.purpose().equals("kernel")) out.println(" ".repeat(9) + "is for " + call.purpose());
            if (!call.capability().isEmpty()) out.println(" ".repeat(9) + "needs " + call.capability());
            if (!call.errors().isEmpty()) {
                out.println(" ".repeat(9) + "refuses with " + String.join(", ", call.errors()));
            }
            out.println(" ".repeat(9) + "costs " + cost(call));
        }
        out.println("What the kernel does without being called, in instructions");
        for (var path : AbiRows.paths()) {
            out.printf(Locale.ROOT, "  %5d  %-20s %s%n", path.instructions(), path.name(), path.meaning());
        }
        out.println("What is otherwise on kernels of other structures (./fugu run --kernel)");
        for (var row : AbiRows.kernels()) {
            out.printf(
                    Locale.ROOT,
                    "  %-7s %5d  %-20s and %d misses%s; %s%n",
                    row.kernel(),
                    row.instructions(),
                    row.name(),
                    row.misses(),
                    row.unitPath() == 0 ? "" : ", and " + row.unitPath() + " for each unit",
                    row.source());
        }
        out.println("Registers");
        for (var csr : AbiRows.csrs()) {
            out.printf(Locale.ROOT, "  0x%03x  %-10s %s%n", csr.number(), csr.name(), csr.meaning());
        }
        out.println("Trap causes");
        for (var trap : AbiRows.traps()) out.printf(Locale.ROOT, "  %5d  %s%n", trap.number(), trap.name());
        out.println("Errors");
        for (var error : AbiRows.errors()) {
            out.printf(Locale.ROOT, "  %5d  %-14s %s%n", error.number(), error.name(), error.meaning());
        }
    }

    private static String cost(AbiRows.SystemCallRow call) {
        var fixed = call.path() + " instructions";
        return call.unit().isEmpty() ? fixed : fixed + ", and " + call.unitPath() + " for each " + call.unit();
    }
}

package org.fugu.exokernel.abi;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fugu.machine.trap.TrapCause;

/// The tables as rows, in the form in which `./fugu abi --json` prints them.
public final class AbiRows {
    private AbiRows() {}

    /// @param purpose `kernel`, `measurement` or `linux`
    /// @param errors names of what the call may be refused with
    /// @param path instructions charged for each call
    /// @param unitPath instructions charged for each `unit` of work beyond that
    public record SystemCallRow(
            int number,
            String name,
            String purpose,
            String arguments,
            String capability,
            List<String> errors,
            int path,
            int unitPath,
            String unit,
            String costSource) {}

    /// @param instructions charged each time
    public record PathRow(String name, int instructions, String meaning) {}

    /// @param kernel of another structure
    /// @param name of the call or path that is otherwise there
    /// @param instructions charged each time
    /// @param unitPath instructions for each unit of a call's work beyond that
    /// @param misses how often it waits for memory besides, as long as the machine says
    public record KernelRow(String kernel, String name, int instructions, int unitPath, int misses, String source) {}

    public record CsrRow(int number, String name, boolean readOnly, String meaning) {}

    public record TrapRow(int number, String name) {}

    public record ErrorRow(int number, String name, String meaning) {}

    public static List<SystemCallRow> systemCalls() {
        return Arrays.stream(SystemCall.values()).map(AbiRows::row).toList();
    }

    private static SystemCallRow row(SystemCall call) {
        return new SystemCallRow(
                call.number(),
                call.wireName(),
                call.purpose().name().toLowerCase(Locale.ROOT),
                call.arguments(),
                call.capability(),
                call.errors().stream().map(KernelError::wireName).toList(),
                call.path(),
                call.unitPath(),
                call.unit(),
                call.costSource());
    }

    /// What the kernel is charged for without being called.
    public static List<PathRow> paths() {
        return Arrays.stream(KernelPath.values())
                .map(path -> new PathRow(path.wireName(), path.instructions(), path.meaning()))
                .toList();
    }

    /// What is otherwise on kernels of other structures.
    public static List<KernelRow> kernels() {
        return Arrays.stream(KernelModel.values()).flatMap(AbiRows::rows).toList();
    }

    private static Stream<KernelRow> rows(KernelModel kernel) {
        return PathTable.of(kernel, 0).others().stream()
                .map(other -> new KernelRow(
                        kernel.wireName(),
                        other.name(),
                        other.instructions(),
                        other.unitPath(),
                        other.misses(),
                        other.source()));
    }

    public static List<CsrRow> csrs() {
        return Arrays.stream(GuestCsr.values())
                .map(csr -> new CsrRow(csr.number(), csr.wireName(), csr.readOnly(), csr.meaning()))
                .toList();
    }

    public static List<TrapRow> traps() {
        return Arrays.stream(TrapCause.values())
                .map(cause -> new TrapRow(cause.number(), cause.wireName()))
                .toList();
    }

    public static List<ErrorRow> errors() {
        return Arrays.stream(KernelError.values())
                .map(error -> new ErrorRow(error.number(), error.wireName(), error.meaning()))
                .toList();
    }
}

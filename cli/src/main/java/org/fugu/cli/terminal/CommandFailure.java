package org.fugu.cli.terminal;

import java.util.List;
import org.fugu.bundle.BundleRejectedException;
import org.fugu.bundle.Violation;

/// Ends a command with an exit code and a sentence that says what to do.
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String code;
    private final transient List<Violation> violations;

    /// @param code stable, for scripts; of the service, the bundle reader, or `usage` and the like
    public CommandFailure(ExitCode exitCode, String code, String message, List<Violation> violations) {
        super(message);
        this.exitCode = exitCode;
        this.code = code;
        this.violations = List.copyOf(violations);
    }

    public static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, "usage", message, List.of());
    }

    public static CommandFailure notBuilt(String what) {
        return new CommandFailure(ExitCode.USAGE, "not-built-yet", what + " is not built yet", List.of());
    }

    public static CommandFailure unreachable(String message) {
        return new CommandFailure(ExitCode.UNREACHABLE, "unreachable", message, List.of());
    }

    /// A bundle somebody wrote wrongly is wrong input; one that is unsound is refused.
    public static CommandFailure rejected(BundleRejectedException e) {
        return new CommandFailure(
                exitCodeOfRejection(e.code()), e.code(), String.valueOf(e.getMessage()), e.violations());
    }

    public static ExitCode exitCodeOfRejection(String code) {
        return code.startsWith("manifest-") || code.equals("program-missing") ? ExitCode.USAGE : ExitCode.REFUSED;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String code() {
        return code;
    }

    public List<Violation> violations() {
        return violations;
    }
}

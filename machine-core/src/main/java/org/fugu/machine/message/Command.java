package org.fugu.machine.message;

import org.jspecify.annotations.Nullable;

/// What a program orders the unit to do: writing one of these CSRs does something, and none of them is
/// a register.
enum Command {
    LAUNCH(CsrNumber.ULAUNCH),
    /// A launch that is refused rather than wait.
    LAUNCH_CONDITIONALLY(CsrNumber.ULAUNCHC),
    DISPOSE(CsrNumber.UDISPOSE),
    /// Store the bulk data, then dispose.
    SINK(CsrNumber.USINK),
    LEAVE_TRAP(CsrNumber.URET);

    private static final int FIRST = CsrNumber.ULAUNCH;
    private static final @Nullable Command[] BY_NUMBER = new Command[CsrNumber.URET - FIRST + 1];

    static {
        for (var command : values()) BY_NUMBER[command.csr - FIRST] = command;
    }

    private final int csr;

    Command(int csr) {
        this.csr = csr;
    }

    /// The command of a CSR, or null if it is a register or none.
    static @Nullable Command of(int csr) {
        int index = csr - FIRST;
        return index < 0 || index >= BY_NUMBER.length ? null : BY_NUMBER[index];
    }
}
